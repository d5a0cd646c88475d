/// Engines in order of preference: the next is asked when one fails.
package struct EngineChain: AIEngineClient {
    private let engines: [any AIEngineClient]
    private let reserve: Duration
    private let clock: EngineClock
    private let onFailure: @Sendable (_ engine: String, _ error: EngineError) -> Void

    /// Chains engines.
    ///
    /// - Parameters:
    ///   - engines: in order of preference.
    ///   - reserve: the time kept back for each engine further down, so that one which hangs leaves the next a chance.
    ///   - clock: the present moment.
    ///   - onFailure: told of every engine that failed, for logs and metrics.
    package init(
        _ engines: [any AIEngineClient],
        reserve: Duration = .seconds(2),
        clock: EngineClock = .system,
        onFailure: @escaping @Sendable (_ engine: String, _ error: EngineError) -> Void = { _, _ in }
    ) {
        self.engines = engines
        self.reserve = reserve
        self.clock = clock
        self.onFailure = onFailure
    }

    package var name: String { engines.map(\.name).joined(separator: "+") }

    package func answer(
        _ request: EngineRequest,
        deadline: ContinuousClock.Instant
    ) async throws(EngineError) -> EngineReply {
        var failure = EngineError.noEngine
        for (index, engine) in engines.enumerated() {
            let kept = deadline.advanced(by: reserve * -(engines.count - 1 - index))
            // With too little time to share, whoever is asked first gets all of it.
            let own = kept > clock.now() ? kept : deadline
            do throws(EngineError) {
                return try await engine.answer(request, deadline: own)
            } catch {
                onFailure(engine.name, error)
                if error == .cancelled { throw error }
                failure = error
            }
        }
        throw failure
    }
}
