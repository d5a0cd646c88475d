package import Domain

/// An engine that is asked again when a failure may pass.
package struct RetryingEngine: AIEngineClient {
    /// How often and how patiently to ask again.
    package struct Policy: Sendable, Hashable {
        /// How many times to ask again after the first.
        package var maxRetries: Int
        /// How long to wait before each retry, unless the engine itself asks for more.
        package var backoff: RetryBackoff
        /// The longest one attempt may take; nil for as long as the deadline allows.
        package var attemptTimeout: Duration?

        /// Names every part.
        package init(
            maxRetries: Int = 3,
            backoff: RetryBackoff = RetryBackoff(base: .milliseconds(250), cap: .seconds(4)),
            attemptTimeout: Duration? = nil
        ) {
            self.maxRetries = maxRetries
            self.backoff = backoff
            self.attemptTimeout = attemptTimeout
        }
    }

    private let engine: any AIEngineClient
    private let policy: Policy
    private let clock: EngineClock

    /// Wraps an engine.
    package init(_ engine: any AIEngineClient, policy: Policy = Policy(), clock: EngineClock = .system) {
        self.engine = engine
        self.policy = policy
        self.clock = clock
    }

    package var name: String { engine.name }

    package func answer(
        _ request: EngineRequest,
        deadline: ContinuousClock.Instant
    ) async throws(EngineError) -> EngineReply {
        var retry = 0
        while true {
            let failure: EngineError
            do throws(EngineError) {
                return try await engine.answer(request, deadline: attemptDeadline(deadline))
            } catch {
                failure = error
            }
            guard failure.isRetryable, retry < policy.maxRetries else { throw failure }
            let wait = policy.backoff.delay(afterAttempt: retry + 1, jitter: clock.random())
            let delay = max(wait, failure.retryAfter ?? .zero)
            // Waiting past the deadline would only turn a known failure into a timeout.
            guard clock.now().advanced(by: delay) < deadline else { throw failure }
            do {
                try await clock.sleep(delay)
            } catch {
                throw .cancelled
            }
            retry += 1
        }
    }

    private func attemptDeadline(_ deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
        guard let timeout = policy.attemptTimeout else { return deadline }
        return min(deadline, clock.now().advanced(by: timeout))
    }
}

extension EngineError {
    fileprivate var retryAfter: Duration? {
        if case .status(_, let retryAfter) = self { retryAfter } else { nil }
    }
}
