extension StateDiagram {
    /// The conversation's section.
    static func conversation() -> String {
        """
        ## Conversation: who owns the next word

        Only in `active` may the AI speak. `owner_epoch` rises whenever the owner of the next word changes: words that
        were made under an older epoch are refused. `state_version` rises with state, owner and assignment, never with
        a mere message. A step marked *nothing* is answered as if it had been done.

        \(drawing(arrows, ends: []))

        \(table(["from", "trigger", "by", "to", "epoch", "version", "in the same commit"], steps))

        Who may escalate, and for which reason:

        \(table(["reason", "by"], reasons))

        In `new` only staff may escalate. A first message that is an emergency makes the conversation `active` and then
        `escalated`, in one commit. `resolved` and the message that starts a new conversation: the old row stays as it
        is, *to* is the new one's state.
        """
    }

    private static var arrows: [(from: String?, label: String, to: String)] {
        ConversationMachine.rules.filter { !$0.isNoOp }.map { rule in
            let note = rule.effects.contains(.startNewConversation) ? " (a new conversation)" : ""
            return (rule.from?.rawValue, rule.trigger.rawValue + note, rule.to.rawValue)
        }
    }

    private static var steps: [[String]] {
        ConversationMachine.rules.map { rule in
            let outcome = outcome(of: rule)
            return [
                rule.from.map { "`\($0.rawValue)`" } ?? "–",
                "`\(rule.trigger.rawValue)`",
                actors(of: rule).map(\.rawValue).joined(separator: ", "),
                "`\(rule.to.rawValue)`",
                outcome.raisesOwnerEpoch ? "+1" : "",
                outcome.raisesStateVersion ? "+1" : "",
                rule.isNoOp ? "*nothing*" : code(effects(of: rule)),
            ]
        }
    }

    private static var reasons: [[String]] {
        EscalationReason.allCases.map { reason in
            let actors = ConversationMachine.actors(for: .escalate(reason))
            return [
                "`\(reason.rawValue)`",
                ActorKind.allCases.filter(actors.contains).map(\.rawValue).joined(separator: ", "),
            ]
        }
    }

    private static func effects(of rule: ConversationMachine.Rule) -> [String] {
        ConversationEffect.allCases.filter(rule.effects.contains).map(\.rawValue)
    }

    private static func triggers(of rule: ConversationMachine.Rule) -> [ConversationTrigger] {
        ConversationTrigger.allCases.filter { $0.name == rule.trigger }
    }

    private static func actors(of rule: ConversationMachine.Rule) -> [ActorKind] {
        ActorKind.allCases.filter { actor in
            triggers(of: rule).contains { ConversationMachine.isAllowed($0, by: actor, from: rule.from) }
        }
    }

    private static func outcome(of rule: ConversationMachine.Rule) -> ConversationTransition {
        ConversationTransition(
            from: rule.from,
            to: rule.to,
            isNoOp: rule.isNoOp,
            changesAssignment: rule.changesAssignment,
            effects: rule.effects
        )
    }
}
