import TestSupport
import Testing

/// Expects that nothing in a hotel's database contradicts what the schema promises.
func expectSound(_ hotel: Hotel, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let violations = try await hotel.violations()
    #expect(violations == [], sourceLocation: sourceLocation)
}
