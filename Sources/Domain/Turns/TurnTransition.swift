/// What can happen to an AI turn.
package enum TurnTrigger: Sendable, Hashable, CaseIterable {
    /// A guest message needs an answer and no turn is open for it.
    case open
    /// Another guest message joined before the engine began.
    case absorb
    /// An executor took it, under a lease.
    case claim
    /// Its outcome is being stored, under the lease.
    case commit
    /// Its commit was refused: the lane's `owner_epoch` had moved on.
    case fenced
    /// The owner of the next word changed.
    case ownerChanged
    /// Its executor's lease ran out and another one looks at it.
    case leaseExpired
    /// Every engine failed, retries included.
    case engineFailed
    /// A newer turn answers in its stead.
    case supersede
    /// Its executor stops in good order and gives it back.
    case handBack

    /// Its stable name.
    package var name: String {
        switch self {
        case .open: "open"
        case .absorb: "absorb"
        case .claim: "claim"
        case .commit: "commit"
        case .fenced: "fenced"
        case .ownerChanged: "owner_changed"
        case .leaseExpired: "lease_expired"
        case .engineFailed: "engine_failed"
        case .supersede: "supersede"
        case .handBack: "hand_back"
        }
    }
}

/// What must be done in the same commit as a change of a turn's state.
package enum TurnEffect: Sendable, Hashable {
    /// A new random lease token and a new expiry.
    case takeLease
    /// The lease expires this moment, so that any executor may go on at once.
    case expireLease
    /// No lease any more.
    case releaseLease
    /// The conversation's pending turn, if there is one, becomes due this moment.
    case makePendingDue
    /// The conversation goes to people; that discards its pending turn.
    case escalate(EscalationReason)

    /// Its stable name.
    package var name: String {
        switch self {
        case .takeLease: "take_lease"
        case .expireLease: "expire_lease"
        case .releaseLease: "release_lease"
        case .makePendingDue: "make_pending_due"
        case .escalate(let reason): "escalate(\(reason.rawValue))"
        }
    }
}

/// Where a turn stands and how often executors have begun it.
package struct TurnProgress: Sendable, Hashable {
    /// Where it stands.
    package let state: TurnState
    /// How often it has been begun: 0 while accumulating, 1 in its first run.
    package let attempt: Int

    /// Names both.
    package init(state: TurnState, attempt: Int) {
        self.state = state
        self.attempt = attempt
    }
}

/// What an allowed trigger does to a turn.
package struct TurnTransition: Sendable, Hashable {
    /// Where it stands afterwards.
    package let to: TurnProgress
    /// What else belongs into the same commit.
    package let effects: Set<TurnEffect>
}

/// A trigger that makes no sense where the turn stands.
package struct InvalidTurnTransition: Error, Sendable, Hashable {
    /// Where the turn stands; nil when there is none.
    package let from: TurnState?
    /// What was tried.
    package let trigger: TurnTrigger

    /// The stable code: `turn_absent`, or `turn_` and the state that forbids it.
    package var code: String { "turn_" + (from?.rawValue ?? "absent") }
}
