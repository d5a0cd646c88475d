import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// What is known of a message before any engine decides with it, in the commit that stores it.
@Suite struct JudgedMessageTests {
    private func call(
        _ reason: EscalationReason = .emergency,
        priority: String = "urgent",
        department: String? = "housekeeping"
    ) -> MessageTriage {
        var triage = MessageTriage()
        triage.call = PeopleCall(
            reason: reason,
            intent: reason == .emergency ? "emergency.fire" : "other.human_request",
            priority: priority,
            department: department,
            notice: "Leave the room."
        )
        return triage
    }

    private func route(_ action: RouteOutcome.Action, _ holds: (StayPhase, Bool) -> Bool = { _, _ in true })
        -> MessageTriage
    {
        var triage = MessageTriage()
        triage.routes = RouteTable { phase, isFirst in
            holds(phase, isFirst)
                ? RouteOutcome(
                    action,
                    text: "The password is sunrise",
                    department: "housekeeping",
                    rule: "wifi",
                    version: 3
                )
                : nil
        }
        return triage
    }

    private func notifications(_ hotel: Hotel) async throws -> [String] {
        try await hotel.values(
            "SELECT concat_ws(' ', kind, severity, detail ->> 'reason', detail ->> 'department') FROM notifications ORDER BY created_at"
        )
    }

