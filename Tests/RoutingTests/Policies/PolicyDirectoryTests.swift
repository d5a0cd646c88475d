import Domain
import Foundation
import Logging
import Postgres
import Store
import Synchronization
import TestSupport
import Testing
import Triage

@testable import Routing

/// What a node knows of the hotels' policies.
@Suite(.timeLimit(.minutes(15))) struct PolicyDirectoryTests {
    private func directory(
        _ hotel: Hotel,
        alarm: RuleAlarm = RuleAlarm(),
        clock: @escaping @Sendable () -> Date = { Date() }
    ) -> PolicyDirectory {
        PolicyDirectory(reader: PolicyReader(hotel.pool), alarm: alarm, logger: HotelWorld.silence, clock: clock)
    }

    private static func put(_ hotel: Hotel, _ kind: PolicyKind, _ document: String) -> SQL {
        """
        INSERT INTO policies (property_id, kind, version, document)
        SELECT \(hotel.property), \(kind.rawValue), coalesce(max(version), 0) + 1, \(JSONB(text: document)) FROM policies
        WHERE property_id = \(hotel.property) AND kind = \(kind.rawValue)
        """
    }

    private static func rules(_ text: String, count: Int = 1) -> String {
        let rules = (0..<count).map {
            #"{"id":"r\#($0)","when":{"pattern":"a{\#($0 % 9 + 1)}"},"then":{"action":"respond","text":{"en":"\#(text)"}}}"#
        }
        return #"{"rules":[\#(rules.joined(separator: ","))]}"#
    }

    @Test func `Of two versions being written at once both reach the node, in whichever order they are committed`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let other = try await hotel.neighbour("borealis")
            let directory = directory(hotel)
            try await hotel.withConnections(1) { connections in
                for chain in 0..<20 {
                    let document = #"{"longestChain":\#(chain)}"#
                    try await connections[0].script("BEGIN")
                    _ = try await connections[0].query(Self.put(hotel, .turns, document))
                    try await hotel.run(Self.put(other, .turns, document))
                    try await directory.refresh()
                    #expect(directory.policies(of: other.property)?.turns.longestChain == chain)
                    #expect(directory.policies(of: hotel.property)?.turns.longestChain != chain)
                    try await connections[0].script("COMMIT")
                    try await directory.refresh()
                    #expect(directory.policies(of: hotel.property)?.turns.longestChain == chain)
                }
            }
        }
    }

    @Test func `A hotel in the place of another is known, and the other is not`() async throws {
        try await Hotel.withOne { hotel in
            let directory = directory(hotel)
            let other = try await hotel.neighbour("borealis")
            try await directory.refresh()
            try await hotel.run("DELETE FROM properties WHERE id = \(other.property)")
            let third = try await hotel.neighbour("corona")
            try await directory.refresh()
            #expect(directory.policies(of: other.property) == nil)
            #expect(directory.policies(of: third.property) != nil)
        }
    }

    @Test(arguments: [
        (
            PolicyKind.routing, #"{"rules":[{"id":"a","when":{"pattern":"("},"then":{"action":"continue"}}]}"#,
            "rules.broken"
        ),
        (.escalation, #"{"priorities":{"x":"soon"}}"#, "policy.escalation_broken"),
        (.turns, #"{"whileThinking":"panic"}"#, "policy.turns_broken"),
    ])
    func `What cannot be read is not obeyed, somebody is told, and the other hotels do not notice`(
        kind: PolicyKind,
        document: String,
        trouble: String
    ) async throws {
        try await Hotel.withOne { hotel in
            let alarm = RuleAlarm()
            let directory = directory(hotel, alarm: alarm)
            let other = try await hotel.neighbour("borealis")
            try await hotel.run(Self.put(hotel, .routing, Self.rules("mine")))
            try await hotel.run(Self.put(other, .routing, Self.rules("theirs")))
            try await hotel.run(Self.put(hotel, kind, document))
            try await directory.refresh()
            #expect(directory.policies(of: other.property)?.rules?.version == 1)
            #expect((directory.policies(of: hotel.property)?.rules == nil) == (kind == .routing))
            #expect(directory.policies(of: hotel.property)?.turns == TurnPolicy())
            #expect(directory.policies(of: hotel.property)?.escalation == EscalationPolicy())
            let told = try await alarm.handOver { $0.map { "\($0.property) \($0.kind)" } }
            #expect(told == ["\(hotel.property) \(trouble)"])
            // People are told of every kind there is.
            #expect(try await RuleNotices(hotel.pool).tell([(hotel.property, trouble)]) == [hotel.property])
        }
    }

    @Test func `Rules are made once a version, and anew when the hotel's clocks or language are others`() async throws {
        try await Hotel.withOne { hotel in
            let directory = directory(hotel)
            // Half past twelve in Tokyo, half past four in the morning in Lisbon's summer.
            let moment = Date(timeIntervalSince1970: 1_781_494_200)
            func answer() -> String? {
                directory.policies(of: hotel.property)?.rules?
                    .evaluate(RuleMessage("hello", channel: .sms), at: moment, now: { .zero }).routes?
                    .outcome(.none, isFirstContact: false)?.text
            }
            func decide(_ text: String) async throws {
                try await hotel.run(
                    Self.put(
                        hotel,
                        .routing,
                        #"{"rules":[{"id":"noon","when":{"hours":{"from":"12:00","to":"13:00"}},"then":{"action":"respond","text":{"en":"\#(text)"}}}]}"#
                    )
                )
            }
            try await hotel.run("UPDATE properties SET timezone = 'Europe/Lisbon'")
            try await decide("one")
            try await directory.refresh()
            #expect(directory.policies(of: hotel.property)?.rules?.version == 1)
            #expect(answer() == nil)
            try await hotel.run("UPDATE properties SET timezone = 'Asia/Tokyo', version = version + 1")
            try await directory.refresh()
            #expect(answer() == "one")
            try await decide("two")
            try await directory.refresh()
            #expect(directory.policies(of: hotel.property)?.rules?.version == 2)
            #expect(answer() == "two")
        }
    }

    @Test func `Hours go by the database's clock, however wrong the node's own is`() async throws {
        try await Hotel.withOne { hotel in
            let directory = directory(hotel) { Date().addingTimeInterval(-7200) }
            try await directory.refresh()
            let stored: Date = try await hotel.value("SELECT clock_timestamp()")
            #expect(abs(directory.now().timeIntervalSince(stored)) < 60)
            // Nothing changed, and the clocks are compared all the same.
            try await directory.refresh()
            #expect(abs(directory.now().timeIntervalSince(stored)) < 60)
        }
    }

    @Test
    func `Policies change under traffic: each message is answered by one version, whole, and at last by the newest`()
        async throws
    {
        try await HotelWorld.with { world in
            func decide(_ version: Int) async throws {
                try await world.decide(
                    .routing,
                    #"{"rules":[{"id":"say","when":{"everything":true},"then":{"action":"respond","text":{"en":"answer \#(version)"}}}]}"#
                )
            }
            try await decide(1)
            let channel = ScriptedChannel()
            let router = try await world.router(channel: channel) { $0.policyRefresh = .milliseconds(5) }
            try await world.running(router) {
                var number = 0
                for version in 1...20 {
                    if version > 1 { try await decide(version) }
                    // Until the new version answers; the old one may do so meanwhile.
                    while try await world.count(
                        "SELECT count(*) FROM messages WHERE decision_reason = \("rule:say@\(version)")"
                    ) == 0 {
                        number += 1
                        try #require(number < 20_000)
                        let words = MetaWebhook.Words(from: "\(15_550_000_000 + number % 500)", text: "hello")
                        _ = await router.receive(MetaWebhook.request(to: HotelWorld.address, [words]), from: "whatsapp")
                    }
                }
            }
            let mixed = try await world.words(
                """
                SELECT m.decision_reason || ' ' || s.body FROM messages m
                JOIN messages s ON s.conversation_id = m.conversation_id AND s.seq = m.seq + 1
                WHERE m.author = 'guest' AND 'answer ' || split_part(m.decision_reason, '@', 2) <> s.body
                """
            )
            #expect(mixed.isEmpty)
        }
    }
}
