import Dispatch

/// Where rules are read and made ready: on a thread of its own, one hotel's after the other's. A thousand rules take tens
/// of milliseconds, in which none of Swift's own threads is held and no guest waits.
package final class RuleWorkshop: Sendable {
    private let queue = DispatchQueue(label: "concierge.rules", qos: .utility)

    /// An idle one.
    package init() {}

    /// Does work on rules when its turn comes.
    package func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}
