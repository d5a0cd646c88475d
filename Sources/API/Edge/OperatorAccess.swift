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
            guard let given = BearerToken.of(request), ConstantTimeToken.matches(given, anyOf: [token]) else {
                throw Problem(401, "unauthorized", "Unauthorized", headers: [("WWW-Authenticate", "Bearer")])
            }
        }
    }
}
