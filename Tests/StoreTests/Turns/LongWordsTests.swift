import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// The hotel's own words go out as the engine's answers do: in as many messages as the channel needs, none of them lost.
@Suite struct LongWordsTests {
    /// Longer than one message of any channel that has a limit.
    private static let words = String(repeating: "The pool is open from eight to nine. ", count: 300)

    private static let channels: [(ChannelKind, parts: Int)] = [(.sms, 7), (.whatsapp, 3), (.web, 2), (.email, 1)]

    private func expect(
        _ hotel: Hotel,
        on channel: ChannelKind,
        parts: Int,
        of author: String = "system"
    ) async throws {
        let said: [String] = try await hotel.values("SELECT body FROM messages WHERE author = \(author) ORDER BY seq")
        #expect(said.count == parts)
        #expect(said.allSatisfy(channel.takesWhole))
        #expect(said.joined(separator: " ").split(separator: " ") == Self.words.split(separator: " "))
        let sent: [String] = try await hotel.values(
            """
            SELECT m.body FROM deliveries d JOIN messages m ON m.id = d.message_id
            WHERE d.author = \(author) ORDER BY d.seq
            """
        )
        #expect(sent == said)
        try await expectSound(hotel)
    }

    private func call(_ reason: EscalationReason) -> PeopleCall {
        PeopleCall(reason: reason, intent: "other.human_request", priority: "high", notice: Self.words)
    }

    @Test(arguments: channels) func `What a rule answers`(channel: ChannelKind, parts: Int) async throws {
        try await Hotel.withOne { hotel in
            let end = try await hotel.byEndpoint("2", channel: channel.rawValue)
            var triage = MessageTriage()
            triage.routes = RouteTable { _, _ in RouteOutcome(.respond, text: Self.words, rule: "pool", version: 1) }
            try await end.receive([Guest(1).writes("Pool?", to: end, triage: triage.cut(for: channel))])
            try await expect(end, on: channel, parts: parts)
        }
    }

    @Test(arguments: channels)
    func `What a guest is told who asks for a person, and one in danger whom people have already`(
        channel: ChannelKind,
        parts: Int
    ) async throws {
        try await Hotel.withOne { hotel in
            let end = try await hotel.byEndpoint("2", channel: channel.rawValue)
            var triage = MessageTriage()
            triage.call = call(.guestRequested)
            try await end.receive([Guest(1).writes("A person!", to: end, triage: triage.cut(for: channel))])
            try await expect(end, on: channel, parts: parts)
            try await end.run("DELETE FROM deliveries")
            try await end.run("UPDATE conversations SET delivery_due_at = NULL")
            triage.call = call(.emergency)
            try await end.receive([Guest(1).writes("Fire!", to: end, triage: triage.cut(for: channel))])
            #expect(
                try await end.value("SELECT count(*) FROM messages WHERE author = 'system'", as: Int.self) == 2 * parts
            )
        }
    }

    @Test(arguments: channels)
    func `The notice of an answer that goes to people`(channel: ChannelKind, parts: Int) async throws {
        try await Hotel.withOne { hotel in
            let end = try await hotel.byEndpoint("2", channel: channel.rawValue)
            try await end.receive([Guest(1).writes("Hm", to: end)])
            let turn = try #require(try await end.claimTurns().first)
            var conclusion = turn.escalated(notice: Self.words).conclusion
            conclusion.messageLimit = channel.maximumOutboundLength
            _ = try await end.turns.finish([turn.concluded(conclusion)])
            try await expect(end, on: channel, parts: parts)
        }
    }

    @Test func `A greeting is one message, and is refused when it is longer`() async throws {
        try await Hotel.withOne { hotel in
            // An emoji counts twice with the providers, and once with the database.
            for (channel, most) in [(ChannelKind.sms, 800), (.whatsapp, 2048)] {
                var end = NewEndpoint(
                    property: hotel.property,
                    channel: channel,
                    provider: "whatsapp",
                    address: channel.rawValue
                )
                end.welcome = String(repeating: "😀", count: most + 1)
                let long = end
                await #expect(throws: SetupError.self) {
                    try await EndpointStore(hotel.pool).add(long, box: nil)
                }
                end.welcome = String(repeating: "😀", count: most)
                try await EndpointStore(hotel.pool).add(end, box: nil)
            }
        }
    }
}
