import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A guest's message becomes a stored message, a lane, a turn and events, in one commit.
@Suite struct IngestTests {
    @Test func `The first message makes the guest, the conversation and the turn`() async throws {
        try await Hotel.withOne { hotel in
            let item = Guest(1).writes("Two towels, please", to: hotel)
            let outcome = try #require(try await hotel.receive([item]).first)
            #expect(outcome.message == item.id)
            #expect(outcome.decision == .turnOpened)
            #expect(!outcome.isRepeated)
            #expect(outcome.turn != nil)
            #expect(outcome.wait == .zero)
            let kinds: [String] = try await hotel.values("SELECT kind FROM events ORDER BY event_seq")
            #expect(kinds == ["conversation.created", "conversation.state_changed", "message.received"])
            #expect(try await hotel.value("SELECT state FROM conversations") == "active")
            #expect(try await hotel.value("SELECT display_name FROM guests") == "Ada")
            #expect(try await hotel.value("SELECT unread_count FROM conversations", as: Int32.self) == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `A burst in one batch is one turn`() async throws {
        try await Hotel.withOne(accumulation: 1200) { hotel in
            let guest = Guest(1)
            let outcomes = try await hotel.receive(["Hi", "Towels", "In 412"].map { guest.writes($0, to: hotel) })
            #expect(outcomes.map(\.decision) == [.turnOpened, .absorbed, .absorbed])
            #expect(Set(outcomes.map(\.turn)).count == 1)
            // A fifth shorter with each message after the first.
            #expect(outcomes.allSatisfy { (.milliseconds(700)...(.milliseconds(768))).contains($0.wait ?? .zero) })
            let texts: [String] = try await hotel.values("SELECT body FROM messages ORDER BY seq")
            #expect(texts == ["Hi", "Towels", "In 412"])
            try await expectSound(hotel)
        }
    }

    @Test func `A burst over several batches is one turn, pushed back but never past three seconds`() async throws {
        try await Hotel.withOne(accumulation: 1200) { hotel in
            let guest = Guest(1)
            let first = try #require(try await hotel.receive([guest.writes("Hi", to: hotel)]).first)
            // As if the first had come 2.5 seconds ago.
            try await hotel.run(
                "UPDATE conversations SET open_turn_opened_at = open_turn_opened_at - interval '2500 ms'"
            )
            let second = try #require(try await hotel.receive([guest.writes("Towels", to: hotel)]).first)
            #expect(second.decision == .absorbed)
            #expect(second.turn == first.turn)
            #expect(try #require(second.wait) <= .milliseconds(500))
            try await expectSound(hotel)
        }
    }

    @Test func `What comes while the engine thinks waits in one pending turn`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let first = try #require(try await hotel.receive([guest.writes("Hi", to: hotel)]).first)
            _ = try await hotel.claimTurns()
            let later = try await hotel.receive([guest.writes("And", to: hotel), guest.writes("towels", to: hotel)])
            #expect(later.map(\.decision) == [.queued, .queued])
            #expect(Set(later.map(\.turn)).count == 1)
            #expect(later.first?.turn != first.turn)
            #expect(try await hotel.receive([guest.writes("!", to: hotel)]).first?.turn == later.first?.turn)
            try await expectSound(hotel)
        }
    }

    @Test func `One guest on two endpoints has two conversations and is one guest`() async throws {
        try await Hotel.withOne { hotel in
            let other = try await hotel.byEndpoint("2")
            let guest = Guest(1)
            let outcomes = try await hotel.receive([guest.writes("Hi", to: hotel), guest.writes("Hi", to: other)])
            #expect(Set(outcomes.map(\.conversation)).count == 2)
            #expect(outcomes.map(\.decision) == [.turnOpened, .turnOpened])
            #expect(try await hotel.value("SELECT count(*) FROM guests", as: Int.self) == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `A guest who writes from a phone and a user id is known by both`() async throws {
        try await Hotel.withOne { hotel in
            let phone = GuestIdentity(kind: .phone, value: "+15005550006")
            let user = GuestIdentity(kind: .whatsappUser, value: "user-6")
            let both = Guest(identities: [phone, user])
            let first = try await hotel.receive([both.writes("Hi", to: hotel)]).first
            let later = try await hotel.receive([Guest(identities: [user]).writes("Me again", to: hotel)]).first
            #expect(first?.conversation == later?.conversation)
            #expect(try await hotel.value("SELECT count(*) FROM guests", as: Int.self) == 1)
            #expect(try await hotel.value("SELECT recipient_kind FROM conversations") == "whatsapp_user")
            try await expectSound(hotel)
        }
    }

    @Test func `One batch that meets a newcomer under two names makes one guest`() async throws {
        try await Hotel.withOne { hotel in
            let phone = GuestIdentity(kind: .phone, value: "+15005550006")
            let user = GuestIdentity(kind: .whatsappUser, value: "user-6")
            let outcomes = try await hotel.receive([
                Guest(identities: [phone, user]).writes("Hi", to: hotel),
                Guest(identities: [user]).writes("Me again", to: hotel),
            ])
            #expect(outcomes[0].conversation == outcomes[1].conversation)
            #expect(try await hotel.value("SELECT count(*) FROM guests", as: Int.self) == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `The free-form window ends 24 hours after the guest's own moment, never counted from the future`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let moment = Date(timeIntervalSinceNow: -3600)
            try await hotel.receive([guest.writes("Hi", to: hotel, sentAt: moment)])
            let end: Date = try await hotel.value("SELECT window_expires_at FROM conversations")
            #expect(abs(end.timeIntervalSince(moment) - 24 * 3600) < 0.001)
            // A late one never shortens it; one from the future counts as now.
            try await hotel.receive([guest.writes("Late", to: hotel, sentAt: moment.addingTimeInterval(-3600))])
            #expect(try await hotel.value("SELECT window_expires_at FROM conversations", as: Date.self) == end)
            try await hotel.receive([guest.writes("Soon", to: hotel, sentAt: Date(timeIntervalSinceNow: 3600))])
            let held: Bool = try await hotel.value(
                "SELECT window_expires_at <= now() + interval '24 hours' FROM conversations"
            )
            #expect(held)
            #expect(try await hotel.value("SELECT window_expires_at FROM conversations", as: Date.self) > end)
        }
    }

    @Test func `The provider's own notices do not open the free-form window`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("", to: hotel, kind: .system)])
            #expect(try await hotel.value("SELECT window_expires_at IS NULL FROM conversations", as: Bool.self))
        }
    }

    @Test func `A hundred thousand bytes, a NUL and every script are stored, and what was done to them is flagged`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let script = "قهوة من فضلك ☕️ 日本語 👩‍👩‍👧‍👦 \u{10FFFF} e\u{301}"
            try await hotel.receive([
                guest.writes(String(repeating: "é", count: 50_000), to: hotel),
                guest.writes("a\0b", to: hotel),
                guest.writes(script, to: hotel),
                guest.writes("bare", to: hotel, id: nil),
            ])
            let lengths: [Int32] = try await hotel.values("SELECT octet_length(body) FROM messages ORDER BY seq")
            #expect(lengths[0] == Int32(SafeText.maximumTextBytes))
            #expect(try await hotel.value("SELECT body FROM messages WHERE seq = 2") == "a\u{FFFD}b")
            #expect(try await hotel.value("SELECT body FROM messages WHERE seq = 3") == script)
            let flags: [String] = try await hotel.values(
                "SELECT array_to_string(flags, ',') FROM messages ORDER BY seq"
            )
            #expect(flags == ["truncated", "nul_replaced", "", "derived_key"])
        }
    }

    @Test func `The raw object of what is more than text is kept as it came`() async throws {
        try await Hotel.withOne { hotel in
            let raw = #"{"type":"location","note":"\u0000 is not for jsonb"}"#
            try await hotel.receive([Guest(1).writes("", to: hotel, kind: .location, raw: raw)])
            #expect(try await hotel.value("SELECT payload FROM messages") == raw)
        }
    }

    @Test func `Raw receipts are stored with the messages, and a batch of nothing stores nothing`() async throws {
        try await Hotel.withOne { hotel in
            let receipt = RawReceipt(provider: "whatsapp", endpoint: hotel.endpoint, body: Bytes([1, 2, 3]))
            _ = try await hotel.ingest.ingest(
                [Guest(1).writes("Hi", to: hotel)],
                receipts: [receipt],
                defaults: IngestDefaults()
            )
            #expect(try await hotel.value("SELECT status FROM receipts") == "accepted")
            #expect(try await hotel.receive([]).isEmpty)
        }
    }
}
