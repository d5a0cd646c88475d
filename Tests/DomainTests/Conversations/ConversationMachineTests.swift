import Domain
import Testing

/// Every state × trigger × actor.
@Suite struct ConversationMachineTests {
    /// The whole table, written out by hand.
    ///
    /// A cell is the state afterwards by its first letter, then `^` when `owner_epoch` rises, `+` when `state_version`
    /// rises, `=` when there was nothing to do, and after a colon the effects: d discard open turns, s suppress queued
    /// AI deliveries, h holding line, a assign to actor, c clear assignee, n new conversation, l link previous.
    /// `-` is refused by the state; `x` is refused to all but staff.
    private static let table = """
        trigger                             by                absent  new    active    escalated  resolved
        guest_opened_chat                   guest             N^+     -      -         -          -
        staff_started                       staff             N^+     -      -         -          -
        guest_message                       guest             -       A^+    A         E          -
        guest_message_within_reopen_window  guest             -       -      -         -          A^+:c
        guest_message_after_reopen_window   guest             -       -      -         -          A^+:nl
        ai_message                          ai                -       -      A         -          -
        staff_message                       staff             -       E^+:a  E^+:dsa   E:a        -
        escalate/low_confidence             ai                -       x      E^+:dsh   E=         -
        escalate/engine_requested           ai                -       x      E^+:dsh   E=         -
        escalate/guest_requested            guest,ai,system   -       x      E^+:dsh   E=         -
        escalate/rule                       system            -       x      E^+:dsh   E=         -
        escalate/emergency                  ai,system         -       x      E^+:dsh   E=         -
        escalate/repeated_failure           ai,system         -       x      E^+:dsh   E=         -
        escalate/repeated_issue             ai,system         -       x      E^+:dsh   E=         -
        escalate/always_escalate            ai,system         -       x      E^+:dsh   E=         -
        escalate/negative_sentiment         ai,system         -       x      E^+:dsh   E=         -
        escalate/engine_silent              system            -       x      E^+:dsh   E=         -
        escalate/staff                      staff             -       E^+    E^+:dsh   E=         -
        resolve                             staff             -       R^+    R^+:ds    R^+        R=
        idle_timeout                        system            -       R^+    R^+:ds    -          -
        return_to_ai                        staff             -       -      -         A^+:c      -
        assign                              staff,system      -       -      -         E+         -
        transfer                            staff,system      -       -      -         E+         -
        reopen                              staff             -       -      -         -          E^+
        """

    private struct Cell: CustomStringConvertible {
        let state: ConversationState?
        let trigger: ConversationTrigger
        let actor: ActorKind
        let expected: String

        var description: String { "\(state?.rawValue ?? "absent") × \(label(trigger)) × \(actor.rawValue)" }
    }

    private static let columns: [ConversationState?] = [nil, .new, .active, .escalated, .resolved]

    private static func cells() throws -> [Cell] {
        var rows: [String: [String]] = [:]
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ").map(String.init)
            rows[fields[0]] = Array(fields.dropFirst())
        }
        try #require(rows.count == ConversationTrigger.allCases.count, "a row for every trigger and no other")
        return try ConversationTrigger.allCases.flatMap { trigger in
            let row = try #require(rows[label(trigger)], "no row for \(label(trigger))")
            let actors = row[0].split(separator: ",").map(String.init)
            return columns.enumerated().flatMap { column, state in
                ActorKind.allCases.map { actor in
                    let mine = actors.contains(actor.rawValue)
                    return Cell(state: state, trigger: trigger, actor: actor, expected: mine ? row[1 + column] : "x")
                }
            }
        }
    }

    @Test func `each of the 480 cells of state, trigger and actor does what the table says`() throws {
        let cells = try Self.cells()
        #expect(cells.count == 5 * 24 * 4)
        for cell in cells {
            #expect(Self.outcome(of: cell) == cell.expected, "\(cell)")
        }
    }

    @Test func `a refusal names what the same actor may do there, and that is accepted`() throws {
        for cell in try Self.cells() {
            do throws(InvalidTransition) {
                _ = try ConversationMachine.transition(from: cell.state, on: cell.trigger, by: cell.actor)
            } catch {
                for name in error.allowed {
                    let triggers = ConversationTrigger.allCases.filter { $0.name == name }
                    let accepted = triggers.contains { trigger in
                        let step = try? ConversationMachine.transition(from: cell.state, on: trigger, by: cell.actor)
                        return step?.isNoOp == false
                    }
                    #expect(accepted, "\(cell): \(name)")
                }
            }
        }
    }

    @Test func `staff writing into a resolved conversation learn that they may reopen it`() {
        let error = #expect(throws: InvalidTransition.self) {
            try ConversationMachine.transition(from: .resolved, on: .staffMessage, by: .staff)
        }
        #expect(error?.code == "conversation_resolved")
        #expect(error?.allowed == [.reopen])
    }

    @Test func `a guest cannot resolve, and learns that it is them`() {
        let error = #expect(throws: InvalidTransition.self) {
            try ConversationMachine.transition(from: .active, on: .resolve, by: .guest)
        }
        #expect(error?.code == "actor_not_allowed")
        #expect(error?.allowed == [.guestMessage, .escalate])
    }

    @Test func `the AI has words only where it owns the next one`() {
        for state in ConversationState.allCases {
            let step = try? ConversationMachine.transition(from: state, on: .aiMessage, by: .ai)
            #expect((step != nil) == (state.owner == .ai))
        }
    }

    @Test func `whatever takes the next word from the AI also silences what it has in hand`() {
        for trigger in ConversationTrigger.allCases {
            for actor in ActorKind.allCases {
                let step = try? ConversationMachine.transition(from: .active, on: trigger, by: actor)
                guard let step, step.to != .active else { continue }
                #expect(step.raisesOwnerEpoch)
                #expect(step.effects.isSuperset(of: [.discardOpenTurns, .suppressQueuedAIDeliveries]))
            }
        }
    }

    @Test func `a first message that is an emergency takes two steps of one commit`() throws {
        let opened = try ConversationMachine.transition(from: .new, on: .guestMessage, by: .guest)
        let escalated = try ConversationMachine.transition(from: opened.to, on: .escalate(.emergency), by: .system)
        #expect(escalated.to == .escalated)
    }

    private static func label(_ trigger: ConversationTrigger) -> String {
        trigger.name.rawValue + (trigger.escalationReason.map { "/\($0.rawValue)" } ?? "")
    }

    /// What the machine does, in the notation of the table.
    private static func outcome(of cell: Cell) -> String {
        do throws(InvalidTransition) {
            let step = try ConversationMachine.transition(from: cell.state, on: cell.trigger, by: cell.actor)
            let marks =
                (step.raisesOwnerEpoch ? "^" : "") + (step.raisesStateVersion ? "+" : "") + (step.isNoOp ? "=" : "")
            let letters: [(ConversationEffect, String)] = [
                (.discardOpenTurns, "d"), (.suppressQueuedAIDeliveries, "s"), (.writeHoldingLine, "h"),
                (.assignToActor, "a"), (.clearAssignee, "c"), (.startNewConversation, "n"), (.linkPrevious, "l"),
            ]
            let effects = letters.filter { step.effects.contains($0.0) }.map(\.1).joined()
            return step.to.rawValue.prefix(1).uppercased() + marks + (effects.isEmpty ? "" : ":" + effects)
        } catch {
            switch error.code {
            case "actor_not_allowed": return "x"
            case "conversation_" + (cell.state?.rawValue ?? "absent"): return "-"
            default: return error.code
            }
        }
    }
}
