import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A batch is stored whole or not at all, and its error says whose fault it was.
@Suite struct IngestPoisonTests {
    /// One message that cannot be stored.
    private func poison(_ kind: String, _ hotel: Hotel) -> IngestItem {
        switch kind {
        case "an endpoint nobody has":
            let stranger = Guest(2).writes("Hi", to: hotel)
            return IngestItem(stranger.message, endpoint: EndpointID(UUID.version7()))
        case "a name of 400 characters":
            let name = GuestIdentity(kind: .external, value: String(repeating: "x", count: 400))
            return Guest(identities: [name]).writes("Hi", to: hotel)
        default:
            return Guest(identities: []).writes("Hi", to: hotel)
        }
    }

    @Test(arguments: ["an endpoint nobody has", "a name of 400 characters", "no sender"])
    func `A message that cannot be stored fails its batch as data and nothing of it is stored`(
        _ kind: String
    ) async throws {
        try await Hotel.withOne { hotel in
            let items = [Guest(1).writes("Hi", to: hotel), poison(kind, hotel), Guest(3).writes("Hi", to: hotel)]
            let error = await #expect(throws: PostgresError.self) {
                try await hotel.ingest.ingest(
                    items,
                    receipts: [RawReceipt(provider: "whatsapp", body: Bytes([1]))],
                    defaults: IngestDefaults()
                )
            }
            #expect(error?.sqlState?.errorClass == "23")
            #expect(error?.isRetryable == false)
            for table: StaticString in [
                "guests", "guest_identities", "conversations", "messages", "message_keys", "receipts",
            ] {
                let stored = try await hotel.value("SELECT count(*) FROM \(unescaped: table)", as: Int.self)
                #expect(stored == 0)
            }
            let others = try await hotel.receive([items[0], items[2]])
            #expect(others.map(\.decision) == [.turnOpened, .turnOpened])
        }
    }

    @Test func `A lane that somebody does not let go fails the batch soon, and it may be tried again`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            try await hotel.receive([guest.writes("Hi", to: hotel)])
            try await hotel.withConnections(1) { connections in
                try await connections[0].script("BEGIN; SELECT FROM conversations FOR UPDATE")
                let item = guest.writes("Hello?", to: hotel)
                let clock = ContinuousClock()
                let began = clock.now
                let error = await #expect(throws: PostgresError.self) { try await hotel.receive([item]) }
                #expect(error?.sqlState == .lockNotAvailable)
                #expect(error?.isRetryable == true)
                #expect(clock.now - began >= .milliseconds(190))
                try await connections[0].script("ROLLBACK")
                #expect(try await hotel.receive([item]).first?.decision == .absorbed)
            }
        }
    }
}
