import Domain
import Store
import Synchronization

/// Calls people again, and louder, while nobody answers a conversation that waits for them.
///
/// Every node does it; the database lets one of them climb each rung.
final class LadderClimber: Sendable {
    private let store: AlertStore
    private let policies: PolicyDirectory
    private let metrics: RouterMetrics
    /// Told of each commit at a hotel.
    private let changed: @Sendable (PropertyID) -> Void
    /// By which version of its policy each hotel's ladders were put off.
    private let looked = Mutex<[PropertyID: Int]>([:])

    /// Prepares for climbing.
    init(
        store: AlertStore,
        policies: PolicyDirectory,
        metrics: RouterMetrics,
        changed: @escaping @Sendable (PropertyID) -> Void
    ) {
        self.store = store
        self.policies = policies
        self.metrics = metrics
        self.changed = changed
    }

    /// Looks at all ladders that are due. Returns how many rungs were climbed.
    @discardableResult
    func climb() async throws -> Int {
        try await lookAgain()
        let due = try await store.due()
        let moves = due.map { alert in
            let policy = policies.policies(of: alert.property)?.escalation ?? EscalationPolicy()
            return AlertMove(alert, policy.look(at: alert.waiting))
        }
        let hotels = try await store.make(moves)
        metrics.calledAgain(hotels.count)
        Set(hotels).forEach(changed)
        return hotels.count
    }

    /// Ladders were put off by the policy of then. Where this node obeys another now it looks at all of them: only after
    /// it does, since a look by the old one would put them off again.
    private func lookAgain() async throws {
        let versions = policies.escalationVersions()
        let known = looked.withLock { $0 }
        let others = versions.filter { known[$0.key, default: 0] != $0.value }
        try await store.lookAgain(at: Array(others.keys))
        looked.withLock { $0 = versions }
    }
}
