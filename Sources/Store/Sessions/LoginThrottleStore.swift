package import Postgres

/// Counts sign-ins that came to nothing, for all nodes together.
package struct LoginThrottleStore: Sendable {
    /// What an attempt is counted for. None of the names may hold the e-mail address itself, which may be a mistyped
    /// password.
    package struct Attempt: Sendable, Hashable {
        /// Stands for this account tried from this address.
        package var pair: String
        /// Stands for where it came from.
        package var address: String
        /// Stands for the account, tried from anywhere.
        package var account: String

        /// Names every part.
        package init(pair: String, address: String, account: String) {
            self.pair = pair
            self.address = address
            self.account = account
        }
    }

    private let executor: any PostgresExecutor

    /// Works through the router's pool: whoever signs in has no hotel yet.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Counts an attempt before it is looked at.
    ///
    /// - Returns: how long to wait before another attempt is looked at; nil when this one may be.
    package func begin(_ attempt: Attempt) async throws -> Duration? {
        let rows = try await executor.query(
            SQL("SELECT begin_sign_in(\(attempt.pair), \(attempt.address), \(attempt.account)) AS wait")
                .named("sign_in.begin")
        )
        guard let wait = try rows.first?.get("wait", as: Double.self), wait > 0 else { return nil }
        return .milliseconds(wait)
    }

    /// Forgets the failures at an account from the address that got in, and takes this attempt back elsewhere: others'
    /// failures at the account, and this address's at other accounts, are not forgiven by it.
    package func succeed(_ attempt: Attempt) async throws {
        _ = try await executor.pipeline([
            Self.takeBack([attempt.account, attempt.address], unlocking: false),
            SQL("DELETE FROM login_failures WHERE subject = \(attempt.pair)").named("sign_in.forget"),
        ])
    }

    /// Takes an attempt back that was never looked at.
    package func withdraw(_ attempt: Attempt) async throws {
        _ = try await executor.query(
            Self.takeBack([attempt.account, attempt.address, attempt.pair], unlocking: true)
        )
    }

    /// One attempt less; rows are taken in the order in which ``begin(_:)`` takes them.
    private static func takeBack(_ subjects: [String], unlocking: Bool) -> SQL {
        SQL(
            """
            UPDATE login_failures SET failures = greatest(failures - 1, 0),
                locked_until = CASE WHEN NOT \(unlocking) THEN locked_until END
            WHERE subject IN (SELECT subject FROM login_failures WHERE subject = ANY(\(subjects))
                              ORDER BY subject FOR UPDATE)
            """
        ).named("sign_in.take_back")
    }
}
