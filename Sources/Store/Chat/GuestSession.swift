package import Domain
package import Foundation
package import Postgres

/// A guest's browser at a web chat.
package struct GuestSession: Sendable, Hashable {
    package let id: GuestSessionID
    package let property: PropertyID
    package let endpoint: EndpointID
    package let guest: GuestID
    /// When it ends unless the guest comes back before.
    package let expiresAt: Date
}

/// Finds, opens and renews the sessions of guests on the web, at one hotel.
package struct GuestSessionStore: Sendable {
    /// How long a session lasts after the guest was last there.
    package static let lifetime = Duration.seconds(24 * 3600)
    /// How long a replaced token stays good once its successor was first used: what was asked with it may be on its way.
    package static let grace = Duration.seconds(60)

    /// What a guest may say of themselves.
    package struct Newcomer: Sendable, Hashable {
        /// 1 to 200 characters, or nothing.
        package var name: String?
        /// A language code, or nothing.
        package var language: String?

        /// Names both.
        package init(name: String? = nil, language: String? = nil) {
            self.name = name
            self.language = language
        }
    }

    private let scope: PropertyScope

    /// Works at the scope's hotel.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    /// Makes a guest, a session and a greeted conversation, all or nothing.
    ///
    /// - Parameter tokenHash: sha256 of the session's first token.
    /// - Returns: false when the hotel has no such open web chat.
    package func open(
        _ session: GuestSessionID,
        at endpoint: EndpointID,
        tokenHash: Bytes,
        newcomer: Newcomer
    ) async throws -> Bool {
        let rows = try await scope.query(
            SQL(
                """
                SELECT open_chat(\(endpoint), \(session), \(tokenHash), \(newcomer.name), \(newcomer.language),
                                 \(Self.lifetime.milliseconds)) AS conversation
                """
            ).named("chat.open")
        )
        return try rows.first?.get("conversation", as: ConversationID?.self) != nil
    }

    /// The session a token stands for; nil when it is not good here, or no more.
    package func session(tokenHash: Bytes) async throws -> GuestSession? {
        let rows = try await scope.query(
            SQL("SELECT * FROM find_guest_session(\(tokenHash), \(Self.lifetime.milliseconds))").named("chat.session")
        )
        return try rows.first.map { row in
            GuestSession(
                id: try row.get("session_id"),
                property: scope.property,
                endpoint: try row.get("endpoint_id"),
                guest: try row.get("guest_id"),
                expiresAt: try row.get("expires_at")
            )
        }
    }

    /// Gives a session a new token, to take the place of an old one.
    ///
    /// The old one stays good until ``grace`` after the new one is first used: an answer that does not arrive loses
    /// nothing. Asked again before, the newer successor stands and the unused one before it retires.
    ///
    /// - Returns: false when the old one is not good.
    package func rotate(_ tokenHash: Bytes, to newHash: Bytes) async throws -> Bool {
        let rows = try await scope.query(
            SQL("SELECT rotate_guest_token(\(tokenHash), \(newHash), \(Self.grace.milliseconds)) AS rotated")
                .named("chat.rotate")
        )
        return try rows.first?.get("rotated") ?? false
    }
}