    @Test(arguments: [false, true])
    func `A VIP is called for as the hotel wants it, by what the guest is in that very commit`(isVIP: Bool) async throws
    {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            try await hotel.run("UPDATE guests SET vip = \(isVIP)")
            var triage = call(.guestRequested, priority: "normal")
            triage.call?.vip = PeopleCall.Variant(priority: "high", department: nil, notice: "At once.")
            try await hotel.receive([Guest(1).writes("A person, please", to: hotel, triage: triage)])
            #expect(
                try await notifications(hotel) == [
                    isVIP ? "escalation warning guest_requested" : "escalation info guest_requested housekeeping"
                ]
            )
            #expect(
                try await hotel.values(
                    """
                    SELECT concat_ws(' ', c.priority, d.code, m.body) FROM conversations c
                    LEFT JOIN departments d ON d.id = c.department_id
                    JOIN messages m ON m.conversation_id = c.id AND m.author = 'system'
                    """
                ) == [isVIP ? "high At once." : "normal housekeeping Leave the room."]
            )
            try await expectSound(hotel)
        }
    }

    @Test func `An emergency is with people in the commit that stores it, without a turn`() async throws {
        try await Hotel.withOne { hotel in
            let outcome = try #require(
                try await hotel.receive([Guest(1).writes("Fire in 412!", to: hotel, triage: call())]).first
            )
            #expect(outcome.decision == .toStaff)
            #expect(outcome.reason == "emergency")
            #expect(outcome.turn == nil)
            #expect(
                try await hotel.value(
                    """
                    SELECT concat_ws(' ', state, priority, escalation_reason, current_intent,
                        (SELECT code FROM departments d WHERE d.id = department_id)) FROM conversations
                    """
                ) == "escalated urgent emergency emergency.fire housekeeping"
            )
            #expect(try await hotel.value("SELECT count(*) FROM turns", as: Int.self) == 0)
            #expect(
                try await hotel.values("SELECT concat_ws(': ', author, body) FROM messages ORDER BY seq")
                    == ["guest: Fire in 412!", "system: Leave the room."]
            )
            #expect(try await hotel.value("SELECT state FROM deliveries") == "queued")
            #expect(try await notifications(hotel) == ["escalation critical emergency housekeeping"])
            #expect(
                try await hotel.values("SELECT concat_ws('>', from_state, to_state) FROM transitions ORDER BY id")
                    == ["new>active", "active>escalated"]
            )
            try await expectSound(hotel)
        }
    }

    @Test func `It ends what the AI was about to say`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            try await hotel.receive([guest.writes("Hi", to: hotel)])
            let first = try #require(try await hotel.claimTurns().first)
            _ = try await hotel.turns.finish([first.answered("Good evening")])
            try await hotel.receive([guest.writes("Towels", to: hotel)])
            let running = try #require(try await hotel.claimTurns().first)
            try await hotel.receive([
                guest.writes("and", to: hotel),
                guest.writes("I want a person", to: hotel, triage: call(.guestRequested, priority: "normal")),
            ])
            #expect(try await hotel.turns.finish([running.answered("Coming")]).first?.result == .fenced)
            #expect(try await hotel.values("SELECT state FROM turns ORDER BY opened_at") == ["done", "discarded"])
            #expect(try await hotel.values("SELECT state FROM deliveries ORDER BY seq") == ["suppressed", "queued"])
            #expect(
                try await hotel.values("SELECT decision_reason FROM messages WHERE author = 'guest' ORDER BY seq")
                    .suffix(2) == ["with_a_call", "guest_requested"]
            )
            try await expectSound(hotel)
        }
    }

    @Test func `Where people have it, an emergency makes it pressing; a wish for a person changes nothing`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            try await hotel.receive([
                guest.writes("A person please", to: hotel, triage: call(.guestRequested, priority: "normal"))
            ])
            try await hotel.receive([
                guest.writes("A person!", to: hotel, triage: call(.guestRequested, priority: "normal"))
            ])
            #expect(try await hotel.value("SELECT count(*) FROM notifications", as: Int.self) == 1)
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'system'", as: Int.self) == 1)
            let outcome = try #require(try await hotel.receive([guest.writes("Fire", to: hotel, triage: call())]).first)
            #expect(outcome.reason == "emergency")
            #expect(
                try await hotel.value("SELECT concat_ws(' ', state, priority) FROM conversations") == "escalated urgent"
            )
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'system'", as: Int.self) == 2)
            #expect(
                try await hotel.value("SELECT count(*) FROM notifications WHERE severity = 'critical'", as: Int.self)
                    == 1
            )
            try await expectSound(hotel)
        }
    }

    @Test func `Whoever is over the limit is still heard in an emergency`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.run(
                #"UPDATE properties SET settings = '{"rateLimit": {"maxRequests": 1, "windowMs": 3600000}}'"#
            )
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            let more = try await hotel.receive([
                Guest(1).writes("A person", to: hotel, triage: call(.guestRequested, priority: "normal")),
                Guest(1).writes("Fire", to: hotel, triage: call()),
            ])
            #expect(more.map(\.decision) == [.rejected, .toStaff])
            #expect(more.map(\.reason) == ["guest_limit", "emergency"])
            #expect(try await hotel.value("SELECT state FROM conversations") == "escalated")
            try await expectSound(hotel)
        }
    }

    @Test(arguments: [RouteOutcome.Action.respond, .deny])
    func `A rule answers or refuses without a turn`(action: RouteOutcome.Action) async throws {
        try await Hotel.withOne { hotel in
            let outcome = try #require(
                try await hotel.receive([Guest(1).writes("wifi?", to: hotel, triage: route(action))]).first
            )
            #expect(outcome.decision == .routedRule)
            #expect(outcome.reason == "rule:wifi@3")
            #expect(outcome.turn == nil)
            #expect(try await hotel.value("SELECT count(*) FROM turns", as: Int.self) == 0)
            #expect(try await hotel.value("SELECT state FROM conversations") == "active")
            #expect(try await hotel.claimTurns().isEmpty)
            #expect(
                try await hotel.value("SELECT body FROM messages WHERE author = 'system'") == "The password is sunrise"
            )
            #expect(try await hotel.value("SELECT state FROM deliveries") == "queued")
            try await expectSound(hotel)
        }
    }

    @Test func `A rule hands a conversation to a department`() async throws {
        try await Hotel.withOne { hotel in
            let outcome = try #require(
                try await hotel.receive([Guest(1).writes("leak", to: hotel, triage: route(.dispatch))]).first
            )
            #expect(outcome.decision == .toStaff)
            #expect(outcome.reason == "rule:wifi@3")
            #expect(
                try await hotel.value("SELECT concat_ws(' ', state, escalation_reason) FROM conversations")
                    == "escalated rule"
            )
            #expect(try await notifications(hotel) == ["escalation info rule housekeeping"])
            try await expectSound(hotel)
        }
    }

    @Test(
        arguments: [
            ("booked", StayPhase.booked), ("in_house", .inHouse), ("checked_out", .checkedOut), (nil, .none),
        ] as [(String?, StayPhase)]
    )
    func `A rule sees where the guest's stay stands`(status: String?, phase: StayPhase) async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            if let status {
                try await hotel.run(
                    """
                    INSERT INTO stays (property_id, guest_id, arrival, departure, status)
                    SELECT property_id, id, current_date - 1, current_date + 3, \(status) FROM guests
                    """
                )
            }
            for expected in StayPhase.allCases {
                let item = Guest(1).writes("wifi?", to: hotel, triage: route(.respond) { now, _ in now == expected })
                let outcome = try #require(try await hotel.receive([item]).first)
                #expect((outcome.decision == .routedRule) == (expected == phase), "\(expected)")
            }
        }
    }

    @Test func `Only a guest's very first message is the first contact`() async throws {
        try await Hotel.withOne { hotel in
            let first = route(.respond) { _, isFirst in isFirst }
            let outcomes = try await hotel.receive([
                Guest(1).writes("wifi?", to: hotel, triage: first), Guest(1).writes("wifi??", to: hotel, triage: first),
            ])
            #expect(outcomes.map(\.decision) == [.routedRule, .turnOpened])
            try await hotel.run(
                "UPDATE conversations SET state = 'resolved', resolved_at = now() - interval '1 day', open_turn_id = NULL, open_turn_opened_at = NULL, turn_due_at = NULL"
            )
            let later = try await hotel.receive([Guest(1).writes("wifi?", to: hotel, triage: first)])
            #expect(later.map(\.decision) == [.turnOpened])
        }
    }

    @Test func `A rule's answer and a question in one batch get both`() async throws {
        try await Hotel.withOne { hotel in
            let outcomes = try await hotel.receive([
                Guest(1).writes("wifi?", to: hotel, triage: route(.respond)), Guest(1).writes("And a taxi", to: hotel),
                Guest(2).writes("Towels", to: hotel),
            ])
            #expect(outcomes.map(\.decision) == [.routedRule, .turnOpened, .turnOpened])
            let bursts = try await hotel.claimTurns().map { $0.burst.map(\.text) }
            #expect(Set(bursts) == [["And a taxi"], ["Towels"]])
            try await expectSound(hotel)
        }
    }

    private func danger(_ intent: String, priority: String = "urgent") -> MessageTriage {
        var triage = call(.emergency, priority: priority)
        triage.call?.intent = intent
        return triage
    }

    @Test func `Another danger is told at once, whatever was told a moment ago`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            try await hotel.receive([guest.writes("Water!", to: hotel, triage: danger("emergency.flood"))])
            try await hotel.receive([guest.writes("Water!!", to: hotel, triage: danger("emergency.flood"))])
            try await hotel.receive([
                guest.writes("He was electrocuted", to: hotel, triage: danger("emergency.medical"))
            ])
            #expect(
                try await hotel.values("SELECT detail ->> 'intent' FROM notifications ORDER BY created_at")
                    == ["emergency.flood", "emergency.medical"]
            )
            #expect(try await hotel.value("SELECT current_intent FROM conversations") == "emergency.medical")
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'system'", as: Int.self) == 2)
            try await expectSound(hotel)
        }
    }

    @Test func `A danger that comes with a rule's answer, or a rule's hand-over, is what people are called for`()
        async throws
    {
        for (number, action) in [RouteOutcome.Action.respond, .dispatch].enumerated() {
            try await Hotel.withOne { hotel in
                let guest = Guest(number)
                let outcomes = try await hotel.receive([
                    guest.writes("wifi?", to: hotel, triage: route(action)),
                    guest.writes("Fire!", to: hotel, triage: danger("emergency.fire")),
                ])
                #expect(outcomes.map(\.decision) == [.toStaff, .toStaff])
                #expect(outcomes.map(\.reason) == [action == .respond ? "with_a_call" : "rule:wifi@3", "emergency"])
                #expect(
                    try await hotel.value("SELECT concat_ws(' ', priority, escalation_reason) FROM conversations")
                        == "urgent emergency"
                )
                #expect(
                    try await hotel.values("SELECT body FROM messages WHERE author = 'system'") == ["Leave the room."]
                )
                #expect(try await notifications(hotel) == ["escalation critical emergency housekeeping"])
                try await expectSound(hotel)
            }
        }
    }

    @Test func `Danger never makes a conversation less pressing, and calls people who had answered something else`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            try await hotel.receive([guest.writes("Fire", to: hotel, triage: danger("emergency.fire"))])
            try await hotel.run("UPDATE conversations SET alert_due_at = NULL, alert_step = 2")
            try await hotel.receive([
                guest.writes("Water", to: hotel, triage: danger("emergency.flood", priority: "high"))
            ])
            #expect(try await hotel.value("SELECT priority FROM conversations") == "urgent")
            #expect(try await hotel.value("SELECT alert_due_at <= now() AND alert_step = 0 FROM conversations"))
        }
    }

    @Test func `Whoever writes for the first time in danger is not greeted before`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.run("UPDATE endpoints SET welcome = 'Welcome to the Aurora!'")
            try await hotel.receive([Guest(1).writes("Fire", to: hotel, triage: danger("emergency.fire"))])
            #expect(try await hotel.values("SELECT body FROM messages WHERE author = 'system'") == ["Leave the room."])
            #expect(try await hotel.value("SELECT count(*) FROM welcomes", as: Int.self) == 0)
            try await expectSound(hotel)
        }
    }

    @Test func `Many messages in one turn are told once, and none is lost`() async throws {
        try await Hotel.withOne(accumulation: 3000) { hotel in
            for number in 0..<25 { try await hotel.receive([Guest(1).writes("\(number)", to: hotel)]) }
            #expect(try await hotel.values("SELECT kind FROM notifications") == ["turn.many_messages"])
            try await hotel.run("UPDATE conversations SET turn_due_at = now()")
            #expect(try await hotel.claimTurns().first?.burst.count == 25)
        }
    }
}
