package import Postgres

/// Counts sign-ins that came to nothing, for all nodes together.
package struct LoginThrottleStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool: whoever signs in has no hotel yet.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Counts an attempt before it is looked at.
    ///
    /// - Parameters:
    ///   - account: a name for the account; it must not be the e-mail address itself, which may be a mistyped password.
    ///   - address: a name for where it came from.
    /// - Returns: how long to wait before another attempt is looked at; nil when this one may be.
    package func begin(account: String, address: String) async throws -> Duration? {
        let rows = try await executor.query(
            SQL("SELECT begin_sign_in(\(account), \(address)) AS wait").named("sign_in.begin")
        )
        guard let wait = try rows.first?.get("wait", as: Double.self), wait > 0 else { return nil }
        return .milliseconds(wait)
    }

    /// Forgets the failures of an account that got in, and the attempt of its address.
    package func succeed(account: String, address: String) async throws {
        _ = try await executor.pipeline([
            SQL("DELETE FROM login_failures WHERE subject = \(account)").named("sign_in.forget"),
            SQL("UPDATE login_failures SET failures = greatest(failures - 1, 0) WHERE subject = \(address)")
                .named("sign_in.succeed"),
        ])
    }

    /// Takes an attempt back that was never looked at.
    package func withdraw(account: String, address: String) async throws {
        _ = try await executor.query(
            SQL(
                """
                UPDATE login_failures SET failures = greatest(failures - 1, 0), locked_until = NULL
                WHERE subject IN (SELECT subject FROM login_failures WHERE subject IN (\(account), \(address))
                                  ORDER BY subject FOR UPDATE)
                """
            ).named("sign_in.withdraw")
        )
    }
}
