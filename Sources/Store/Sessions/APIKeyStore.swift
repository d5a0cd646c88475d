package import Domain
package import Foundation
package import Postgres

/// A service's key as stored, without its secret.
package struct APIKeyRecord: Sendable, Hashable {
    package let id: APIKeyID
    package let property: PropertyID
    package let name: String
    /// sha256 of the secret: 32 bytes.
    package let hash: Bytes
    package let permissions: [Permission]
    package let createdAt: Date
    package let isRevoked: Bool
    /// To the minute; nil when it never was.
    package let lastUsedAt: Date?

    /// Who asks, with this key.
    package var principal: Principal {
        Principal(
            identity: .service(id),
            property: property,
            permissions: Set(permissions),
            role: nil,
            name: name
        )
    }
}

/// Keys of services.
package struct APIKeyStore: Sendable {
    private let pool: PostgresPool

    /// Works through the router's pool: a key names its own hotel.
    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// Adds a key.
    ///
    /// - Throws: ``SetupError`` when the name is taken by a key that is still good, or too long.
    package func add(
        _ id: APIKeyID,
        name: String,
        hash: Bytes,
        permissions: Set<Permission>,
        to property: PropertyID,
        by actor: String
    ) async throws {
        let sentences = [
            "api_keys_name": "there is already a key \(name)",
            "api_keys_name_check": "a key's name has 1 to 100 characters",
            "api_keys_permissions_check": "a key needs one permission at least",
        ]
        let words = permissions.map(\.rawValue).sorted()
        try await SetupError.explaining(sentences) {
            _ = try await pool.pipeline([
                SQL(
                    """
                    INSERT INTO api_keys (id, property_id, name, hash, permissions, created_by)
                    VALUES (\(id), \(property), \(name), \(hash), \(words), \(actor))
                    """
                ).named("api_key.add"),
                SQL(
                    """
                    INSERT INTO audit (property_id, actor, action, subject, detail)
                    VALUES (\(property), \(actor), 'api_key.added', \("key:\(id)"),
                            jsonb_build_object('name', \(name)::text, 'permissions', to_jsonb(\(words)::text[])))
                    """
                ).named("api_key.audit"),
            ])
        }
    }

    /// The key of an id, revoked or not.
    package func find(_ id: APIKeyID) async throws -> APIKeyRecord? {
        let rows = try await pool.query(
            SQL("SELECT \(fragment: Self.columns) FROM api_keys WHERE id = \(id)").named("api_key.find")
        )
        return try rows.first.map(Self.record)
    }

    /// A hotel's keys by name, revoked ones last.
    package func list(of property: PropertyID) async throws -> [APIKeyRecord] {
        let rows = try await pool.query(
            SQL(
                """
                SELECT \(fragment: Self.columns) FROM api_keys WHERE property_id = \(property)
                ORDER BY revoked_at IS NOT NULL, name, id
                """
            ).named("api_key.list")
        )
        return try rows.map(Self.record)
    }

    /// Takes a hotel's good key of a name back, and tells every node. False when there is none.
    package func revoke(name: String, of property: PropertyID, by actor: String) async throws -> Bool {
        let rows = try await pool.query(
            SQL(
                """
                WITH revoked AS (
                    UPDATE api_keys SET revoked_at = now()
                    WHERE property_id = \(property) AND name = \(name) AND revoked_at IS NULL RETURNING id, property_id
                ), told AS (
                    INSERT INTO revocations (property_id, api_key_id, reason)
                    SELECT property_id, id, 'revoked' FROM revoked
                ), noted AS (
                    INSERT INTO audit (property_id, actor, action, subject)
                    SELECT property_id, \(actor), 'api_key.revoked', 'key:' || id FROM revoked
                )
                SELECT id FROM revoked
                """
            ).named("api_key.revoke")
        )
        return !rows.isEmpty
    }

    /// Notes that keys were used, to the minute.
    package func touch(_ keys: some Sequence<APIKeyID>) async throws {
        _ = try await pool.query(
            SQL(
                """
                UPDATE api_keys SET last_used_at = now()
                WHERE id IN (SELECT id FROM api_keys WHERE id = ANY(\(Array(keys)))
                             AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
                             ORDER BY id FOR UPDATE)
                """
            ).named("api_key.touch")
        )
    }

    private static let columns: SQL = "id, property_id, name, hash, permissions, created_at, revoked_at, last_used_at"

    private static func record(_ row: Row) throws -> APIKeyRecord {
        APIKeyRecord(
            id: try row.get("id"),
            property: try row.get("property_id"),
            name: try row.get("name"),
            hash: try row.get("hash"),
            // A word this program does not know allows nothing here.
            permissions: try row.get("permissions", as: [String].self).compactMap(Permission.init(rawValue:)),
            createdAt: try row.get("created_at"),
            isRevoked: try row.get("revoked_at", as: Date?.self) != nil,
            lastUsedAt: try row.get("last_used_at")
        )
    }
}
