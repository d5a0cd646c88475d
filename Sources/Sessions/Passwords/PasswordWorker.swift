import Dispatch
import Synchronization

/// Hashes and checks passwords one after the other on a thread of its own, so that any number of sign-ins take one
/// processor and 32 MiB and never Swift's own threads.
package final class PasswordWorker: Sendable {
    /// Too many wait already.
    package struct Busy: Error, Sendable {}

    private let queue = DispatchQueue(label: "concierge.passwords", qos: .utility)
    private let waiting = Mutex(0)
    private let limit: Int
    private let cost: PasswordHash.Cost

    /// Takes at most `limit` passwords at once.
    package init(cost: PasswordHash.Cost = .standard, limit: Int = 32) {
        self.cost = cost
        self.limit = limit
    }

    /// Hashes a password.
    ///
    /// - Throws: ``Busy``.
    package func hash(_ password: String) async throws -> String {
        let cost = cost
        return try await run {
            var generator = SystemRandomNumberGenerator()
            return try PasswordHash(of: password, cost: cost, using: &generator).text
        }
    }

    /// Whether a password fits a stored hash. Without a hash, or with one that cannot be read, it takes as long.
    ///
    /// - Throws: ``Busy``.
    package func check(_ password: String, against stored: String?) async throws -> Bool {
        let cost = cost
        return try await run {
            let hash = stored.flatMap { PasswordHash($0) }
            let fits = try (hash ?? .matchingNothing(cost)).fits(password)
            return hash != nil && fits
        }
    }

    private func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        let isTaken = waiting.withLock { waiting in
            guard waiting < limit else { return false }
            waiting += 1
            return true
        }
        guard isTaken else { throw Busy() }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in
                let result = Swift.Result { try work() }
                waiting.withLock { $0 -= 1 }
                continuation.resume(with: result)
            }
        }
    }
}
