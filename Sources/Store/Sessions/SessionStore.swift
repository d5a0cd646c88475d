package import Domain
package import Foundation
package import Postgres

/// A person's word for who they are, as sign-in reads it.
package struct StaffCredentials: Sendable {
    package let staff: StaffID
    /// nil cannot sign in.
    package let passwordHash: String?

    /// Names both.
    package init(staff: StaffID, passwordHash: String?) {
        self.staff = staff
        self.passwordHash = passwordHash
    }
}

/// A session as it stands now.
package struct SessionRecord: Sendable, Hashable {
    package let id: SessionID
    package let generation: Int
    package let staff: StaffID
    package let email: String
    package let name: String
    package let role: StaffRole
    package let property: PropertySummary
    /// When it ends unless it is renewed.
    package let expiresAt: Date
    /// PostgreSQL's time when this was read.
    package let readAt: Date

    /// Who asks, in this session.
    package var principal: Principal {
        Principal(
            identity: .staff(staff, session: id, generation: generation),
            property: property.id,
            permissions: role.permissions,
            role: role,
            name: name
        )
    }
}

/// A hotel as those who work there see it named.
package struct PropertySummary: Sendable, Hashable {
    package let id: PropertyID
    package let slug: String
    package let name: String
}

/// What came of a refresh token.
package enum Renewal: Sendable, Hashable {
    case renewed(SessionRecord)
    /// No token of ours.
    case unknown
    /// The session had ended, or the person may not work there any more.
    case ended
    /// Nobody renewed it in time.
    case expired
    /// It had been used up: the session is ended now.
    case reused
}

