import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// When people take over, the AI says nothing after it.
@Suite struct FenceTests {
    /// What the AI said after the takeover, of which there must be nothing, and what of its words might still go out.
    private func expectSilence(
        _ hotel: Hotel,
        _ conversation: ConversationID,
        sourceLocation: SourceLocation = #_sourceLocation
    )
        async throws
    {
        let late = try await hotel.value(
            """
            SELECT count(*) FROM events said JOIN events took ON took.conversation_id = said.conversation_id
            WHERE said.conversation_id = \(conversation) AND said.kind = 'message.created' AND said.payload ->> 'author' = 'ai'
              AND took.kind = 'conversation.state_changed' AND took.payload ->> 'to' = 'escalated'
              AND said.event_seq > took.event_seq
            """,
            as: Int.self
        )
        #expect(late == 0, sourceLocation: sourceLocation)
        let open = try await hotel.value(
            """
            SELECT count(*) FROM deliveries
            WHERE conversation_id = \(conversation) AND author = 'ai' AND state IN ('queued', 'sending')
            """,
            as: Int.self
        )
        #expect(open == 0, sourceLocation: sourceLocation)
    }

    @Test func `A takeover that commits while the engine thinks keeps its words as a draft`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            let turn = try #require(try await hotel.claimTurns().first)
            let standing = try await hotel.takeover.escalate(turn.conversation)
            #expect(standing == .escalated)
            #expect(try await hotel.turns.finish([turn.answered("Certainly.")]).first?.result == .fenced)
            #expect(try await hotel.turns.finish([turn.answered("Certainly.")]).first?.result == .stale)
            #expect(try await hotel.value("SELECT draft FROM turns") == "Certainly.")
            #expect(try await hotel.value("SELECT count(*) FROM messages", as: Int.self) == 1)
            #expect(try await hotel.value("SELECT kind FROM turn_events") == "fenced")
            try await expectSilence(hotel, turn.conversation)
            try await expectSound(hotel)
        }
    }

    @Test func `A finish that waits behind a takeover says nothing`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                let meeting = Rendezvous(watcher: connections[2])
                for round in 0..<200 {
                    try await hotel.receive([Guest(round).writes("Hi", to: hotel)])
                    let turn = try #require(try await hotel.claimTurns().first)
                    let met = try await meeting.meet(
                        connections[0],
                        opening: {
                            try await Takeover($0).escalate(turn.conversation)
                        },
                        blocked: connections[1],
                        second: { try await TurnStore($0).finish([turn.answered("Certainly.")]).first?.result }
                    )
                    #expect(met.first == .escalated)
                    #expect(met.second == .fenced)
                    try await expectSilence(hotel, turn.conversation)
                }
                #expect(
                    try await hotel.value("SELECT count(*) FROM turns WHERE draft = 'Certainly.'", as: Int.self) == 200
                )
                #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'ai'", as: Int.self) == 0)
                try await expectSound(hotel)
            }
        }
    }

    @Test func `A takeover that waits behind a finish silences what was just queued`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                let meeting = Rendezvous(watcher: connections[2])
                for round in 0..<200 {
                    try await hotel.receive([Guest(round).writes("Hi", to: hotel)])
                    let turn = try #require(try await hotel.claimTurns().first)
                    let met = try await meeting.meet(
                        connections[0],
                        opening: { try await TurnStore($0).finish([turn.answered("Certainly.")]).first?.result },
                        blocked: connections[1],
                        second: {
                            try await Takeover($0).escalate(turn.conversation)
                        }
                    )
                    #expect(met.first == .committed)
                    #expect(met.second == .escalated)
                    try await expectSilence(hotel, turn.conversation)
                }
                #expect(
                    try await hotel.value("SELECT count(*) FROM deliveries WHERE state = 'suppressed'", as: Int.self)
                        == 200
                )
                #expect(try await hotel.claimDeliveries().isEmpty)
                try await expectSound(hotel)
            }
        }
    }

    @Test func `A claim of a delivery that waits for nobody never sends what a takeover silences`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(1) { connections in
                for round in 0..<50 {
                    try await hotel.receive([Guest(round).writes("Hi", to: hotel)])
                    let turn = try #require(try await hotel.claimTurns().first)
                    _ = try await hotel.turns.finish([turn.answered("Certainly.")])
                    try await connections[0].script("BEGIN")
                    _ = try await Takeover(connections[0]).escalate(
                        turn.conversation
                    )
                    #expect(try await hotel.claimDeliveries().isEmpty)
                    try await connections[0].script("COMMIT")
                    #expect(try await hotel.claimDeliveries().isEmpty)
                    try await expectSilence(hotel, turn.conversation)
                }
                try await expectSound(hotel)
            }
        }
    }

    @Test func `The transition and its event name the state it came from`() async throws {
        try await Hotel.withOne { hotel in
            let stored = try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            let conversation = try #require(stored.first?.conversation)
            try await hotel.run(
                "UPDATE conversations SET state = 'new', open_turn_id = NULL, open_turn_opened_at = NULL"
            )
            _ = try await hotel.takeover.escalate(conversation)
            #expect(try await hotel.value("SELECT from_state FROM transitions ORDER BY id DESC LIMIT 1") == "new")
            #expect(
                try await hotel.value("SELECT payload ->> 'from' FROM events ORDER BY id DESC LIMIT 1") == "new"
            )
        }
    }
}
