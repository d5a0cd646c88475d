package import Domain

/// Finds out who asks. The edge knows no keys: whoever runs the program wires this.
package protocol CallerAuthentication: Sendable {
    /// Who a bearer token speaks for: a member of staff's session token or a service's key.
    ///
    /// - Parameter address: where it came from, to count those that speak for nobody; nil counts nothing.
    func principal(bearer token: String, from address: String?) async throws -> Principal
}

/// Why a token speaks for nobody.
package enum AuthenticationFailure: String, Error, Sendable, CaseIterable {
    /// There was none.
    case missing = "token_missing"
    /// It was good, and its time is over: renew it.
    case expired = "token_expired"
    /// It is not one of ours: forged, of an unknown key, for somebody else.
    case invalid = "token_invalid"
    /// It was good, and was taken back: signed out, deactivated, or the role changed.
    case revoked = "token_revoked"

    /// The answer.
    var problem: Problem {
        let title =
            switch self {
            case .missing: "Not signed in"
            case .expired: "Token expired"
            case .invalid: "Token invalid"
            case .revoked: "Token revoked"
            }
        return Problem(401, rawValue, title, headers: [("WWW-Authenticate", "Bearer")])
    }
}
