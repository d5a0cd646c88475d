package import Domain
package import Sessions

/// Finds out who asks by asking the sessions.
package struct SessionAuthentication: CallerAuthentication {
    private let sessions: SessionManager

    /// Asks these.
    package init(_ sessions: SessionManager) {
        self.sessions = sessions
    }

    /// Who a bearer token speaks for: an access token of a session, or a service's key.
    ///
    /// - Throws: ``AuthenticationFailure``.
    package func principal(bearer token: String, from address: String?) async throws -> Principal {
        do {
            return try await sessions.principal(bearer: token, from: address)
        } catch let failure as TokenFailure {
            throw AuthenticationFailure(failure)
        }
    }
}

extension AuthenticationFailure {
    /// What the sessions found, in the words of the contract.
    package init(_ failure: TokenFailure) {
        self =
            switch failure {
            case .expired: .expired
            case .invalid: .invalid
            case .revoked: .revoked
            }
    }
}
