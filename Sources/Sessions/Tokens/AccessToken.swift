import Crypto
import Domain
import Foundation
import JWTKit

/// What an access token says: who, in which session, at which hotel, as what, from when until when.
struct AccessToken: Sendable, Hashable, Codable {
    static let issuer = "concierge"
    static let audience = "concierge-api"

    var iss = AccessToken.issuer
    var aud = AccessToken.audience
    /// The person.
    var sub: StaffID
    /// The session, and the generation of it for which this token is good.
    var sid: SessionID
    var gen: Int
    /// The hotel.
    var prop: PropertyID
    var role: StaffRole
    var name: String
    /// Unix seconds by PostgreSQL's clock.
    var iat: Int
    var exp: Int

    /// Who asks.
    var principal: Principal {
        Principal(
            identity: .staff(sub, session: sid, generation: gen),
            property: prop,
            permissions: role.permissions,
            role: role,
            name: name
        )
    }
}

extension AccessToken: JWTPayload {
    /// Tokens are signed through the library and verified by ``AccessTokenVerifier``; nobody asks this.
    func verify(using algorithm: some JWTAlgorithm) async throws {
        throw JWTError.claimVerificationFailure(failedClaim: nil, reason: "verify with AccessTokenVerifier")
    }
}

/// Verifies access tokens: pure, given the key of their `kid` and the time.
struct AccessTokenVerifier: Sendable {
    /// The most bytes a token of ours may have; a longer one is not looked at.
    static let longest = 4096
    /// How far in the future a token may have been issued: nodes learn PostgreSQL's time a round trip late.
    static let leeway = 5

    /// A token taken apart, its signature not yet checked.
    struct Parts: Sendable {
        /// Names the key.
        let kid: String
        fileprivate let signed: [UInt8]
        fileprivate let payload: Data
        fileprivate let signature: Data
    }

    /// Takes a token apart. One algorithm, one form, nothing optional: what is different is not ours.
    ///
    /// - Throws: ``TokenFailure/invalid``.
    static func parts(of token: String) throws(TokenFailure) -> Parts {
        guard token.utf8.count <= longest else { throw .invalid }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3,
            let header = Data(base64URL: parts[0]),
            let payload = Data(base64URL: parts[1]),
            let signature = Data(base64URL: parts[2]), signature.count == 64,
            let fields = try? JSONDecoder().decode([String: String].self, from: header),
            fields.count == 3, fields["alg"] == "EdDSA", fields["typ"] == "JWT", let kid = fields["kid"]
        else { throw .invalid }
        return Parts(kid: kid, signed: Array("\(parts[0]).\(parts[1])".utf8), payload: payload, signature: signature)
    }

    /// What a token says, once its signature and its time are found good. There is no leeway at its end.
    static func verify(
        _ parts: Parts,
        with key: Curve25519.Signing.PublicKey,
        now: Date
    ) throws(TokenFailure) -> AccessToken {
        guard key.isValidSignature(parts.signature, for: parts.signed),
            let token = try? JSONDecoder().decode(AccessToken.self, from: parts.payload),
            token.iss == AccessToken.issuer, token.aud == AccessToken.audience
        else { throw .invalid }
        let seconds = now.timeIntervalSince1970
        guard Double(token.iat) <= seconds + Double(leeway), token.exp > token.iat else { throw .invalid }
        guard Double(token.exp) > seconds else { throw .expired }
        return token
    }
}
