package import Domain
package import Logging
import Postgres
package import ServiceLifecycle
package import Store

/// Who is signed in, and what they may do.
///
/// Copies share everything. Run its ``service`` beside the server that asks it.
package struct SessionManager: Sendable {
    let configuration: SessionConfiguration
    let sessions: SessionStore
    let throttle: LoginThrottleStore
    let tickets: TicketStore
    let keys: APIKeyCache
    let keyring: SigningKeyring
    /// What was taken back before its time.
    package let board: RevocationBoard
    /// Hashes passwords off Swift's own threads.
    package let passwords: PasswordWorker
    let unknown: UnknownCredentials
    let metrics = SessionMetrics()
    private let apiKeys: APIKeyStore
    private let logger: Logger

    /// Makes one; nothing is read before it is asked.
    ///
    /// - Parameters:
    ///   - database: the pools; sessions are found on the router's, because a token names its own hotel.
    ///   - box: seals the keys that sign tokens.
    package init(
        database: Database,
        box: SecretBox,
        configuration: SessionConfiguration = SessionConfiguration(),
        logger: Logger
    ) {
        self.configuration = configuration
        self.logger = logger
        unknown = UnknownCredentials(
            configuration.unknownCredentials,
            localCallers: configuration.localCallers,
            metrics: metrics
        )
        sessions = SessionStore(database.router)
        throttle = LoginThrottleStore(database.router)
        tickets = TicketStore(database.router)
        apiKeys = APIKeyStore(database.router)
        keys = APIKeyCache(store: apiKeys, greatestAge: configuration.apiKeyAge, unknown: unknown)
        keyring = SigningKeyring(
            store: SigningKeyStore(database.router),
            box: box,
            lifetime: configuration.signingKeyLifetime,
            logger: logger
        )
        board = RevocationBoard(
            store: RevocationStore(database.router),
            span: configuration.revocationSpan,
            greatestAge: configuration.revocationAge
        )
        passwords = PasswordWorker(cost: configuration.passwordCost, limit: configuration.passwordQueue)
    }

    /// Who a bearer token speaks for: a session's access token or a service's key.
    ///
    /// - Parameter address: where it came from, to count keys that are none; nil says nothing of who asks.
    /// - Throws: ``TokenFailure``; ``TooManyUnknownCredentials``; `PostgresError` when it cannot be known whether it was
    ///   taken back.
    package func principal(bearer token: String, from address: String? = nil) async throws -> Principal {
        do {
            try await board.requireFresh()
            if token.hasPrefix(APIKeyToken.prefix) {
                guard let key = APIKeyToken(token) else { throw TokenFailure.invalid }
                guard !board.refuses(key.id) else { throw TokenFailure.revoked }
                return try await keys.principal(key, from: address)
            }
            let parts = try AccessTokenVerifier.parts(of: token)
            guard let key = try await keyring.key(parts.kid) else { throw TokenFailure.invalid }
            let token = try AccessTokenVerifier.verify(parts, with: key, now: board.now)
            guard !board.refuses(token.sid, generation: token.gen) else { throw TokenFailure.revoked }
            return token.principal
        } catch let failure as TokenFailure {
            metrics.refused(failure)
            throw failure
        }
    }

    /// Who is in a session now, with today's role; nil once it has ended.
    package func currentPrincipal(of session: SessionID) async throws -> Principal? {
        try await sessions.current(session)?.principal
    }

    /// Whom a service's key speaks for now; nil once it was revoked.
    package func currentPrincipal(of key: APIKeyID) async throws -> Principal? {
        try await apiKeys.find(key).flatMap { $0.isRevoked ? nil : $0.principal }
    }

    /// Who is behind an identity now; nil when that is over.
    package func currentPrincipal(of identity: Principal.Identity) async throws -> Principal? {
        switch identity {
        case .staff(_, let session, _): try await currentPrincipal(of: session)
        case .service(let key): try await currentPrincipal(of: key)
        }
    }

    /// Whatever is taken back from now on, within a second of its commit on any node.
    package func authorityChanges() -> AsyncStream<AuthorityChange> { board.changes() }

    /// Keeps the board fresh and the tables small for as long as the program runs.
    package var service: any Service { SessionService(manager: self, logger: logger) }
}
