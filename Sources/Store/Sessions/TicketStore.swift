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

    /// Issues a ticket.
    package func issue(hash: Bytes, to holder: Holder, at property: PropertyID, lifetime: Duration) async throws {
        var session: SessionID?
        var key: APIKeyID?
        switch holder {
        case .session(let id): session = id
        case .key(let id): key = id
        }
        _ = try await executor.query(
            SQL(
                """
                INSERT INTO realtime_tickets (hash, property_id, session_id, api_key_id, expires_at)
                VALUES (\(hash), \(property), \(session), \(key),
                        now() + \(lifetime.milliseconds) * interval '1 millisecond')
                """
            ).named("ticket.issue")
        )
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
