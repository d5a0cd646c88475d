package import Domain
import Synchronization

/// Remembers at which hotels rules and other policies did not work, or limits keep guests from being answered, until their
/// people are told.
///
/// Nobody would notice: what does not work fails open, and what is over a limit is stored as if nothing were.
package final class RuleAlarm: Sendable {
    /// What is wrong, as people are told.
    package enum Trouble: String, Sendable, CaseIterable {
        /// They took longer than the hotel allows.
        case overBudget = "rules.over_budget"
        /// They cannot be obeyed as they are stored.
        case broken = "rules.broken"
        /// When people take over is stored in a form that cannot be read: the program's own values hold.
        case brokenEscalation = "policy.escalation_broken"
        /// So are the turns.
        case brokenTurns = "policy.turns_broken"
        /// So are the limits.
        case brokenLimits = "policy.limits_broken"
        /// More comes in than the hotel's limits let in, and guests are not answered.
        case tooMuch = "limits.exceeded"

        /// A policy that cannot be obeyed as it is stored.
        init(broken kind: PolicyKind) {
            switch kind {
            case .routing: self = .broken
            case .escalation: self = .brokenEscalation
            case .turns: self = .brokenTurns
            case .limits: self = .brokenLimits
            }
        }
    }

    private struct Case: Hashable {
        var property: PropertyID
        var trouble: Trouble
    }

    private let open = Mutex<Set<Case>>([])

    /// Nothing is wrong yet.
    package init() {}

    /// Remembers a trouble; once, however often it comes.
    package func note(_ trouble: Trouble, at property: PropertyID) {
        open.withLock { _ = $0.insert(Case(property: property, trouble: trouble)) }
    }

    /// Hands over what was remembered; it is forgotten when that succeeds.
    package func handOver<Result>(
        to tell: ([(property: PropertyID, kind: String)]) async throws -> Result
    ) async throws -> Result {
        let cases = open.withLock { open in
            defer { open = [] }
            return open
        }
        do {
            return try await tell(cases.map { ($0.property, $0.trouble.rawValue) })
        } catch {
            open.withLock { $0.formUnion(cases) }
            throw error
        }
    }
}
