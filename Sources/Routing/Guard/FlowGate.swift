import Domain
import Foundation
import Store
import Synchronization

/// What this node lets in at the hotels' endpoints, in agreement with the other nodes.
///
/// It works from memory: a database that is away lets each node go by what it knows, which is too much in all rather
/// than too little.
final class FlowGate: Sendable {
    private let meter: Mutex<FlowMeter>
    private let store: FlowStore

    init(node: String, store: FlowStore) {
        meter = Mutex(FlowMeter(node: node))
        self.store = store
    }

    /// Lets a message in, or tells why not and how long it would have to wait.
    func take(
        at endpoint: EndpointID,
        of property: PropertyID,
        under policy: LimitPolicy,
        isUrgent: Bool
    ) -> (rejection: FlowRejection, wait: Duration)? {
        meter.withLock {
            $0.take(at: endpoint, of: property, under: policy, isUrgent: isUrgent, now: SteadyTime.now())
        }
    }

    /// Tells the others and hears from them. One caller at a time.
    func agree() async throws {
        let own = meter.withLock { $0.unsaidCounts() }
        do {
            let all = try await store.exchange(own)
            meter.withLock { $0.learn(all, now: SteadyTime.now()) }
        } catch {
            meter.withLock { $0.keep(own) }
            throw error
        }
    }

    /// Forgets nodes that are gone.
    func forget() async throws { try await store.forget() }
}
