package import Foundation
package import Postgres

/// A key of access tokens as stored.
package struct SigningKeyRecord: Sendable, Hashable {
    /// Its `kid`.
    package let id: UUID
    /// 32 bytes.
    package let publicKey: Bytes
    /// Sealed with `secrets.key`.
    package let sealedPrivateKey: Bytes
    /// Whether new tokens may still be signed with it.
    package let maySign: Bool
    package let createdAt: Date

    /// Names every part.
    package init(id: UUID, publicKey: Bytes, sealedPrivateKey: Bytes, maySign: Bool = true, createdAt: Date = Date()) {
        self.id = id
        self.publicKey = publicKey
        self.sealedPrivateKey = sealedPrivateKey
        self.maySign = maySign
        self.createdAt = createdAt
    }
}

/// The keys of access tokens.
package struct SigningKeyStore: Sendable {
    private let pool: PostgresPool

    /// Works through the router's pool.
    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// The keys with which a living token may have been signed, newest first.
    package func all() async throws -> [SigningKeyRecord] {
        try await Self.read(pool)
    }

    /// Adds a key unless the stored ones will do, alone among all nodes.
    ///
    /// - Parameters:
    ///   - lifetime: how long it signs.
    ///   - make: is shown the stored keys and makes another one, or returns nil when it is not needed.
    package func add(
        lifetime: Duration,
        unless make: @Sendable ([SigningKeyRecord]) throws -> SigningKeyRecord?
    ) async throws {
        try await pool.transaction { transaction in
            _ = try await transaction.query(
                SQL("SELECT pg_advisory_xact_lock(hashtext('concierge.signing_keys'))").named("signing_key.lock")
            )
            guard let key = try make(try await Self.read(transaction)) else { return }
            _ = try await transaction.query(
                SQL(
                    """
                    INSERT INTO signing_keys (id, public_key, private_key, retires_at)
                    VALUES (\(key.id), \(key.publicKey), \(key.sealedPrivateKey),
                            now() + \(lifetime.milliseconds) * interval '1 millisecond')
                    """
                ).named("signing_key.add")
            )
        }
    }

    private static func read(_ executor: any PostgresExecutor) async throws -> [SigningKeyRecord] {
        let rows = try await executor.query(
            SQL(
                """
                SELECT id, public_key, private_key, retires_at > now() AS may_sign, created_at FROM signing_keys
                WHERE retires_at > now() - interval '1 day' ORDER BY created_at DESC, id
                """
            ).named("signing_key.all")
        )
        return try rows.map { row in
            SigningKeyRecord(
                id: try row.get("id"),
                publicKey: try row.get("public_key"),
                sealedPrivateKey: try row.get("private_key"),
                maySign: try row.get("may_sign"),
                createdAt: try row.get("created_at")
            )
        }
    }
}
