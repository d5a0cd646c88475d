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

    @Test func `Under a flood on all of them, nodes that tell each other go on letting in what one would`() {
        var meters = (0..<4).map { FlowMeter(node: "\($0)") }
        let policy = policy(endpoint: 60)
        var (admitted, firstMinute) = (0, 0)
        for second in 0..<600 {
            for step in 0..<10 {
                for index in meters.indices {
                    let time = Double(second) + Double(step) / 10
                    admitted += admits(&meters[index], 5, at: endpoint, policy, after: time).count { $0 == nil }
                }
            }
            let said = meters.indices.flatMap { meters[$0].unsaidCounts() }
            let now = start.addingTimeInterval(Double(second) + 0.95)
            for index in meters.indices { meters[index].learn(said, now: now) }
            if second == 59 { firstMinute = admitted }
        }
        // Each may begin with a whole bucket before it hears of the others; from then on it is one limit a minute.
        #expect(firstMinute <= 60 * 4 + 60)
        #expect((60 * 8...60 * 10).contains(admitted - firstMinute))
    }

    @Test
    func `After a silence others' messages are taken as far as there are any left, and nobody pays for them later`() {
        var meter = FlowMeter(node: "a")
        let policy = policy(endpoint: 10)
        func other(_ total: Int64) -> [FlowMeter.Count] {
            [FlowMeter.Count(endpoint: endpoint, property: property, node: "b", total: total)]
        }
        #expect(admits(&meter, 1, at: endpoint, policy) == [nil])
        meter.learn(other(0), now: start)
        // Ten minutes in which the nodes did not hear of each other: 50 messages are half of what was allowed.
        meter.learn(other(50), now: start.addingTimeInterval(600))
        #expect(admits(&meter, 1, at: endpoint, policy, after: 600) == [.endpoint])
        #expect(admits(&meter, 1, at: endpoint, policy, after: 606.1) == [nil])
    }

    @Test func `A debt is never deeper than one limit`() {
        var meter = FlowMeter(node: "a")
        let policy = policy(endpoint: 10, property: 10)
        #expect(admits(&meter, 1, at: endpoint, policy) == [nil])
        meter.learn([], now: start)
        let flood = FlowMeter.Count(endpoint: endpoint, property: property, node: "b", total: .max)
        meter.learn([flood], now: start.addingTimeInterval(1))
        #expect(admits(&meter, 1, at: endpoint, policy, after: 66) == [.endpoint])
        #expect(admits(&meter, 1, at: endpoint, policy, after: 68) == [nil])
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