/// Sessions of the staff and their refresh tokens. Works for all hotels: a token names its own.
package struct SessionStore: Sendable {
    private let pool: PostgresPool

    /// Works through the router's pool.
    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// The person of an e-mail address in lower case, or nil.
    package func credentials(email: String) async throws -> StaffCredentials? {
        let rows = try await pool.query(
            SQL("SELECT id, password_hash FROM staff WHERE email = \(email)").named("session.credentials")
        )
        return try rows.first.map {
            StaffCredentials(staff: try $0.get("id"), passwordHash: try $0.get("password_hash"))
        }
    }

    /// The hotels where a person may work now, by slug.
    package func properties(of staff: StaffID) async throws -> [PropertySummary] {
        let rows = try await pool.query(
            SQL(
                """
                SELECT p.id, p.slug, p.name FROM staff_roles r JOIN properties p ON p.id = r.property_id
                WHERE r.staff_id = \(staff) AND r.disabled_at IS NULL ORDER BY p.slug
                """
            ).named("session.properties")
        )
        return try rows.map {
            PropertySummary(id: try $0.get("id"), slug: try $0.get("slug"), name: try $0.get("name"))
        }
    }

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - credentials: what the password was held against; changed since, there is no session.
    ///   - refreshHash: sha256 of its first refresh token.
    /// - Returns: nil when the person may not work there, or the password was changed meanwhile.
    package func open(
        _ session: SessionID,
        for credentials: StaffCredentials,
        at property: PropertyID,
        refreshHash: Bytes,
        ttl: Duration,
        userAgent: String?
    ) async throws -> SessionRecord? {
        try await pool.transaction { transaction in
            let made = try await transaction.query(
                Self.opening(session, for: credentials, at: property, ttl: ttl, userAgent: userAgent)
            )
            guard made.affected == 1 else { return nil }
            let results = try await transaction.pipeline([
                SQL(
                    """
                    INSERT INTO refresh_tokens (hash, property_id, session_id)
                    VALUES (\(refreshHash), \(property), \(session))
                    """
                ).named("session.first_token"),
                SQL(
                    """
                    INSERT INTO audit (property_id, actor, action, subject, detail)
                    VALUES (\(property), \("staff:\(credentials.staff)"), 'session.opened',
                            \("staff:\(credentials.staff)"), jsonb_build_object('sessionId', \(session)::uuid))
                    """
                ).named("session.audit"),
                Self.record(of: session),
            ])
            return try results[2].first.map(Self.record)
        }
    }

    /// Uses a refresh token up and puts a successor in its place, or says why not.
    package func renew(token: Bytes, successor: Bytes, ttl: Duration) async throws -> Renewal {
        try await pool.transaction { transaction in
            let rows = try await transaction.query(
                SQL("SELECT outcome, session_id FROM renew_session(\(token), \(successor), \(ttl.milliseconds))")
                    .named("session.renew")
            )
            guard let row = rows.first else { return .unknown }
            switch try row.get("outcome", as: String.self) {
            case "renewed":
                let found = try await transaction.query(Self.record(of: try row.get("session_id")))
                return try found.first.map { .renewed(try Self.record($0)) } ?? .ended
            case "ended": return .ended
            case "expired": return .expired
            case "reused": return .reused
            default: return .unknown
            }
        }
    }

    /// A session that may still be worked in; nil once it has ended, was not renewed, or the person was disabled.
    package func current(_ session: SessionID) async throws -> SessionRecord? {
        try await pool.query(Self.record(of: session)).first.map(Self.record)
    }

    /// Ends a session; false when it had ended before.
    @discardableResult
    package func end(_ session: SessionID, reason: String, actor: String) async throws -> Bool {
        let rows = try await pool.query(
            SQL("SELECT end_session(\(session), \(reason), \(actor)) AS ended").named("session.end")
        )
        return try rows.first?.get("ended") ?? false
    }

    /// Ends the session that a refresh token belongs to; false when there is none or it had ended before.
    @discardableResult
    package func end(token: Bytes, reason: String) async throws -> Bool {
        let rows = try await pool.query(
            SQL(
                """
                SELECT end_session(s.id, \(reason), 'staff:' || s.staff_id) AS ended
                FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = \(token)
                """
            ).named("session.end_by_token")
        )
        return try rows.first?.get("ended") ?? false
    }

    /// Deletes what nobody needs any more. Safe to run from any number of nodes.
    package func forget() async throws {
        _ = try await pool.pipeline([
            SQL("DELETE FROM realtime_tickets WHERE expires_at < now() - interval '5 minutes'").named("session.forget"),
            SQL("DELETE FROM revocations WHERE at < now() - interval '1 day'").named("session.forget"),
            SQL("DELETE FROM login_failures WHERE last_at < now() - interval '1 day'").named("session.forget"),
            SQL("DELETE FROM signing_keys WHERE retires_at < now() - interval '7 days'").named("session.forget"),
            SQL("DELETE FROM sessions WHERE expires_at < now() - interval '90 days'").named("session.forget"),
        ])
    }

    /// Begins a session for somebody who may still work there and whose password is still the one that was checked. Both
    /// are held: whoever disables them meanwhile waits, and then ends this session too.
    package static func opening(
        _ session: SessionID,
        for credentials: StaffCredentials,
        at property: PropertyID,
        ttl: Duration,
        userAgent: String?
    ) -> SQL {
        SQL(
            """
            INSERT INTO sessions (id, property_id, staff_id, user_agent, expires_at)
            SELECT \(session), r.property_id, r.staff_id, \(userAgent.map { String($0.prefix(400)) }),
                   now() + \(ttl.milliseconds) * interval '1 millisecond'
            FROM (SELECT s.id, s.password_hash FROM staff s WHERE s.id = \(credentials.staff) FOR SHARE) s
            JOIN LATERAL (SELECT x.property_id, x.staff_id FROM staff_roles x
                          WHERE x.staff_id = s.id AND x.property_id = \(property) AND x.disabled_at IS NULL
                          FOR SHARE) r ON true
            WHERE s.password_hash = \(credentials.passwordHash)
            """
        ).named("session.open")
    }

    private static func record(of session: SessionID) -> SQL {
        SQL(
            """
            SELECT s.id, s.generation, s.staff_id, f.email, f.name, r.role, s.expires_at, now() AS read_at,
                   p.id AS property_id, p.slug, p.name AS property_name
            FROM sessions s JOIN staff f ON f.id = s.staff_id JOIN properties p ON p.id = s.property_id
            JOIN staff_roles r ON r.staff_id = s.staff_id AND r.property_id = s.property_id
            WHERE s.id = \(session) AND s.ended_at IS NULL AND s.expires_at > now() AND r.disabled_at IS NULL
            """
        ).named("session.current")
    }

    private static func record(_ row: Row) throws -> SessionRecord {
        SessionRecord(
            id: try row.get("id"),
            generation: Int(try row.get("generation", as: Int32.self)),
            staff: try row.get("staff_id"),
            email: try row.get("email"),
            name: try row.get("name"),
            role: try row.word("role"),
            property: PropertySummary(
                id: try row.get("property_id"),
                slug: try row.get("slug"),
                name: try row.get("property_name")
            ),
            expiresAt: try row.get("expires_at"),
            readAt: try row.get("read_at")
        )
    }
}
