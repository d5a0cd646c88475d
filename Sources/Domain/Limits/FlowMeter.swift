package import Foundation

/// How much came in at each endpoint and hotel, by what this node has seen and what it was told of others.
///
/// Every node fills each bucket to the hotel's whole limit and takes what it lets in itself at once, what others let in
/// when it learns of it: also beyond what the bucket has, or under a flood, when each node's is always empty, every node
/// would let the whole limit in. So no more is let in than the limit and what came in on other nodes since they were last
/// heard of. After a silence that cannot be said, for what others let in meanwhile was spread over all of it; then nothing
/// is owed.
package struct FlowMeter: Sendable {
    /// What one node has let in at an endpoint since it began to count.
    package struct Count: Sendable, Hashable {
        package var endpoint: EndpointID
        package var property: PropertyID
        package var node: String
        package var total: Int64

        /// Names every part.
        package init(endpoint: EndpointID, property: PropertyID, node: String, total: Int64) {
            self.endpoint = endpoint
            self.property = property
            self.node = node
            self.total = total
        }
    }

    private struct Source: Hashable {
        var endpoint: EndpointID
        var node: String
    }

    private let node: String
    private var endpoints: [EndpointID: RateBucket] = [:]
    private var properties: [PropertyID: RateBucket] = [:]
    private var own: [EndpointID: Count] = [:]
    private var unsaid: Set<EndpointID> = []
    private var others: [Source: Int64] = [:]
    /// When others were last heard of.
    private var listened: Date?
    /// How many counts of others are remembered at most: nodes come and go.
    private static let mostOthers = 100_000
    /// After so many seconds in which others were not heard of, what they let in meanwhile is no debt.
    private static let longestPause: TimeInterval = 5

    /// A meter that has seen nothing.
    package init(node: String) {
        self.node = node
    }

    /// Lets a message in, or tells why not and how long it would have to wait.
    ///
    /// - Parameter isUrgent: lets it in whatever the limits are; it counts all the same.
    package mutating func take(
        at endpoint: EndpointID,
        of property: PropertyID,
        under policy: LimitPolicy,
        isUrgent: Bool,
        now: Date
    ) -> (rejection: FlowRejection, wait: Duration)? {
        guard policy.endpoint != nil || policy.property != nil else { return nil }
        var atEndpoint = policy.endpoint.map { Self.bucket(endpoints[endpoint], $0.rate, now) }
        var atProperty = policy.property.map { Self.bucket(properties[property], $0.rate, now) }
        defer {
            // One that is not limited any more is forgotten.
            endpoints[endpoint] = atEndpoint
            properties[property] = atProperty
        }
        if atEndpoint?.take(1, at: now) == 0, !isUrgent {
            return (.endpoint, atEndpoint?.wait(at: now) ?? .seconds(1))
        }
        if atProperty?.take(1, at: now) == 0, !isUrgent {
            atEndpoint?.giveBack(1, at: now)
            return (.property, atProperty?.wait(at: now) ?? .seconds(1))
        }
        own[endpoint, default: Count(endpoint: endpoint, property: property, node: node, total: 0)].total += 1
        unsaid.insert(endpoint)
        return nil
    }

    /// What others have not been told yet, by now.
    package mutating func unsaidCounts() -> [Count] {
        defer { unsaid = [] }
        return unsaid.compactMap { own[$0] }
    }

    /// Says again what could not be said.
    package mutating func keep(_ counts: [Count]) {
        unsaid.formUnion(counts.map(\.endpoint))
    }

    /// Takes what other nodes let in since they were last heard of.
    package mutating func learn(_ counts: [Count], now: Date) {
        if others.count > Self.mostOthers { (others, listened) = ([:], nil) }
        let isPrompt = listened.map { (0...Self.longestPause).contains(now.timeIntervalSince($0)) } ?? false
        let isFirst = listened == nil
        defer { listened = now }
        for count in counts where count.node != node {
            let source = Source(endpoint: count.endpoint, node: count.node)
            let known = others.updateValue(count.total, forKey: source)
            // What was counted before this node listened is of the past; a node that began anew counts from zero.
            let start = known ?? (isFirst ? count.total : 0)
            let new = Int(clamping: count.total >= start ? count.total - start : count.total)
            guard new > 0 else { continue }
            if isPrompt {
                endpoints[count.endpoint]?.charge(new, at: now)
                properties[count.property]?.charge(new, at: now)
            } else {
                _ = endpoints[count.endpoint]?.take(new, at: now)
                _ = properties[count.property]?.take(new, at: now)
            }
        }
    }

    private static func bucket(_ known: RateBucket?, _ limit: RateLimit, _ now: Date) -> RateBucket {
        known?.held(to: limit, at: now) ?? RateBucket(limit: limit, now: now)
    }
}
