import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Whoever acknowledges a call ends the ladder it came from, and no other, whatever happens at the same moment.
@Suite(.timeLimit(.minutes(15))) struct AcknowledgementTests {
    private static let rounds = 200

    private static func emergency() -> MessageTriage {
        var triage = MessageTriage()
        triage.call = PeopleCall(
            reason: .emergency,
            intent: "emergency.fire",
            priority: "urgent",
            department: "housekeeping",
            notice: "Leave the room."
        )
        return triage
    }

    /// A conversation that went to people, by an unsure answer or by a cry for help.
    private func called(_ hotel: Hotel, _ number: Int, isEmergency: Bool = false) async throws -> ConversationID {
        let triage = isEmergency ? Self.emergency() : MessageTriage()
        let outcomes = try await hotel.receive([Guest(number).writes("Hi", to: hotel, triage: triage)])
        if !isEmergency { _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.escalated() }) }
        return try #require(outcomes.first?.conversation)
    }

    /// The newest call to a conversation.
    private func call(_ lane: ConversationID, _ hotel: Hotel) async throws -> NotificationID {
        try await hotel.value(
            """
            SELECT id FROM notifications WHERE conversation_id = \(lane) AND kind LIKE 'escalation%'
            ORDER BY created_at DESC LIMIT 1
            """
        )
    }

    /// Enters the hotel and acknowledges, in the transaction that is open.
    private static func acknowledge(
        _ call: NotificationID,
        at property: PropertyID,
        on session: PostgresConnection
    ) async throws {
        _ = try await session.query("SELECT set_config('app.property', \(property.description), false)")
        _ = try await session.query("SELECT * FROM acknowledge_notification(\(call), NULL, 'Grace')")
    }

    private func rings(_ lane: ConversationID, _ hotel: Hotel) async throws -> Bool {
        try await hotel.value("SELECT alert_due_at IS NOT NULL FROM conversations WHERE id = \(lane)")
    }

    /// Runs a test with a session of people's and two of the router's.
    private func withSessions(
        _ hotel: Hotel,
        _ body: (PostgresConnection, [PostgresConnection]) async throws -> Void
    ) async throws {
        let people = try await PostgresConnection.connect(
            Database.configuration(hotel.database.configuration, as: .api)
        )
        do {
            try await hotel.withConnections(2) { try await body(people, $0) }
            await people.close()
        } catch {
            await people.close()
            throw error
        }
    }

    @Test(arguments: [false, true])
    func `An acknowledgement against the ladder's next rung: one of them is first, and nobody is called after it`(
        isEmergency: Bool
    ) async throws {
        try await Hotel.withOne(connections: 6) { hotel in
            try await withSessions(hotel) { people, router in
                let rendezvous = Rendezvous(watcher: router[1])
                for round in 0..<Self.rounds {
                    let lane = try await called(hotel, round, isEmergency: isEmergency)
                    let call = try await call(lane, hotel)
                    // A rung is due; its call was made when people were called first, as the acknowledged one was.
                    try await hotel.run(
                        """
                        UPDATE conversations SET alert_since = alert_since - interval '2 hours', alert_due_at = now()
                        WHERE id = \(lane)
                        """
                    )
                    let moves = try await AlertStore(hotel.pool).due().map {
                        AlertMove($0, EscalationPolicy().look(at: $0.waiting))
                    }
                    #expect(moves.map(\.conversation) == [lane])
                    if round.isMultiple(of: 2) {
                        try await people.script("BEGIN")
                        try await Self.acknowledge(call, at: hotel.property, on: people)
                        #expect(try await AlertStore(router[0]).make(moves).isEmpty, "the lane is held")
                        try await people.script("COMMIT")
                    } else {
                        let climbed = try await rendezvous.meet(
                            router[0],
                            opening: { try await AlertStore($0).make(moves).count },
                            blocked: people,
                            second: { try await Self.acknowledge(call, at: hotel.property, on: $0) }
                        )
                        #expect(climbed.first == 1)
                    }
                    #expect(try await AlertStore(router[0]).make(moves).isEmpty, "people have heard it")
                    #expect(try await !rings(lane, hotel))
                    #expect(
                        try await hotel.value(
                            """
                            SELECT count(*) FROM notifications WHERE conversation_id = \(lane) AND kind = 'escalation.ladder'
                            """,
                            as: Int.self
                        ) == round % 2
                    )
                }
                try await expectSound(hotel)
            }
        }
    }

    @Test func `A cry for help at the moment an earlier call is acknowledged rings on, however the two meet`()
        async throws
    {
        try await Hotel.withOne(connections: 6) { hotel in
            try await withSessions(hotel) { people, router in
                let rendezvous = Rendezvous(watcher: router[1])
                for round in 0..<Self.rounds {
                    let lane = try await called(hotel, round)
                    let earlier = try await call(lane, hotel)
                    let cry = Guest(round).writes("Fire!", to: hotel, triage: Self.emergency())
                    let property = hotel.property
                    if round.isMultiple(of: 2) {
                        _ = try await rendezvous.meet(
                            people,
                            opening: { try await Self.acknowledge(earlier, at: property, on: $0) },
                            blocked: router[0],
                            second: { try await hotel.receive([cry], through: $0) }
                        )
                    } else {
                        _ = try await rendezvous.meet(
                            router[0],
                            opening: { try await hotel.receive([cry], through: $0) },
                            blocked: people,
                            second: { try await Self.acknowledge(earlier, at: property, on: $0) }
                        )
                    }
                    #expect(try await rings(lane, hotel))
                    try await Self.acknowledge(try await call(lane, hotel), at: property, on: people)
                    #expect(try await !rings(lane, hotel), "its own call does end it")
                }
                try await expectSound(hotel)
            }
        }
    }

    @Test func `A cry whose transaction began before the earlier call was made is not silenced by that call either`()
        async throws
    {
        try await Hotel.withOne(connections: 6) { hotel in
            try await withSessions(hotel) { people, router in
                try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
                let turn = try #require(try await hotel.claimTurns().first)
                try await router[0].script("BEGIN")
                _ = try await router[0].query("SELECT now()")
                _ = try await hotel.turns.finish([turn.escalated()])
                let earlier = try await call(turn.conversation, hotel)
                try await hotel.receive(
                    [Guest(1).writes("Fire!", to: hotel, triage: Self.emergency())],
                    through: router[0]
                )
                try await router[0].script("COMMIT")
                try await Self.acknowledge(earlier, at: hotel.property, on: people)
                #expect(try await rings(turn.conversation, hotel))
                try await expectSound(hotel)
            }
        }
    }
}
