import Conversations
import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A staff word takes the conversation over, and the AI says nothing after it.
@Suite struct TakeoverTests {
    private let manager = ConversationManager()

    /// AI words with a later event than the takeover, and AI words that could still go out; there must be none.
    private func lateWords(_ hotel: Hotel) async throws -> Int {
        try await hotel.value(
            """
            SELECT count(*) FROM events said JOIN events took ON took.conversation_id = said.conversation_id
            WHERE said.kind = 'message.created' AND said.payload ->> 'author' = 'ai'
              AND took.kind = 'conversation.state_changed' AND took.payload ->> 'to' = 'escalated'
              AND said.event_seq > took.event_seq
            """
        )
    }

    @Test func `A word takes the conversation over in one commit: state, assignee, words, and what they silence`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let rosa = colleague("Rosa", at: hotel)
            let lane = try await hotel.conversation()
            let turn = try #require(try await hotel.claimTurns().first)
            _ = try await hotel.turns.finish([turn.answered("Certainly.")])
            try await hotel.receive([Guest(1).writes("And a towel", to: hotel)])
            let sent = try await hotel.change { try await manager.send("Rosa here.", in: lane, in: $0, by: rosa) }
            #expect(sent.message.seq == 4)
            #expect(sent.message.staff?.name == "Rosa")
            #expect(sent.delivery.state == .queued)
            #expect(sent.continued.isEmpty)
            let view = try #require(try await hotel.change { try await DeskReader($0).conversation(lane) })
            #expect(view.state == .escalated)
            #expect(view.assignee?.id == rosa.staff)
            #expect(view.unreadCount == 0)
            #expect(view.turn == nil)
            #expect(
                try await hotel.values("SELECT kind FROM events ORDER BY event_seq", as: String.self).suffix(3)
                    == ["conversation.state_changed", "delivery.updated", "message.created"]
            )
            #expect(
                try await hotel.values("SELECT author || ' ' || state FROM deliveries ORDER BY seq", as: String.self)
                    == ["ai suppressed", "staff queued"]
            )
            #expect(try await hotel.claimDeliveries().map(\.text) == ["Rosa here."])
            try await expectSound(hotel)
        }
    }

    @Test func `An answer that waits behind a staff word says nothing`() async throws {
        try await Hotel.withOne { hotel in
            let rosa = colleague("Rosa", at: hotel)
            try await hotel.withConnections(1) { router in
                try await hotel.withPeople { first, _, meeting in
                    for round in 0..<200 {
                        let lane = try await hotel.conversation(round)
                        let turn = try #require(try await hotel.claimTurns().first)
                        let met = try await meeting.meet(
                            first,
                            opening: {
                                try await manager.send(
                                    "Rosa here.",
                                    in: lane,
                                    in: try await .entering(hotel.property, in: $0),
                                    by: rosa
                                ).message.seq
                            },
                            blocked: router[0],
                            second: { try await TurnStore($0).finish([turn.answered("Certainly.")]).first?.result }
                        )
                        #expect(met.first == 2)
                        #expect(met.second == .fenced)
                    }
                }
            }
            #expect(try await lateWords(hotel) == 0)
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'ai'", as: Int.self) == 0)
            try await expectSound(hotel)
        }
    }

    @Test func `A staff word that waits behind an answer silences what was just queued`() async throws {
        try await Hotel.withOne { hotel in
            let rosa = colleague("Rosa", at: hotel)
            try await hotel.withConnections(1) { router in
                try await hotel.withPeople { first, _, meeting in
                    for round in 0..<200 {
                        let lane = try await hotel.conversation(round)
                        let turn = try #require(try await hotel.claimTurns().first)
                        let met = try await meeting.meet(
                            router[0],
                            opening: { try await TurnStore($0).finish([turn.answered("Certainly.")]).first?.result },
                            blocked: first,
                            second: { connection in
                                try await hotel.change(connection) {
                                    try await manager.send("Rosa here.", in: lane, in: $0, by: rosa).message.seq
                                }
                            }
                        )
                        #expect(met.first == .committed)
                        #expect(met.second == 3)
                    }
                }
            }
            #expect(try await lateWords(hotel) == 0)
            #expect(
                try await hotel.value(
                    "SELECT count(*) FROM deliveries WHERE author = 'ai' AND state = 'suppressed'",
                    as: Int.self
                ) == 200
            )
            #expect(
                try await hotel.value(
                    "SELECT count(*) FROM events WHERE kind = 'delivery.updated' AND payload ->> 'state' = 'suppressed'",
                    as: Int.self
                ) == 200
            )
            try await expectSound(hotel)
        }
    }

    @Test func `A claim of the AI's delivery sends it before the takeover, or never`() async throws {
        try await Hotel.withOne { hotel in
            let rosa = colleague("Rosa", at: hotel)
            try await hotel.withConnections(1) { router in
                try await hotel.withPeople { first, _, meeting in
                    for round in 0..<200 {
                        let lane = try await hotel.conversation(round)
                        let turn = try #require(try await hotel.claimTurns().first)
                        _ = try await hotel.turns.finish([turn.answered("Certainly.")])
                        // A claim waits for nobody: while the takeover is open it finds the lane held.
                        try await first.script("BEGIN")
                        let scope = try await PropertyScope.entering(hotel.property, in: first)
                        _ = try await manager.send("Rosa here.", in: lane, in: scope, by: rosa)
                        #expect(try await hotel.claimDeliveries(through: router[0]).isEmpty)
                        try await first.script("COMMIT")
                        let claimed = try await hotel.claimDeliveries(through: router[0])
                        #expect(claimed.map(\.text) == ["Rosa here."])

                        // A takeover that waits behind the claim lets it be sent: it was claimed before.
                        let other = try await hotel.conversation(1000 + round)
                        let next = try #require(try await hotel.claimTurns().first)
                        _ = try await hotel.turns.finish([next.answered("Certainly.")])
                        let met = try await meeting.meet(
                            router[0],
                            opening: { try await hotel.claimDeliveries(through: $0).map(\.text) },
                            blocked: first,
                            second: { connection in
                                try await hotel.change(connection) {
                                    try await manager.send("Rosa here.", in: other, in: $0, by: rosa).message.seq
                                }
                            }
                        )
                        #expect(met.first == ["Certainly."])
                        #expect(met.second == 3)
                    }
                }
            }
            #expect(try await lateWords(hotel) == 0)
            try await expectSound(hotel)
        }
    }

    @Test func `A guest's message beside a return to the AI is answered once, or waits for the next`() async throws {
        try await Hotel.withOne { hotel in
            let rosa = colleague("Rosa", at: hotel)
            try await hotel.withConnections(1) { router in
                try await hotel.withPeople { first, _, meeting in
                    for round in 0..<200 {
                        let lane = try await hotel.conversation(round)
                        _ = try await hotel.change(first) { try await manager.escalate(lane, in: $0, by: rosa) }
                        let message = Guest(round).writes("Are you there?", to: hotel)
                        let decision: Decision?
                        if round.isMultiple(of: 2) {
                            let met = try await meeting.meet(
                                first,
                                opening: {
                                    try await manager.returnToAI(
                                        lane,
                                        in: try await .entering(hotel.property, in: $0),
                                        by: rosa
                                    ).state
                                },
                                blocked: router[0],
                                second: { try await insist([message], hotel, through: $0).first?.decision }
                            )
                            #expect(met.first == .active)
                            decision = met.second
                        } else {
                            let met = try await meeting.meet(
                                router[0],
                                opening: { try await hotel.receive([message], through: $0).first?.decision },
                                blocked: first,
                                second: { connection in
                                    try await hotel.change(connection) {
                                        try await manager.returnToAI(lane, in: $0, by: rosa).state
                                    }
                                }
                            )
                            #expect(met.second == .active)
                            decision = met.first
                        }
                        #expect(decision == (round.isMultiple(of: 2) ? .turnOpened : .toStaff))
                        let turns = try await hotel.claimTurns()
                        #expect(turns.count == (round.isMultiple(of: 2) ? 1 : 0))
                        _ = try await hotel.turns.finish(turns.map { $0.answered("Yes.") })
                    }
                }
            }
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'ai'", as: Int.self) == 100)
            try await expectSound(hotel)
        }
    }
}
