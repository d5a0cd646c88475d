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
        try await until("the second transaction is blocked by the first") {
            let rows = try await watcher.query(
                "SELECT cardinality(pg_blocking_pids(\(connection.backendPID))) > 0 AS blocked"
            )
            return try rows.first?.get("blocked", as: Bool.self) == true
        }
    }

    /// Returns when the server says that so many sessions of this database wait for locks.
    package func untilBlocked(count: Int) async throws {
        try await until("\(count) sessions are blocked") {
            let rows = try await watcher.query(
                """
                SELECT count(*) AS waiting FROM pg_stat_activity
                WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
                """
            )
            return try rows.first?.get("waiting", as: Int.self) == count
        }
    }

    /// Asks the server again and again. It gives up only after what no machine is too busy for: whoever never comes must
    /// not be waited for by a test that has no limit.
    private func until(_ what: String, _ holds: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await !holds() {
            guard .now < deadline else { throw Missed(description: "this did not come to be: \(what)") }
        }
    }
}
