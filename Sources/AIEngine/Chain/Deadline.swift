/// Runs work that must not outlive a moment: at the deadline, or when the caller is cancelled, the work is cancelled.
///
/// - Parameters:
///   - deadline: the moment.
///   - work: what to run; it must end when it is cancelled, for the call returns only then.
/// - Throws: ``EngineError/timeout``, ``EngineError/cancelled``, or what the work throws in time.
func beforeDeadline<Value: Sendable>(
    _ deadline: ContinuousClock.Instant,
    _ work: @escaping @Sendable () async throws(EngineError) -> Value
) async throws(EngineError) -> Value {
    if Task.isCancelled { throw .cancelled }
    guard ContinuousClock.now < deadline else { throw .timeout }
    let first = await withTaskGroup(of: Result<Value, EngineError>.self) { group in
        group.addTask {
            do throws(EngineError) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        group.addTask {
            do {
                try await Task.sleep(until: deadline, clock: .continuous)
                return .failure(.timeout)
            } catch {
                return .failure(.cancelled)
            }
        }
        let first = await group.next() ?? .failure(.cancelled)
        group.cancelAll()
        return first
    }
    // A caller who was cancelled is told so, whatever shape the work's own ending took.
    if Task.isCancelled { throw .cancelled }
    return try first.get()
}
