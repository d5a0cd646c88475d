import Crypto
package import Domain
import Foundation
import Postgres
package import Store

/// What whoever signed in or renewed gets.
package struct SignedIn: Sendable {
    /// For `Authorization: Bearer`.
    package let accessToken: String
    /// How long that is good.
    package let expiresIn: Duration
    /// After how long it is to be renewed.
    package let renewAfter: Duration
    /// Good for one renewal.
    package let refreshToken: String
    /// Who, and where.
    package let session: SessionRecord
    /// Every hotel where this person may work.
    package let properties: [PropertySummary]
}

extension SessionManager {
    /// Signs somebody in.
    ///
    /// - Parameters:
    ///   - property: the hotel's slug; nil takes the first by slug of those where the person works.
    ///   - address: where the attempt came from, for the throttle; nil when that says nothing of who it was.
    /// - Throws: ``SignInFailure``.
    package func signIn(
        email: String,
        password: String,
        property slug: String? = nil,
        address: String?,
        userAgent: String? = nil
    ) async throws -> SignedIn {
        do {
            let result = try await attempt(email, password, slug, address, userAgent)
            metrics.signIn("ok")
            return result
        } catch let failure as SignInFailure {
            switch failure {
            case .invalidCredentials: metrics.signIn("invalid")
            case .throttled: metrics.signIn("throttled")
            case .busy: metrics.signIn("busy")
            }
            throw failure
        }
    }

    private func attempt(
        _ email: String,
        _ password: String,
        _ slug: String?,
        _ address: String?,
        _ userAgent: String?
    ) async throws -> SignedIn {
        let email = StaffEmail.canonical(email)
        let pair = "pair:\(Self.digest("\(email) \(address ?? "")"))"
        let tried = LoginThrottleStore.Attempt(
            pair: pair,
            // From nowhere in particular nobody is held for what others tried at other accounts.
            address: address.map { "address:\($0.prefix(64))" } ?? pair,
            account: "account:\(Self.digest(email))"
        )
        if let wait = try await throttle.begin(tried) {
            throw SignInFailure.throttled(retryAfter: wait)
        }
        let credentials = try await sessions.credentials(email: email)
        do {
            let isRight = try await passwords.check(password, against: credentials?.passwordHash)
            guard isRight, let credentials else { throw SignInFailure.invalidCredentials }
            let properties = try await sessions.properties(of: credentials.staff)
            let chosen = slug == nil ? properties.first : properties.first { $0.slug == slug }
            guard let chosen,
                let result = try await open(for: credentials, at: chosen, of: properties, userAgent: userAgent)
            else { throw SignInFailure.invalidCredentials }
            try await throttle.succeed(tried)
            return result
        } catch is PasswordWorker.Busy {
            try await throttle.withdraw(tried)
            throw SignInFailure.busy(retryAfter: .seconds(2))
        }
    }

    private static func digest(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }

    private func open(
        for credentials: StaffCredentials,
        at property: PropertySummary,
        of properties: [PropertySummary],
        userAgent: String?
    ) async throws -> SignedIn? {
        let refresh = Self.refreshToken()
        let session = try await sessions.open(
            SessionID(UUID.version7()),
            for: credentials,
            at: property.id,
            refreshHash: Bytes(refresh.hash),
            ttl: configuration.ttl,
            userAgent: userAgent
        )
        guard let session else { return nil }
        return try await tokens(for: session, refresh: refresh, properties: properties)
    }

    /// Renews a session: an access token with today's role, and the next refresh token.
    ///
    /// The old refresh token is used up. Shown again it ends the session, for somebody else may have it; except once
    /// within ten seconds while its successor was never used, when the answer was probably lost: then the successor is
    /// set aside for another one. A session never has two refresh tokens that are good.
    ///
    /// - Parameter address: where it came from, to count those that are none; nil says nothing of who asks.
    /// - Throws: ``TokenFailure``, ``TooManyUnknownCredentials``.
    package func renew(refreshToken: String, from address: String? = nil) async throws -> SignedIn {
        guard let token = OpaqueToken(refreshToken, prefix: Self.refreshPrefix) else {
            metrics.renewal("unknown")
            throw TokenFailure.invalid
        }
        return try await unknown.looking(from: address) { try await renew(token) }
    }

    private func renew(_ token: OpaqueToken) async throws -> SignedIn {
        let successor = Self.refreshToken()
        let renewal = try await sessions.renew(
            token: Bytes(token.hash),
            successor: Bytes(successor.hash),
            ttl: configuration.ttl
        )
        switch renewal {
        case .renewed(let session):
            metrics.renewal("ok")
            let properties = try await sessions.properties(of: session.staff)
            return try await tokens(for: session, refresh: successor, properties: properties)
        case .unknown:
            metrics.renewal("unknown")
            throw TokenFailure.invalid
        case .expired:
            metrics.renewal("expired")
            throw TokenFailure.expired
        case .ended:
            metrics.renewal("ended")
            throw TokenFailure.revoked
        case .reused:
            metrics.renewal("reused")
            await board.catchUp()
            throw TokenFailure.revoked
        }
    }

    /// Ends the session of a refresh token; nothing happens when there is none.
    ///
    /// - Parameter address: where it came from; each is counted as a lookup that found nobody unless it ended a session.
    package func signOut(refreshToken: String, from address: String? = nil) async throws {
        guard let token = OpaqueToken(refreshToken, prefix: Self.refreshPrefix) else { return }
        do {
            try await unknown.looking(from: address) {
                guard try await sessions.end(token: Bytes(token.hash), reason: "signed_out") else {
                    throw TokenFailure.invalid
                }
            }
        } catch TokenFailure.invalid {
            return
        }
        await board.catchUp()
    }

    /// Ends a session; nothing happens when it had ended.
    package func signOut(_ session: SessionID, by actor: String) async throws {
        if try await sessions.end(session, reason: "signed_out", actor: actor) { await board.catchUp() }
    }

    private static let refreshPrefix = "rt_"

    private static func refreshToken() -> OpaqueToken {
        var generator = SystemRandomNumberGenerator()
        return OpaqueToken(prefix: refreshPrefix, using: &generator)
    }

    private func tokens(
        for session: SessionRecord,
        refresh: OpaqueToken,
        properties: [PropertySummary]
    ) async throws -> SignedIn {
        let lifetime = configuration.accessTokenLifetime
        let issued = Int(session.readAt.timeIntervalSince1970)
        let token = AccessToken(
            sub: session.staff,
            sid: session.id,
            gen: session.generation,
            prop: session.property.id,
            role: session.role,
            name: session.name,
            iat: issued,
            exp: issued + Int(lifetime.components.seconds)
        )
        return SignedIn(
            accessToken: try await keyring.sign(token),
            expiresIn: lifetime,
            renewAfter: configuration.renewAfter,
            refreshToken: refresh.text,
            session: session,
            properties: properties
        )
    }
}
