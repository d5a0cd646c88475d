package import Postgres

/// Remembers what was answered under a caller's idempotency key, in the transaction of the change itself.
package struct IdempotencyStore: Sendable {
    /// What a caller's key stands for.
    package struct Key: Sendable, Hashable {
        /// Whose key it is; two callers may use the same word.
        package var principal: String
        /// The caller's own word, 1 to 255 characters.
        package var word: String
        /// A keyed hash of the request: 32 bytes.
        package var requestHash: Bytes

        /// Names every part.
        package init(principal: String, word: String, requestHash: Bytes) {
            self.principal = principal
            self.word = word
            self.requestHash = requestHash
        }
    }

    /// What is known of a key.
    package enum Reservation: Sendable, Hashable {
        /// Nobody used it before: do the work, then ``IdempotencyStore/keep(_:for:)`` its answer.
        case fresh
        /// The same request was answered before, with this.
        case answered(JSONB)
        /// Another request was made under it.
        case conflicting
    }

    private let scope: PropertyScope

    /// Works inside the change's own transaction.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    /// Takes a key, waiting for whoever holds it in an open transaction.
    ///
    /// - Throws: `PostgresError` with `lockNotAvailable` when that takes too long.
    package func reserve(_ key: Key) async throws -> Reservation {
        let made = try await scope.query(
            SQL(
                """
                INSERT INTO idempotency_keys (property_id, principal, key, request_hash)
                VALUES (\(scope.property), \(key.principal), \(key.word), \(key.requestHash))
                ON CONFLICT DO NOTHING RETURNING key
                """
            ).named("idempotency.reserve")
        )
        guard made.isEmpty else { return .fresh }
        let known = try await scope.query(
            SQL(
                """
                SELECT request_hash, response FROM idempotency_keys
                WHERE property_id = \(scope.property) AND principal = \(key.principal) AND key = \(key.word)
                """
            ).named("idempotency.read")
        )
        guard let row = known.first, let response = try row.get("response", as: JSONB?.self) else {
            throw PostgresError(.transactionAborted, "an idempotency key vanished while it was read")
        }
        return try row.get("request_hash", as: Bytes.self) == key.requestHash ? .answered(response) : .conflicting
    }

    /// Keeps the answer to a fresh key.
    package func keep(_ response: JSONB, for key: Key) async throws {
        _ = try await scope.query(
            SQL(
                """
                UPDATE idempotency_keys SET response = \(response)
                WHERE property_id = \(scope.property) AND principal = \(key.principal) AND key = \(key.word)
                """
            ).named("idempotency.keep")
        )
    }
}
