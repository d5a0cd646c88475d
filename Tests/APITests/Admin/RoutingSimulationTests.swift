import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

@testable import API

/// What a hotel is told would become of a message is what becomes of it.
@Suite struct RoutingSimulationTests {
    private let path = "/api/v1/policies/routing"

    private static let rules = """
        {"rules":[
         {"id":"off","enabled":false,"when":{"everything":true},"then":{"action":"deny","text":{"en":"Never."}}},
         {"id":"door","when":{"words":{"en":["door code"]},"stay":["in_house"]},"then":{"action":"respond","text":{"en":"4711"}}},
         {"id":"pool","when":{"words":{"en":["pool"]}},"then":{"action":"deny","text":{"en":"Closed.","de":"Geschlossen."}}},
         {"id":"towels","when":{"intents":["housekeeping.*"]},"then":{"action":"dispatch","department":"housekeeping","priority":"high"}},
         {"id":"hi","when":{"words":{"en":["hello"]},"firstContact":true},"then":{"action":"respond","text":{"en":"Welcome!"}}},
         {"id":"leave","when":{"languages":["fr"]},"then":{"action":"continue"}}]}
        """

    /// A message, and where it comes into.
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var stay: StayPhase = .none
        var isFirst = true
        var isVIP = false
        var isPeoples = false
        var testDescription: String { "\(text) \(stay) \(isFirst) \(isVIP) \(isPeoples)" }
    }

    private static let cases = [
        Case(text: "There is a fire in my room, by the pool!"),
        Case(text: "There is a fire in my room!", isFirst: false, isPeoples: true), Case(text: "Fire!", isVIP: true),
        Case(text: "I want to talk to a person"), Case(text: "I want to talk to a person", isVIP: true),
        Case(text: "I want to talk to a person", isFirst: false, isPeoples: true), Case(text: "Is the pool open?"),
        Case(text: "Ist der Pool schon offen?", isFirst: false), Case(text: "door code please"),
        Case(text: "door code please", stay: .inHouse), Case(text: "door code please", stay: .booked),
        Case(text: "door code please", stay: .checkedOut, isFirst: false),
        Case(text: "Please bring two towels to 412", stay: .inHouse),
        Case(text: "Please bring two towels to 412", isFirst: false, isPeoples: true), Case(text: "hello"),
        Case(text: "hello", isFirst: false), Case(text: "Bonjour, où est la gare ?"), Case(text: "blorp"),
    ]

    @Test func `A table of messages is decided as it is simulated`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            #expect(try await people.ask("PUT", path, as: manager, body: Self.rules).status == 200)
            let escalation = #"{"priorities":{"vip":"high"}}"#
            #expect(
                try await people.ask("PUT", "/api/v1/policies/escalation", as: manager, body: escalation).status == 200
            )
            try await people.router.prepare()
            for (number, message) in Self.cases.enumerated() {
                let told = try await told(of: message, people, as: manager)
                let done = try await done(with: message, number, people)
                #expect(told == done, "\(message.testDescription)")
            }
        }
    }

    /// What the simulation says: decision, reason, what the guest is told and how it goes on.
    private func told(of message: Case, _ people: PeopleUnderTest, as token: String) async throws -> [String] {
        let body: [String: Any] = [
            "text": message.text, "channel": "whatsapp", "stay": message.stay.rawValue, "firstContact": message.isFirst,
            "vip": message.isVIP, "standing": message.isPeoples ? "people" : "ai",
        ]
        let answer = try await people.ask(
            "POST",
            "\(path)/simulate",
            as: token,
            body: String(decoding: JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        )
        #expect(answer.status == 200, "\(answer.text)")
        let outcome = answer.json["outcome"] as? [String: Any] ?? [:]
        return [
            answer.json["decision"] as? String, answer.json["reason"] as? String, outcome["text"] as? String,
            outcome["priority"] as? String,
        ].map { $0 ?? "" }
    }

    /// The same of a guest who really writes.
    private func done(with message: Case, _ number: Int, _ people: PeopleUnderTest) async throws -> [String] {
        let hotel = people.hotel
        let endpoint = try #require(try await people.router.endpoint(provider: "whatsapp", address: "1"))
        let guest = Guest(number + 1)
        func say(_ text: String) async throws {
            let item = guest.writes(text, to: hotel)
            _ = try await people.router.accept(item.message, at: endpoint)
        }
        let name = try #require(guest.identities.first).value
        if !message.isFirst { try await say("blorp zag") }
        try await hotel.run(
            """
            WITH known AS (
                INSERT INTO guests (property_id, display_name)
                SELECT \(hotel.property), 'Ada'
                WHERE NOT EXISTS (SELECT FROM guest_identities WHERE property_id = \(hotel.property) AND value = \(name))
                RETURNING id
            )
            INSERT INTO guest_identities (property_id, kind, value, guest_id)
            SELECT \(hotel.property), 'phone', \(name), id FROM known
            """
        )
        let id: SQL = "(SELECT guest_id FROM guest_identities WHERE value = \(name))"
        try await hotel.run("UPDATE guests SET vip = \(message.isVIP) WHERE id = \(fragment: id)")
        if message.stay != .none {
            try await hotel.run(
                """
                INSERT INTO stays (property_id, guest_id, arrival, departure, status)
                SELECT \(hotel.property), \(fragment: id), current_date, current_date + 1, \(message.stay.rawValue)
                """
            )
        }
        if message.isPeoples {
            try await hotel.run(
                """
                UPDATE conversations SET state = 'escalated', owner_epoch = owner_epoch + 1, escalation_reason = 'staff'
                WHERE guest_id = \(fragment: id)
                """
            )
        }
        let before: Int = try await hotel.value("SELECT count(*) FROM messages")
        try await say(message.text)
        let stored: JSONB = try await hotel.value(
            """
            SELECT jsonb_build_array(
                CASE WHEN m.decision IN ('to_staff', 'routed_rule') THEN m.decision ELSE 'engine' END,
                CASE WHEN m.decision IN ('to_staff', 'routed_rule') THEN m.decision_reason ELSE '' END, coalesce(s.body, ''),
                CASE WHEN m.decision = 'to_staff' AND s.body IS NOT NULL THEN c.priority ELSE '' END)
            FROM messages m JOIN conversations c ON c.id = m.conversation_id
            LEFT JOIN messages s ON s.conversation_id = m.conversation_id AND s.seq > m.seq AND s.author = 'system'
            WHERE c.guest_id = \(fragment: id) AND m.author = 'guest' ORDER BY m.seq DESC LIMIT 1
            """
        )
        let after: Int = try await hotel.value("SELECT count(*) FROM messages")
        #expect(after > before)
        return try stored.decode([String].self)
    }
}
