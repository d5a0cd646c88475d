import Synchronization

/// How much of other transactions a transaction sees.
package enum Isolation: String, Sendable {
    /// Each statement sees what was committed before it began.
    case readCommitted = "READ COMMITTED"
    /// Every statement sees what was committed before the first; conflicts are 40001.
    case repeatableRead = "REPEATABLE READ"
    /// As if transactions ran one after the other; conflicts are 40001.
    case serializable = "SERIALIZABLE"
}

/// A transaction in progress. Valid until the body it was given to returns.
package final class PostgresTransaction: PostgresExecutor {
    private let connection: PostgresConnection
    private let isOver = Atomic(false)

    init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    package func query(_ sql: SQL) async throws -> Rows {
        try checkOpen(sql.label)
        return try await connection.query(sql)
    }

    package func pipeline(_ statements: [SQL]) async throws -> [Rows] {
        try checkOpen(statements.first?.label ?? "")
        return try await connection.pipeline(statements)
    }

    /// Runs a script inside the transaction by the simple protocol, without parameters or results.
    package func script(_ text: String, label: String = "script") async throws {
        try checkOpen(label)
        try await connection.script(text, label: label)
    }

    func end() {
        isOver.store(true, ordering: .releasing)
    }

    private func checkOpen(_ label: String) throws(PostgresError) {
        guard !isOver.load(ordering: .acquiring) else {
            throw PostgresError(.transactionAborted, "the transaction is over", statement: label)
        }
    }
}

extension PostgresPool {
    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws or the task is cancelled.
    ///
    /// BEGIN travels with the first statement. A body that swallowed an error of one of its statements does not commit:
    /// that is `transactionAborted`, not a silent success. A connection lost during COMMIT leaves the outcome unknown.
    package func transaction<Result>(
        isolation: Isolation = .readCommitted,
        readOnly: Bool = false,
        _ body: (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        try await withConnection { connection in
            try await connection.transaction(isolation: isolation, readOnly: readOnly, body)
        }
    }
}

extension PostgresConnection {
    /// Runs `body` in a transaction on this connection; see `PostgresPool.transaction`.
    nonisolated package func transaction<Result>(
        isolation: Isolation = .readCommitted,
        readOnly: Bool = false,
        _ body: (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        let transaction = PostgresTransaction(self)
        await begin(with: SQL.begin(isolation, readOnly: readOnly))
        do {
            let result = try await body(transaction)
            transaction.end()
            try Task.checkCancellation()
            try await commit()
            return result
        } catch {
            transaction.end()
            await rollBack()
            throw error
        }
    }

    nonisolated private func commit() async throws {
        guard await !forgetPendingBegin() else { return }
        let rows = try await perform([.commit], shielded: true)
        guard rows.first?.commandTag == "COMMIT" else {
            throw PostgresError(
                .transactionAborted,
                "a statement of the transaction had failed, so it was rolled back instead of committed",
                statement: SQL.commit.label
            )
        }
    }

    nonisolated private func rollBack() async {
        guard await !forgetPendingBegin(), condition.load(ordering: .acquiring) == .inTransaction else { return }
        do {
            _ = try await perform([.rollback], shielded: true)
        } catch {
            // The error that led here matters more; closing the connection rolls back as well.
            await close()
        }
    }
}

extension SQL {
    fileprivate static func begin(_ isolation: Isolation, readOnly: Bool) -> SQL {
        let statement: SQL =
            switch (isolation, readOnly) {
            case (.readCommitted, false): "BEGIN ISOLATION LEVEL READ COMMITTED"
            case (.readCommitted, true): "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"
            case (.repeatableRead, false): "BEGIN ISOLATION LEVEL REPEATABLE READ"
            case (.repeatableRead, true): "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            case (.serializable, false): "BEGIN ISOLATION LEVEL SERIALIZABLE"
            case (.serializable, true): "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY"
            }
        return statement.named("begin")
    }
}
