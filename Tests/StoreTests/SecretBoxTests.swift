import Foundation
import Store
import Testing

/// Secrets at rest.
@Suite struct SecretBoxTests {
    private let row = UUID()
    private let secret = Array("EAAG-token".utf8)

    private func box(_ filler: UInt8 = 7) throws -> SecretBox {
        try SecretBox(key: Array(repeating: filler, count: 32))
    }

    @Test(arguments: [0, 1, 16, 1000])
    func `What was sealed opens with the same key, purpose and row`(length: Int) throws {
        let secret = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        let sealed = try box().seal(secret, for: .endpointCredentials, row: row)
        #expect(try box().open(sealed, for: .endpointCredentials, row: row) == secret)
    }

    @Test func `The sealed form shows nothing and never repeats`() throws {
        let first = try box().seal(secret, for: .endpointCredentials, row: row)
        let second = try box().seal(secret, for: .endpointCredentials, row: row)
        #expect(first != second)
        #expect(first.first == 1)
        #expect(first.firstRange(of: secret) == nil)
    }

    @Test func `Another key, row or purpose does not open it`() throws {
        let sealed = try box().seal(secret, for: .endpointCredentials, row: row)
        #expect(throws: SecretBox.Failure.wrongKeyOrChanged) {
            try box(8).open(sealed, for: .endpointCredentials, row: row)
        }
        #expect(throws: SecretBox.Failure.wrongKeyOrChanged) {
            try box().open(sealed, for: .endpointCredentials, row: UUID())
        }
    }

    @Test func `A change of any byte is noticed`() throws {
        let sealed = try box().seal(secret, for: .endpointCredentials, row: row)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SecretBox.Failure.self) { try box().open(changed, for: .endpointCredentials, row: row) }
        }
    }

    @Test func `What is too short or of a future version is refused by name`() throws {
        #expect(throws: SecretBox.Failure.unknownFormat) { try box().open([], for: .endpointCredentials, row: row) }
        #expect(throws: SecretBox.Failure.unknownFormat) {
            try box().open([1, 2, 3], for: .endpointCredentials, row: row)
        }
        let future = [9] + Array(repeating: UInt8(0), count: 60)
        #expect(throws: SecretBox.Failure.unknownFormat) { try box().open(future, for: .endpointCredentials, row: row) }
    }

    @Test(arguments: [0, 16, 31, 33])
    func `A key of another length is refused`(length: Int) {
        #expect(throws: SecretBox.Failure.keyLength(length)) { try SecretBox(key: Array(repeating: 0, count: length)) }
    }
}
