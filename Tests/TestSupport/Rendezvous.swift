package import Postgres

/// Brings two transactions to a named point without a sleep: one holds what the other needs, and the test goes on when
/// the server itself says that the other waits for it.
package struct Rendezvous: Sendable {
    private let watcher: PostgresConnection

    /// Why a meeting did not take place.
    package struct Missed: Error, CustomStringConvertible {
        package let description: String
    }

    /// Watches through a session that does nothing else.
    package init(watcher: PostgresConnection) {
        self.watcher = watcher
    }

    /// Holds a transaction open on `first` after `opening`, starts `second` on another session, waits until the server
    /// says that it is blocked, and then ends the first one.
    ///
    /// - Parameters:
    ///   - first: the session whose transaction comes first.
    ///   - committing: whether it commits; else it rolls back.
    ///   - opening: what it does under its locks.
    ///   - blocked: the session that must wait meanwhile.
    ///   - second: what is done there.
    /// - Returns: what both came to.
    package func meet<First: Sendable, Second: Sendable>(
        _ first: PostgresConnection,
        committing: Bool = true,
        opening: @Sendable (PostgresConnection) async throws -> First,
        blocked: PostgresConnection,
        second: @Sendable @escaping (PostgresConnection) async throws -> Second
    ) async throws -> (first: First, second: Second) {
        try await first.script("BEGIN", label: "rendezvous.begin")
        let result: First
        do {
            result = try await opening(first)
        } catch {
            try await first.script("ROLLBACK", label: "rendezvous.rollback")
            throw error
        }
        let waiting = Task { try await second(blocked) }
        do {
            try await untilBlocked(blocked)
        } catch {
            try await first.script("ROLLBACK", label: "rendezvous.rollback")
            _ = await waiting.result
            throw error
        }
        try await first.script(committing ? "COMMIT" : "ROLLBACK", label: "rendezvous.end")
        return (result, try await waiting.value)
    }

    /// Returns when the server says that a session waits for another's lock.
    package func untilBlocked(_ connection: PostgresConnection) async throws {
        for _ in 0..<20_000 {
            let rows = try await watcher.query(
                "SELECT cardinality(pg_blocking_pids(\(connection.backendPID))) > 0 AS blocked"
            )
            if try rows.first?.get("blocked", as: Bool.self) == true { return }
        }
        throw Missed(description: "the second transaction was never blocked by the first")
    }
}
