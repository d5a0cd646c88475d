package import Domain
import Postgres
import Store

/// A one-time ticket to open a socket with.
package struct RealtimeTicket: Sendable, Hashable {
    /// What is shown.
    package let text: String
    /// How long it is good.
    package let expiresIn: Duration
}

extension SessionManager {
    private static let ticketPrefix = "tk_"

    /// Issues a ticket that speaks once for whoever asks.
    ///
    /// - Throws: ``TokenFailure/revoked`` when the session or key is over.
    package func issueTicket(to principal: Principal) async throws -> RealtimeTicket {
        var generator = SystemRandomNumberGenerator()
        let ticket = OpaqueToken(prefix: Self.ticketPrefix, using: &generator)
        let holder: TicketStore.Holder =
            switch principal.identity {
            case .staff(_, let session, _): .session(session)
            case .service(let key): .key(key)
            }
        let isIssued = try await tickets.issue(
            hash: Bytes(ticket.hash),
            to: holder,
            at: principal.property,
            lifetime: configuration.ticketLifetime
        )
        guard isIssued else { throw TokenFailure.revoked }
        return RealtimeTicket(text: ticket.text, expiresIn: configuration.ticketLifetime)
    }

    /// Whom a ticket speaks for, with the role of now. It is used up, whoever it turns out to be.
    ///
    /// - Parameter address: where it came from, to count those that are none; nil says nothing of who asks.
    /// - Throws: ``TooManyUnknownCredentials``; ``TokenFailure/invalid`` for one that never was, is too old or was used; ``TokenFailure/revoked`` when
    ///   its session or key is over.
    package func redeem(ticket text: String, from address: String? = nil) async throws -> Principal {
        guard let ticket = OpaqueToken(text, prefix: Self.ticketPrefix) else { throw TokenFailure.invalid }
        let holder = try await unknown.looking(from: address) {
            guard let holder = try await tickets.redeem(hash: Bytes(ticket.hash)) else { throw TokenFailure.invalid }
            return holder
        }
        let principal =
            switch holder {
            case .session(let session): try await currentPrincipal(of: session)
            case .key(let key): try await currentPrincipal(of: key)
            }
        guard let principal else { throw TokenFailure.revoked }
        return principal
    }
}
