/// Something that runs statements: the pool, a connection or a transaction.
package protocol PostgresExecutor: Sendable {
    /// Runs one statement. Throws `PostgresError`, or `CancellationError` when the task is cancelled.
    func query(_ sql: SQL) async throws -> Rows

    /// Runs statements in one round trip and, outside a transaction, as one: all take effect or none does.
    ///
    /// The error of a failure names the statement in `statementIndex`.
    func pipeline(_ statements: [SQL]) async throws -> [Rows]
}
