import Domain
import Store

/// Calls people again, and louder, while nobody answers a conversation that waits for them.
///
/// Every node does it; the database lets one of them climb each rung.
struct LadderClimber: Sendable {
    let store: AlertStore
    let policies: PolicyDirectory
    let metrics: RouterMetrics
    /// Told of each commit at a hotel.
    let changed: @Sendable (PropertyID) -> Void

    /// Looks at all ladders that are due. Returns how many rungs were climbed.
    @discardableResult
    func climb() async throws -> Int {
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
}
