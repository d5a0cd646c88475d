import AIEngine
import Domain
import Store
import Triage

/// Calls people to guests whom the AI keeps waiting, whatever the reason: no node, no engine, or too much to do.
///
/// Every node does it; the database lets one of them call.
struct WaitingWatch: Sendable {
    let store: WaitingStore
    let policies: PolicyDirectory
    let metrics: RouterMetrics
    /// How long a guest's words may wait.
    let limit: Duration
    /// Told of each commit at a hotel.
    let changed: @Sendable (PropertyID) -> Void
    /// Rung when there is something to be said.
    let bell: Bell

    /// Looks once. Returns how many conversations went to people.
    @discardableResult
    func look() async throws -> Int {
        let waiting = try await store.waiting(longerThan: limit)
        let calls = waiting.map { guest in
            let policy = policies.policies(of: guest.property)?.escalation ?? EscalationPolicy()
            return (conversation: guest.conversation, call: Self.call(guest, by: policy))
        }
        let hotels = try await store.call(calls, longerThan: limit)
        guard !hotels.isEmpty else { return 0 }
        for _ in hotels { metrics.escalated(.engineSilent) }
        bell.ring()
        Set(hotels).forEach(changed)
        return hotels.count
    }

    private static func call(_ guest: WaitingGuest, by policy: EscalationPolicy) -> PeopleCall {
        let reason = EscalationReason.engineSilent
        let language = guest.language ?? GuestLanguage.tag(of: guest.words)
        let call = PeopleCall(
            reason: reason,
            intent: guest.intent,
            priority: policy.priority(intent: guest.intent, reason: reason, isVIP: guest.isVIP).rawValue,
            department: policy.target(intent: guest.intent, reason: reason, isVIP: guest.isVIP)?.department,
            notice: EscalationNotice.text(
                reason,
                intent: guest.intent,
                isVIP: guest.isVIP,
                policy: policy,
                language: language
            )
        )
        return call.cut(for: guest.channel)
    }
}
