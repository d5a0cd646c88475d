import Domain
import Postgres
import Store
import TestSupport
import Testing

/// What is not said after all is told like everything else that becomes of a delivery.
@Suite struct SilencedDeliveryTests {
    private func answer(_ hotel: Hotel, _ guest: Guest, _ words: String) async throws {
        try await hotel.receive([guest.writes("Hi", to: hotel)])
        _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered(words) })
    }

    /// The deliveries that are not made, and those of which that was told, both in their order.
    private func silenced(_ hotel: Hotel) async throws -> (stored: [String], told: [String]) {
        (
            try await hotel.values(
                "SELECT id::text FROM deliveries WHERE state = 'suppressed' ORDER BY conversation_id, seq"
            ),
            try await hotel.values(
                """
                SELECT payload ->> 'deliveryId' FROM events
                WHERE kind = 'delivery.updated' AND payload ->> 'state' = 'suppressed' ORDER BY conversation_id, event_seq
                """
            )
        )
    }

    @Test func `A turn that goes to people tells of each word of the AI that stays unsaid`() async throws {
        try await Hotel.withOne { hotel in
            for guest in [Guest(1), Guest(2)] {
                for words in ["One", "Two"] { try await answer(hotel, guest, words) }
            }
            try await hotel.receive([Guest(1), Guest(2)].map { $0.writes("Help", to: hotel) })
            _ = try await hotel.turns.finish(
                try await hotel.claimTurns().map { $0.escalated(notice: "Somebody is coming.") }
            )
            let (stored, told) = try await silenced(hotel)
            #expect(stored.count == 4 && told == stored)
            let kinds: [String] = try await hotel.values(
                "SELECT kind FROM events WHERE conversation_id = (SELECT min(id::text)::uuid FROM conversations) ORDER BY event_seq DESC LIMIT 5"
            )
            #expect(
                kinds.reversed() == [
                    "message.created", "conversation.state_changed", "delivery.updated", "delivery.updated",
                    "turn.finished",
                ]
            )
            try await expectSound(hotel)
        }
    }

    @Test func `Whoever claims what must not be said any more tells of it`() async throws {
        try await Hotel.withOne { hotel in
            for guest in [Guest(1), Guest(2)] {
                for words in ["One", "Two"] { try await answer(hotel, guest, words) }
            }
            try await hotel.run("UPDATE conversations SET owner_epoch = owner_epoch + 1")
            #expect(try await hotel.claimDeliveries().isEmpty)
            let (stored, told) = try await silenced(hotel)
            #expect(stored.count == 4 && told == stored)
            try await expectSound(hotel)
        }
    }
}
