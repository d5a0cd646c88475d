package import Domain
package import Postgres

/// One hotel's view of the database: every statement runs as `concierge_api` with row-level security showing that hotel
/// alone. Hand it to a store in place of a pool.
package struct PropertyScope: PostgresExecutor {
    /// The only hotel to be seen.
    package let property: PropertyID

    private enum Way {
        case pool(PostgresPool)
        case transaction(any PostgresExecutor)
    }

    private let way: Way

    /// Reads through the pool; each call is a transaction of its own and one round trip.
    init(_ property: PropertyID, pool: PostgresPool) {
        self.property = property
        way = .pool(pool)
    }

    /// Works in a transaction that knows its hotel already.
    fileprivate init(_ property: PropertyID, transaction: any PostgresExecutor) {
        self.property = property
        way = .transaction(transaction)
    }

    /// Works in a transaction that somebody else opened as `concierge_api`, from here on at one hotel.
    package static func entering(_ property: PropertyID, in transaction: any PostgresExecutor) async throws
        -> PropertyScope
    {
        _ = try await transaction.query(enter(property))
        return PropertyScope(property, transaction: transaction)
    }

    package func query(_ sql: SQL) async throws -> Rows {
        let rows = try await pipeline([sql])
        guard let last = rows.last else {
            throw PostgresError(.protocolViolation, "a statement had no result", statement: sql.label)
        }
        return last
    }

    package func pipeline(_ statements: [SQL]) async throws -> [Rows] {
        guard !statements.isEmpty else { return [] }
        switch way {
        case .transaction(let transaction): return try await transaction.pipeline(statements)
        case .pool(let pool): return Array(try await pool.pipeline([Self.enter(property)] + statements).dropFirst())
        }
    }

    /// Shows a hotel to the rest of the transaction, and to nothing after it.
    fileprivate static func enter(_ property: PropertyID) -> SQL {
        SQL("SELECT set_config('app.property', \(property.description), true)").named("property.enter")
    }
}

extension Database {
    /// A hotel's view for reading.
    package func scope(of property: PropertyID) -> PropertyScope {
        PropertyScope(property, pool: api)
    }

    /// A hotel's view for following its log.
    package func logScope(of property: PropertyID) -> PropertyScope {
        PropertyScope(property, pool: log)
    }

    /// Reads several things of a hotel as they were at one moment.
    package func snapshot<Result>(
        of property: PropertyID,
        _ body: (PropertyScope) async throws -> Result
    ) async throws -> Result {
        try await api.transaction(isolation: .repeatableRead, readOnly: true) { transaction in
            _ = try await transaction.query(PropertyScope.enter(property))
            return try await body(PropertyScope(property, transaction: transaction))
        }
    }

    /// Changes something at a hotel, all of it or nothing; tried again when it met another change at the same rows.
    ///
    /// - Parameters:
    ///   - property: the hotel.
    ///   - attempts: how often it is tried before the conflict is the caller's.
    ///   - body: may run more than once; it must not do anything outside of the transaction.
    /// - Throws: `PostgresError` with `lockNotAvailable` when somebody held what it needs for two seconds.
    package func change<Result>(
        at property: PropertyID,
        attempts: Int = 3,
        _ body: (PropertyScope) async throws -> Result
    ) async throws -> Result {
        for attempt in 1... {
            do {
                return try await api.transaction { transaction in
                    _ = try await transaction.pipeline([
                        PropertyScope.enter(property),
                        SQL("SELECT set_config('lock_timeout', '2s', true)").named("property.lock_timeout"),
                    ])
                    return try await body(PropertyScope(property, transaction: transaction))
                }
            } catch let error as PostgresError where attempt < attempts && error.isConflict {
                continue
            }
        }
        throw PostgresError(.transactionAborted, "a change met others again and again")
    }
}

extension PostgresError {
    /// Whether the transaction only met another one: a deadlock or a serialisation failure.
    var isConflict: Bool { sqlState == .deadlockDetected || sqlState == .serializationFailure }
}
