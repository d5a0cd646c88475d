import Domain
import Postgres
import Store
import TestSupport
import Testing

/// A guest who begins to write is greeted once per endpoint, in the transaction that stores the first word.
@Suite struct WelcomeTests {
    private static let words = "Welcome to Aurora. How can we help?"

    private static func greet(_ hotel: Hotel) async throws {
        try await hotel.run("UPDATE endpoints SET welcome = \(words)")
    }

    @Test func `The welcome goes out after the first word and before the answer`() async throws {
        try await Hotel.withOne { hotel in
            try await Self.greet(hotel)
            try await hotel.receive([Guest(1).writes("Hi", to: hotel), Guest(1).writes("Towels", to: hotel)])
            let turn = try #require(try await hotel.claimTurns().first)
            let answer = TurnConclusion(outcome: .answered, answer: "On their way.", engine: "test")
            _ = try await hotel.turns.finish([FinishedTurn(turn: turn.id, lease: turn.lease, conclusion: answer)])
            let authors: [String] = try await hotel.values("SELECT author FROM messages ORDER BY seq")
            #expect(authors == ["guest", "guest", "system", "ai"])
            let first = try #require(try await hotel.claimDeliveries().first)
            #expect(first.text == Self.words)
            try await expectSound(hotel)
        }
    }

    @Test func `A guest is greeted once, whatever comes after`() async throws {
        try await Hotel.withOne { hotel in
            try await Self.greet(hotel)
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            try await hotel.receive([Guest(1).writes("Again", to: hotel)])
            // Closed long ago: the next word begins a new conversation.
            try await hotel.run(
                """
                UPDATE conversations SET state = 'resolved', resolved_at = now() - interval '1 day',
                    open_turn_id = NULL, open_turn_opened_at = NULL, turn_due_at = NULL
                """
            )
            try await hotel.receive([Guest(1).writes("Back again", to: hotel)])
            #expect(try await hotel.value("SELECT count(*) FROM conversations", as: Int.self) == 2)
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'system'", as: Int.self) == 1)
        }
    }

    @Test func `Without a welcome there is no mark, so that one written later still greets at the next beginning`()
        async throws
    {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            #expect(try await hotel.value("SELECT count(*) FROM welcomes", as: Int.self) == 0)
            try await Self.greet(hotel)
            try await hotel.receive([Guest(1).writes("In the middle", to: hotel)])
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'system'", as: Int.self) == 0)
            try await hotel.receive([Guest(2).writes("Hello", to: hotel)])
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'system'", as: Int.self) == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `Many first messages at once are greeted once`() async throws {
        try await Hotel.withOne(connections: 8) { hotel in
            try await Self.greet(hotel)
            for round in 1...200 {
                let guest = Guest(round)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for word in 1...3 {
                        let item = guest.writes("word \(word)", to: hotel)
                        group.addTask { _ = try await insist([item], hotel) }
                    }
                    try await group.waitForAll()
                }
            }
            let greeted: Int = try await hotel.value("SELECT count(*) FROM messages WHERE author = 'system'")
            #expect(greeted == 200)
            try await expectSound(hotel)
        }
    }
}
