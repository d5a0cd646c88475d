import Domain
import HTTPTypes
import Hummingbird
import Sessions

/// Adds routes that ask who is there first: token, permission, limit, body, and only then the route's own work.
struct StaffRoutes {
    /// The most a body may have: a thousand routing rules with their words; nothing else comes near it.
    static let maxBodyBytes = 1 << 20

    let router: Router<EdgeContext>
    let services: PeopleServices
    let addresses: ClientAddress

    /// Adds one route.
    ///
    /// - Parameters:
    ///   - path: with parameters in braces, as the specification writes them.
    ///   - permission: what the caller must be allowed; nil for whatever any known caller may.
    ///   - count: what a call counts against.
    func on(
        _ method: HTTPRequest.Method,
        _ path: RouterPath,
        needs permission: Permission?,
        counting count: PeopleServices.Count = .requests,
        _ handler: @escaping @Sendable (StaffCall) async throws -> Reply
    ) {
        let (services, addresses) = (services, addresses)
        router.on(path, method: method) { request, context in
            let principal = try await Self.caller(
                of: request,
                from: addresses.countedBucket(of: request, context),
                services
            )
            if let permission, !principal.may(permission) { throw Problem.forbidden(permission) }
            let standing = services.count(principal, as: count)
            if let wait = standing.wait { throw Problem.tooMany(wait, limit: standing.limit) }
            let body = try await RequestBody.json(request, limit: Self.maxBodyBytes)
            let call = StaffCall(
                principal: principal,
                request: request,
                context: context,
                body: body,
                services: services
            )
            var reply = try await handler(call)
            reply.headers["RateLimit"] = "limit=\(standing.limit), remaining=\(standing.remaining)"
            return reply.response
        }
    }

    /// Who asks.
    static func caller(of request: Request, from address: String?, _ services: PeopleServices) async throws -> Principal
    {
        guard let token = BearerToken.of(request) else { throw AuthenticationFailure.missing }
        return try await services.authentication.principal(bearer: token, from: address)
    }
}

/// The token of an `Authorization: Bearer` header.
enum BearerToken {
    /// The token; nil when there is none.
    static func of(_ request: Request) -> String? {
        guard let value = request.headers[.authorization] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}

extension Problem {
    /// The caller is known and may not do this.
    static func forbidden(_ permission: Permission) -> Problem {
        Problem(403, "forbidden", "Forbidden", detail: "This needs the permission \(permission.rawValue).")
    }

    /// The caller asks too much.
    static func tooMany(_ wait: Duration, limit: Int) -> Problem {
        let seconds = max(1, Int(wait.inSeconds.rounded(.up)))
        return Problem(
            429,
            "too_many_requests",
            "Too many requests",
            headers: [("Retry-After", "\(seconds)"), ("RateLimit", "limit=\(limit), remaining=0")]
        )
    }
}
