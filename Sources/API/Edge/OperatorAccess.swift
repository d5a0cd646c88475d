import Channels
import HTTPTypes
import Hummingbird

extension MetricsAccess {
    /// Lets operators through.
    ///
    /// - Throws: ``Problem`` 401 without the token, 403 from elsewhere, 404 when served on another port.
    func admit(_ request: Request, context: EdgeContext) throws {
        switch self {
        case .open: return
        case .elsewhere: throw Problem.notFound
        case .loopback:
            guard context.isLoopback(request) else {
                throw Problem(
                    403,
                    "loopback_only",
                    "Loopback only",
                    detail: "Set metrics.token or metrics.port to read this from elsewhere."
                )
            }
        case .token(let token):
            guard let given = Self.bearerToken(of: request), ConstantTimeToken.matches(given, anyOf: [token]) else {
                throw Problem(401, "unauthorized", "Unauthorized", headers: [("WWW-Authenticate", "Bearer")])
            }
        }
    }

    private static func bearerToken(of request: Request) -> String? {
        guard let value = request.headers[.authorization] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
