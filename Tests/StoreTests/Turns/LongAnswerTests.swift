import Domain
import Postgres
import Store
import TestSupport
import Testing

/// An answer longer than the channel's messages may be goes out as several, in order, none of its words lost.
@Suite struct LongAnswerTests {
    @Test func `A long answer is as many messages and deliveries as it needs`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Tell me everything", to: hotel)])
            let turn = try #require(try await hotel.claimTurns().first)
            let sentence = "The rooftop pool is open from eight to nine. "
            let words = String(repeating: sentence, count: 250)
            var answer = TurnConclusion(
                outcome: .escalated,
                answer: words,
                notice: "A colleague will add to this.",
                reason: .engineRequested,
                engine: "test",
                work: [
                    .init(department: "front_desk", room: nil, description: "Add", items: [], priority: "low", due: nil)
                ]
            )
            answer.messageLimit = ChannelKind.whatsapp.maximumOutboundLength
            let commit = try await hotel.turns.finish([
                FinishedTurn(turn: turn.id, lease: turn.lease, conclusion: answer)
            ])
            #expect(commit.first?.result == .committed)
            let parts: [String] = try await hotel.values("SELECT body FROM messages WHERE author = 'ai' ORDER BY seq")
            #expect(parts.count == 3)
            #expect(parts.allSatisfy { $0.utf16.count <= 4096 })
            let said = parts.joined(separator: " ").split(separator: " ")
            #expect(said == words.split(separator: " "))
            let authors: [String] = try await hotel.values("SELECT author FROM deliveries ORDER BY seq")
            #expect(authors == ["ai", "ai", "ai", "system"])
            try await expectSound(hotel)
        }
    }
}
