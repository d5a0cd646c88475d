/// The conversation's state machine, as data: who owns the next word, and what changes that.
package enum ConversationMachine {
    /// One row of the table. What no row allows is an ``InvalidTransition``.
    package struct Rule: Sendable {
        /// The state before; nil when there is no conversation.
        package let from: ConversationState?
        /// What happens.
        package let trigger: ConversationTrigger.Name
        /// The state after.
        package let to: ConversationState
        /// Whether it changes nothing.
        package var isNoOp = false
        /// What else belongs into the same commit.
        package var effects: Set<ConversationEffect> = []

        /// Whether assignee or department change.
        package var changesAssignment: Bool { trigger == .assign || trigger == .transfer }
    }

    /// Whatever the AI has in hand when it loses the next word.
    private static let silenceAI: Set<ConversationEffect> = [.discardOpenTurns, .suppressQueuedAIDeliveries]

    /// Every allowed step.
    package static let rules: [Rule] = [
        Rule(from: nil, trigger: .guestOpenedChat, to: .new),
        Rule(from: nil, trigger: .staffStarted, to: .new),

        Rule(from: .new, trigger: .guestMessage, to: .active),
        Rule(from: .new, trigger: .staffMessage, to: .escalated, effects: [.assignToActor]),
        Rule(from: .new, trigger: .escalate, to: .escalated),
        Rule(from: .new, trigger: .resolve, to: .resolved),
        Rule(from: .new, trigger: .idleTimeout, to: .resolved),

        Rule(from: .active, trigger: .guestMessage, to: .active),
        Rule(from: .active, trigger: .aiMessage, to: .active),
        Rule(from: .active, trigger: .escalate, to: .escalated, effects: silenceAI.union([.writeHoldingLine])),
        // A person's own words say who is there: a takeover needs no holding line.
        Rule(from: .active, trigger: .staffMessage, to: .escalated, effects: silenceAI.union([.assignToActor])),
        Rule(from: .active, trigger: .resolve, to: .resolved, effects: silenceAI),
        Rule(from: .active, trigger: .idleTimeout, to: .resolved, effects: silenceAI),

        Rule(from: .escalated, trigger: .guestMessage, to: .escalated),
        // Whoever answers what nobody has taken yet has taken it.
        Rule(from: .escalated, trigger: .staffMessage, to: .escalated, effects: [.assignToActor]),
        Rule(from: .escalated, trigger: .assign, to: .escalated),
        Rule(from: .escalated, trigger: .transfer, to: .escalated),
        Rule(from: .escalated, trigger: .escalate, to: .escalated, isNoOp: true),
        Rule(from: .escalated, trigger: .returnToAI, to: .active, effects: [.clearAssignee]),
        Rule(from: .escalated, trigger: .resolve, to: .resolved),

        Rule(from: .resolved, trigger: .guestMessageWithinReopenWindow, to: .active, effects: [.clearAssignee]),
        Rule(
            from: .resolved,
            trigger: .guestMessageAfterReopenWindow,
            to: .active,
            effects: [.startNewConversation, .linkPrevious]
        ),
        Rule(from: .resolved, trigger: .reopen, to: .escalated),
        Rule(from: .resolved, trigger: .resolve, to: .resolved, isNoOp: true),
    ]

    /// Who may pull a trigger, wherever the conversation stands.
    package static func actors(for trigger: ConversationTrigger) -> Set<ActorKind> {
        switch trigger {
        case .guestOpenedChat, .guestMessage, .guestMessageWithinReopenWindow, .guestMessageAfterReopenWindow: [.guest]
        case .aiMessage: [.ai]
        case .staffStarted, .staffMessage, .resolve, .returnToAI, .reopen: [.staff]
        case .idleTimeout: [.system]
        case .assign, .transfer: [.staff, .system]
        case .escalate(let reason): actors(for: reason)
        }
    }

    /// Who may escalate for a reason.
    private static func actors(for reason: EscalationReason) -> Set<ActorKind> {
        switch reason {
        case .lowConfidence, .engineRequested: [.ai]
        case .guestRequested: [.guest, .ai, .system]
        case .rule, .engineSilent: [.system]
        case .emergency, .repeatedFailure, .repeatedIssue, .alwaysEscalate, .negativeSentiment: [.ai, .system]
        case .staff: [.staff]
        }
    }

    /// What a trigger does where a conversation stands.
    ///
    /// - Parameters:
    ///   - state: where it stands; nil when there is no conversation.
    ///   - trigger: what happens.
    ///   - actor: who does it.
    /// - Returns: the change, to be committed with all its effects.
    /// - Throws: ``InvalidTransition`` when the table has no such row, or not for this actor.
    package static func transition(
        from state: ConversationState?,
        on trigger: ConversationTrigger,
        by actor: ActorKind
    ) throws(InvalidTransition) -> ConversationTransition {
        let reachable = rule(from: state, on: trigger)
        guard let rule = reachable, isAllowed(trigger, by: actor, from: state) else {
            throw InvalidTransition(
                from: state,
                trigger: trigger,
                actor: actor,
                isActorAtFault: reachable != nil || !actors(for: trigger).contains(actor),
                allowed: allowed(from: state, by: actor)
            )
        }
        return ConversationTransition(
            from: state,
            to: rule.to,
            isNoOp: rule.isNoOp,
            changesAssignment: rule.changesAssignment,
            effects: rule.effects
        )
    }

    /// What an actor may do where a conversation stands, without what would change nothing.
    package static func allowed(from state: ConversationState?, by actor: ActorKind) -> [ConversationTrigger.Name] {
        let open = ConversationTrigger.allCases.filter { trigger in
            rule(from: state, on: trigger)?.isNoOp == false && isAllowed(trigger, by: actor, from: state)
        }
        return ConversationTrigger.Name.allCases.filter { name in open.contains { $0.name == name } }
    }

    private static func rule(from state: ConversationState?, on trigger: ConversationTrigger) -> Rule? {
        rules.first { $0.from == state && $0.trigger == trigger.name }
    }

    /// Before the guest has written only staff have a reason to escalate; a first message that is an emergency makes
    /// the conversation active first, in the same commit.
    static func isAllowed(
        _ trigger: ConversationTrigger,
        by actor: ActorKind,
        from state: ConversationState?
    ) -> Bool {
        if state == .new, trigger.name == .escalate, actor != .staff { return false }
        return actors(for: trigger).contains(actor)
    }
}
