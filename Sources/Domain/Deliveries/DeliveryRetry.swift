/// What to do after a provider refused a message.
package enum DeliveryRetry: Sendable, Hashable {
    /// Try this delivery again after that long.
    case retry(after: Duration)
    /// Send nothing on this lane for that long, then try again.
    case holdLane(for: Duration)
    /// Send nothing on this endpoint for that long, then try again.
    case pauseEndpoint(for: Duration)
    /// Do not try again: dead letter, and tell staff.
    case giveUp

    /// What a class of refusals leads to.
    package struct Rule: Sendable, Hashable {
        /// What is held up meanwhile.
        package enum Scope: String, Sendable { case delivery, lane, endpoint }

        /// Which refusals.
        package let failure: SendFailure.Class
        /// What is held up.
        package let scope: Scope
        /// How long.
        package let backoff: RetryBackoff
        /// How often a delivery is sent at most, whatever it was refused for before.
        package let maximumAttempts: Int
    }

    /// The classes worth another attempt; all others are given up at once.
    ///
    /// A throttled delivery did nothing wrong, so it may wait through many more attempts than one that meets errors.
    /// WhatsApp wants at least 6 s of rest for a recipient, which is what the shorter half of 12 s gives.
    package static let rules: [Rule] = [
        Rule(
            failure: .transient,
            scope: .delivery,
            backoff: RetryBackoff(base: .seconds(2), multiplier: 4, cap: .seconds(60)),
            maximumAttempts: 4
        ),
        Rule(
            failure: .throttledEndpoint,
            scope: .endpoint,
            backoff: RetryBackoff(base: .seconds(2), cap: .seconds(60)),
            maximumAttempts: 20
        ),
        Rule(
            failure: .throttledRecipient,
            scope: .lane,
            backoff: RetryBackoff(base: .seconds(12), cap: .seconds(300)),
            maximumAttempts: 10
        ),
        Rule(
            failure: .account,
            scope: .endpoint,
            backoff: RetryBackoff(base: .seconds(60), cap: .seconds(900)),
            maximumAttempts: 20
        ),
    ]

    /// A provider that asks for more than this is taken to ask for this: later, the words would be stale.
    package static let longestWait = Duration.seconds(24 * 3600)

    /// What to do next.
    ///
    /// - Parameters:
    ///   - failure: the refusal; its `retryAfter` is respected when it is longer than our own wait.
    ///   - attempt: which attempt was refused, from 1.
    ///   - jitter: a random number in `0..<1`.
    package static func next(after failure: SendFailure, attempt: Int, jitter: Double) -> DeliveryRetry {
        guard let rule = rules.first(where: { $0.failure == failure.class }), attempt < rule.maximumAttempts else {
            return .giveUp
        }
        let own = rule.backoff.delay(afterAttempt: attempt, jitter: jitter)
        let wait = min(max(own, failure.retryAfter ?? .zero), longestWait)
        return switch rule.scope {
        case .delivery: .retry(after: wait)
        case .lane: .holdLane(for: wait)
        case .endpoint: .pauseEndpoint(for: wait)
        }
    }
}
