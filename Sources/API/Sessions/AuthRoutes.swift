import Domain
import HTTPTypes
import Hummingbird
import Postgres
import Sessions
import Store

/// Signing in and out, renewing, and who one is.
struct AuthRoutes {
    let sessions: SessionManager
    let services: PeopleServices
    let addresses: ClientAddress
    /// How much whoever is not signed in may ask.
    let strangers: StrangerLimits

    /// Adds the routes.
    func add(to routes: StaffRoutes) {
        open("/api/v1/auth/login", on: routes.router, logIn)
        open("/api/v1/auth/refresh", on: routes.router, refresh)
        open("/api/v1/auth/logout", on: routes.router, logOut)
        routes.on(.post, "/api/v1/auth/sessions/revoke", needs: nil, revoke)
        routes.on(.get, "/api/v1/me", needs: nil, me)
        routes.on(.post, "/api/v1/realtime/tickets", needs: nil, ticket)
    }

    /// One request of somebody who is not known yet.
    private struct OpenCall {
        let request: Request
        /// Where failures are counted; nil for this machine, which may be a proxy that speaks for everybody.
        let address: String?
        let body: [UInt8]
    }

    /// A route for whoever is not signed in, limited by address.
    private func open(
        _ path: RouterPath,
        on router: Router<EdgeContext>,
        _ handler: @escaping @Sendable (OpenCall) async throws -> Reply
    ) {
        let (strangers, addresses, blocked) = (strangers, addresses, services.blocked)
        router.on(path, method: .post) { request, context in
            let address = addresses.countedBucket(of: request, context)
            let standing = strangers.take(address)
            if let block = standing.begins { blocked(block) }
            if let wait = standing.wait { throw Problem.tooMany(wait, limit: standing.limit) }
            try Self.refuseIdempotencyKey(request)
            let body = try await RequestBody.json(request, limit: 16 << 10)
            try QueryReader(request).finish()
            return try await handler(OpenCall(request: request, address: address, body: body)).response
        }
    }

    private func logIn(_ call: OpenCall) async throws -> Reply {
        var fields = try FieldReader(body: call.body)
        let email = fields.string("email", 1...320)
        let password = fields.string("password", 1...1000)
        let property = fields.optionalString("property", 1...63)
        try fields.finish()
        do {
            let signedIn = try await sessions.signIn(
                email: email,
                password: password,
                property: property,
                address: call.address,
                userAgent: call.request.headers[.userAgent].map { String($0.filter { !$0.isNewline }.prefix(400)) }
            )
            return try .json(SignedInView(signedIn))
        } catch let failure as SignInFailure {
            throw Problem.signIn(failure)
        }
    }

    private func refresh(_ call: OpenCall) async throws -> Reply {
        var fields = try FieldReader(body: call.body)
        let token = fields.string("refreshToken", 1...200)
        try fields.finish()
        do {
            return try .json(SignedInView(try await sessions.renew(refreshToken: token, from: call.address)))
        } catch let failure as TokenFailure {
            throw AuthenticationFailure(failure)
        }
    }

    /// By refresh token or by bearer; what has ended already is ended.
    private func logOut(_ call: OpenCall) async throws -> Reply {
        var token: String?
        if !call.body.isEmpty {
            var fields = try FieldReader(body: call.body)
            token = fields.optionalString("refreshToken", 1...200)
            try fields.finish()
        }
        if let token { try await sessions.signOut(refreshToken: token, from: call.address) }
        guard let bearer = BearerToken.of(call.request) else {
            guard token != nil else { throw AuthenticationFailure.missing }
            return .noContent
        }
        do {
            let principal = try await sessions.principal(bearer: bearer, from: call.address)
            if case .staff(_, let session, _) = principal.identity {
                try await sessions.signOut(session, by: principal.key)
            }
        } catch TokenFailure.revoked {
            return .noContent
        } catch let failure as TokenFailure {
            // Whoever showed the refresh token is signed out, whatever the other one was.
            guard token != nil else { throw AuthenticationFailure(failure) }
        }
        return .noContent
    }

    /// One's own sessions, or, for those who keep the staff, somebody else's.
    private func revoke(_ call: StaffCall) async throws -> Reply {
        try call.query().finish()
        var fields = try call.optionalFields()
        let asked: StaffID? = fields.optionalID("staffId")
        if asked == nil, call.principal.staff == nil { fields.refuse("staffId", "is missing") }
        try fields.finish()
        guard let staff = asked ?? call.principal.staff else { throw Problem.notFound }
        if staff != call.principal.staff, !call.principal.may(.writeStaff) { throw Problem.forbidden(.writeStaff) }
        let actor = call.principal.key
        let reply = try await call.change { scope in
            let store = StaffStore(scope)
            guard try await store.find(staff) != nil else { throw Problem.notFound }
            return try .json(Revoked(ended: try await store.endSessions(of: staff, by: actor)))
        }
        await sessions.board.catchUp()
        return reply
    }

    private struct Revoked: Encodable {
        var ended: Int
    }

    private func me(_ call: StaffCall) async throws -> Reply {
        try call.query().finish()
        guard let property = try await PropertyStore(call.scope).list().first else { throw Problem.notFound }
        return try .json(CallerView(call.principal, at: property))
    }

    private func ticket(_ call: StaffCall) async throws -> Reply {
        try Self.refuseIdempotencyKey(call.request)
        try call.query().finish()
        try call.optionalFields().finish()
        let ticket: RealtimeTicket
        do {
            ticket = try await sessions.issueTicket(to: call.principal)
        } catch let failure as TokenFailure {
            throw AuthenticationFailure(failure)
        }
        return try .json(Ticket(ticket: ticket.text, expiresIn: Int(ticket.expiresIn.components.seconds)), status: 201)
    }

    /// Answers with credentials in them are stored nowhere, so that none can be given twice.
    private static func refuseIdempotencyKey(_ request: Request) throws {
        guard request.headers[.idempotencyKey] != nil else { return }
        throw Problem(
            400,
            "idempotency_key_refused",
            "No idempotency key here",
            detail: "Credentials are not kept to be answered again: ask without the key."
        )
    }

    private struct Ticket: Encodable {
        var ticket: String
        /// Seconds.
        var expiresIn: Int
        var url = "/ws"
    }
}

extension Problem {
    /// Why nobody was signed in.
    fileprivate static func signIn(_ failure: SignInFailure) -> Problem {
        switch failure {
        case .invalidCredentials:
            Problem(
                401,
                "invalid_credentials",
                "Not signed in",
                detail: "E-mail address, password or property is wrong.",
                headers: [("WWW-Authenticate", "Bearer")]
            )
        case .throttled(let wait): .tooManyAttempts(wait)
        case .busy(let wait): .busy(wait)
        }
    }

    /// Too much of what was shown from there spoke for nobody.
    static func tooManyAttempts(_ wait: Duration) -> Problem {
        Problem(
            429,
            "too_many_attempts",
            "Too many attempts",
            detail: "Too many attempts to sign in came to nothing.",
            headers: [("Retry-After", "\(max(1, Int(wait.inSeconds.rounded(.up))))")]
        )
    }

    /// Too many passwords wait to be looked at.
    static func busy(_ wait: Duration) -> Problem {
        Problem(429, "busy", "Busy", headers: [("Retry-After", "\(max(1, Int(wait.inSeconds.rounded(.up))))")])
    }
}
