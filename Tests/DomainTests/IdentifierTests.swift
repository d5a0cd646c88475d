import Domain
import Foundation
import Testing

@Suite struct IdentifierTests {
    @Test func `its text is what PostgreSQL prints and reads back as itself`() throws {
        let id = GuestID(UUID.version7())
        #expect(id.description == id.description.lowercased())
        #expect(GuestID(id.description) == id)
        #expect(GuestID("not a uuid") == nil)
    }

    @Test func `version 7 carries the milliseconds, the version and the variant`() {
        var generator = SystemRandomNumberGenerator()
        let moment = Date(timeIntervalSince1970: 1_700_000_000.123)
        let bytes = Array(UUID.version7(at: moment, using: &generator).uuidString.replacing("-", with: "").lowercased())
        #expect(UInt64(String(bytes[0..<12]), radix: 16) == 1_700_000_000_123)
        #expect(bytes[12] == "7")
        #expect(["8", "9", "a", "b"].contains(bytes[16]))
    }

    @Test func `a later moment sorts after an earlier one`() {
        var generator = SystemRandomNumberGenerator()
        let early = UUID.version7(at: Date(timeIntervalSince1970: 1000), using: &generator)
        let late = UUID.version7(at: Date(timeIntervalSince1970: 1001), using: &generator)
        #expect(GuestID(early) < GuestID(late))
    }
}
