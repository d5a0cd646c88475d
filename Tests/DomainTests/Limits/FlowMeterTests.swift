import Domain
import Foundation
import Testing

/// What comes in at an endpoint and at a hotel, counted on several nodes.
@Suite struct FlowMeterTests {
    private let endpoint = EndpointID(UUID())
    private let second = EndpointID(UUID())
    private let property = PropertyID(UUID())
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    private func policy(endpoint: Int? = nil, property: Int? = nil) -> LimitPolicy {
        var policy = LimitPolicy()
        policy.endpoint = endpoint.map { LimitPolicy.Limit(maxRequests: $0, windowMs: 60_000) }
        policy.property = property.map { LimitPolicy.Limit(maxRequests: $0, windowMs: 60_000) }
        return policy
    }

    private func admits(
        _ meter: inout FlowMeter,
        _ count: Int,
        at endpoint: EndpointID,
        _ policy: LimitPolicy,
        isUrgent: Bool = false,
        after seconds: Double = 0
    ) -> [FlowRejection?] {
        (0..<count).map { _ in
            meter.take(
                at: endpoint,
                of: property,
                under: policy,
                isUrgent: isUrgent,
                now: start.addingTimeInterval(seconds)
            )?.rejection
        }
    }

    @Test func `Without a limit everything is let in and nothing is remembered`() {
        var meter = FlowMeter(node: "a")
        #expect(admits(&meter, 1000, at: endpoint, LimitPolicy()).allSatisfy { $0 == nil })
        #expect(meter.unsaidCounts().isEmpty)
    }

    @Test func `An endpoint's limit is its own, the hotel's is all endpoints'`() {
        var meter = FlowMeter(node: "a")
        let policy = policy(endpoint: 2, property: 3)
        #expect(admits(&meter, 3, at: endpoint, policy) == [nil, nil, .endpoint])
        #expect(admits(&meter, 2, at: second, policy) == [nil, .property])
        // What the hotel's limit refused did not cost the endpoint anything.
        #expect(admits(&meter, 2, at: second, policy, after: 20) == [nil, .endpoint])
    }

    @Test func `Who is refused is told how long it would have to wait`() throws {
        var meter = FlowMeter(node: "a")
        let policy = policy(endpoint: 6)
        _ = admits(&meter, 6, at: endpoint, policy)
        let answer = meter.take(at: endpoint, of: property, under: policy, isUrgent: false, now: start)
        let refused = try #require(answer)
        #expect(abs(refused.wait.components.seconds - 10) <= 1)
        #expect(admits(&meter, 1, at: endpoint, policy, after: 10.1) == [nil])
    }

    @Test func `Danger is let in whatever the limits are`() {
        var meter = FlowMeter(node: "a")
        let policy = policy(endpoint: 1, property: 1)
        #expect(admits(&meter, 2, at: endpoint, policy) == [nil, .endpoint])
        #expect(admits(&meter, 5, at: endpoint, policy, isUrgent: true) == [nil, nil, nil, nil, nil])
    }

    @Test func `Two nodes that tell each other let in what one would`() {
        var (a, b) = (FlowMeter(node: "a"), FlowMeter(node: "b"))
        let policy = policy(endpoint: 10)
        for _ in 0..<2 {
            a.learn([], now: start)
            b.learn([], now: start)
        }
        #expect(admits(&a, 5, at: endpoint, policy).allSatisfy { $0 == nil })
        #expect(admits(&b, 1, at: endpoint, policy) == [nil])
        let said = a.unsaidCounts()
        #expect(said.map(\.total) == [5])
        #expect(a.unsaidCounts().isEmpty)
        b.learn(said, now: start)
        b.learn(said, now: start)
        #expect(admits(&b, 5, at: endpoint, policy) == [nil, nil, nil, nil, .endpoint])
    }

    @Test func `What was let in before a node listened is of the past; a node that began anew counts from zero`() {
        var meter = FlowMeter(node: "a")
        let policy = policy(endpoint: 10)
        #expect(admits(&meter, 1, at: endpoint, policy) == [nil])
        func other(_ total: Int64) -> [FlowMeter.Count] {
            [FlowMeter.Count(endpoint: endpoint, property: property, node: "b", total: total)]
        }
        meter.learn(other(1_000_000), now: start)
        #expect(admits(&meter, 1, at: endpoint, policy) == [nil])
        meter.learn(other(3), now: start)
        #expect(admits(&meter, 6, at: endpoint, policy) == [nil, nil, nil, nil, nil, .endpoint])
    }

    @Test func `A limit that was changed holds at once, and a smaller one does not begin full`() {
        var meter = FlowMeter(node: "a")
        _ = admits(&meter, 9, at: endpoint, policy(endpoint: 10))
        #expect(admits(&meter, 2, at: endpoint, policy(endpoint: 5)) == [nil, .endpoint])
        #expect(admits(&meter, 1, at: endpoint, LimitPolicy()) == [nil])
    }

    @Test func `What could not be said is said again`() {
        var meter = FlowMeter(node: "a")
        _ = admits(&meter, 2, at: endpoint, policy(endpoint: 10))
        let lost = meter.unsaidCounts()
        meter.keep(lost)
        #expect(meter.unsaidCounts() == lost)
    }
}
