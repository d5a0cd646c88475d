/// The turn's state machine, as data: accumulating, then running, then one of four ends.
package enum TurnMachine {
    /// How often a turn is begun before it counts as one that kills its executors.
    package static let maximumAttempts = 3

    /// One row of the table.
    package struct Rule: Sendable {
        /// The state before; nil when there is no turn.
        package let from: TurnState?
        /// What happens.
        package let trigger: TurnTrigger
        /// For which attempts the row holds.
        package var condition = Condition.always
        /// The state after.
        package let to: TurnState
        /// What happens to the count of attempts.
        package var attempts = 0
        /// What else belongs into the same commit.
        package var effects: Set<TurnEffect> = []
    }

    /// For which attempts a row holds.
    package enum Condition: String, Sendable {
        case always = ""
        case attemptsLeft = "attempts left"
        case attemptsExhausted = "attempts exhausted"
    }

    /// Every allowed step.
    package static let rules: [Rule] = [
        Rule(from: nil, trigger: .open, to: .accumulating),

        Rule(from: .accumulating, trigger: .absorb, to: .accumulating),
        Rule(from: .accumulating, trigger: .claim, to: .running, attempts: 1, effects: [.takeLease]),
        Rule(from: .accumulating, trigger: .ownerChanged, to: .discarded),

        Rule(from: .running, trigger: .commit, to: .done, effects: [.releaseLease, .makePendingDue]),
        Rule(from: .running, trigger: .supersede, to: .superseded, effects: [.releaseLease, .makePendingDue]),
        Rule(from: .running, trigger: .ownerChanged, to: .discarded, effects: [.releaseLease]),
        Rule(from: .running, trigger: .fenced, to: .discarded, effects: [.releaseLease]),
        Rule(from: .running, trigger: .engineFailed, to: .failed, effects: [.releaseLease, .escalate(.engineSilent)]),
        Rule(
            from: .running,
            trigger: .leaseExpired,
            condition: .attemptsLeft,
            to: .running,
            attempts: 1,
            effects: [.takeLease]
        ),
        Rule(
            from: .running,
            trigger: .leaseExpired,
            condition: .attemptsExhausted,
            to: .failed,
            effects: [.releaseLease, .escalate(.repeatedFailure)]
        ),
        // The attempt is given back too: the next executor counts it again when it finds the lease expired.
        Rule(from: .running, trigger: .handBack, to: .running, attempts: -1, effects: [.expireLease]),

        // A takeover and the refused commit of the turn it discarded meet here in either order.
        Rule(from: .discarded, trigger: .ownerChanged, to: .discarded),
        Rule(from: .discarded, trigger: .fenced, to: .discarded),
        // What its engine said all the same comes in as a draft.
        Rule(from: .superseded, trigger: .fenced, to: .superseded),
    ]

    /// What a trigger does where a turn stands.
    ///
    /// - Parameters:
    ///   - progress: where it stands; nil when there is no turn.
    ///   - trigger: what happens.
    ///   - maximumAttempts: how often a turn may be begun.
    /// - Throws: ``InvalidTurnTransition`` when the table has no such row.
    package static func transition(
        from progress: TurnProgress?,
        on trigger: TurnTrigger,
        maximumAttempts: Int = maximumAttempts
    ) throws(InvalidTurnTransition) -> TurnTransition {
        let attempt = progress?.attempt ?? 0
        let condition = attempt < maximumAttempts ? Condition.attemptsLeft : .attemptsExhausted
        let match = rules.first { rule in
            rule.from == progress?.state && rule.trigger == trigger
                && (rule.condition == .always || rule.condition == condition)
        }
        guard let match else { throw InvalidTurnTransition(from: progress?.state, trigger: trigger) }
        return TurnTransition(
            to: TurnProgress(state: match.to, attempt: max(0, attempt + match.attempts)),
            effects: match.effects
        )
    }
}
