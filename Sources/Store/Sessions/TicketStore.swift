package import Domain
package import Postgres

/// One-time tickets to open a socket with.
package struct TicketStore: Sendable {
    /// Whom a ticket speaks for.
    package enum Holder: Sendable, Hashable {
        case session(SessionID)
        case key(APIKeyID)
    }

    private let executor: any PostgresExecutor

    /// Works through the router's pool: a ticket names its own hotel.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Issues a ticket; false when the session has ended or the key was revoked.
    package func issue(hash: Bytes, to holder: Holder, at property: PropertyID, lifetime: Duration) async throws
        -> Bool
    {
        let (session, key): (SessionID?, APIKeyID?) =
            switch holder {
            case .session(let id): (id, nil)
            case .key(let id): (nil, id)
            }
        let rows = try await executor.query(
            SQL(
                """
                INSERT INTO realtime_tickets (hash, property_id, session_id, api_key_id, expires_at)
                SELECT \(hash), \(property), s.id, k.id, now() + \(lifetime.milliseconds) * interval '1 millisecond'
                FROM (VALUES (1)) AS one
                LEFT JOIN sessions s ON s.id = \(session) AND s.property_id = \(property) AND s.ended_at IS NULL
                LEFT JOIN api_keys k ON k.id = \(key) AND k.property_id = \(property) AND k.revoked_at IS NULL
                WHERE s.id IS NOT NULL OR k.id IS NOT NULL
                """
            ).named("ticket.issue")
        )
        return rows.affected == 1
    }

    /// Uses a ticket up; nil when there is none, it is too old or was used. Of any number at once one succeeds.
    package func redeem(hash: Bytes) async throws -> Holder? {
        let rows = try await executor.query(
            SQL(
                """
                UPDATE realtime_tickets SET used_at = now()
                WHERE hash = \(hash) AND used_at IS NULL AND expires_at > now()
                RETURNING session_id, api_key_id
                """
            ).named("ticket.redeem")
        )
        guard let row = rows.first else { return nil }
        if let session = try row.get("session_id", as: SessionID?.self) { return .session(session) }
        return .key(try row.get("api_key_id"))
    }
}
