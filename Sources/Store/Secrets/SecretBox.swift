import Crypto
package import Foundation

/// Seals secrets with the program's key, so that a copy of the database alone tells nothing.
///
/// AES-256-GCM. The sealed form is one version byte, a random nonce of 12, the ciphertext and a tag of 16. Purpose and
/// row are authenticated with it: a secret moved to another row or column does not open.
package struct SecretBox: Sendable {
    /// What a secret is for; part of what is authenticated.
    package struct Purpose: Sendable, Hashable {
        /// A constant of the program, never changed.
        package let name: String

        /// The tokens and app secrets of an endpoint.
        package static let endpointCredentials = Purpose(name: "endpoint.credentials")
        /// What was replaced of them and is still good for a while.
        package static let retiringCredentials = Purpose(name: "endpoint.credentials.retiring")
        /// The private half of a key that signs access tokens.
        package static let signingKey = Purpose(name: "signing.key")
    }

    /// Why nothing was sealed or opened. Tells nothing about the secret.
    package enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// The key is not 32 bytes.
        case keyLength(Int)
        /// The sealed form is of a version this program does not know, or too short to be one.
        case unknownFormat
        /// Another key sealed it, it was moved, or it was changed.
        case wrongKeyOrChanged

        package var description: String {
            switch self {
            case .keyLength(let count): "the key has \(count) bytes instead of 32"
            case .unknownFormat: "the sealed form is not known to this program"
            case .wrongKeyOrChanged: "it was sealed with another secrets.key, or was changed"
            }
        }
    }

    private static let version: UInt8 = 1
    private static let nonceLength = 12
    private static let tagLength = 16

    private let key: SymmetricKey
    private let fingerprintKey: SymmetricKey

    /// Takes the key.
    ///
    /// - Throws: ``Failure/keyLength(_:)`` when it is not 32 bytes.
    package init(key: [UInt8]) throws(Failure) {
        guard key.count == 32 else { throw .keyLength(key.count) }
        self.key = SymmetricKey(data: key)
        fingerprintKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: self.key,
            info: Array("concierge/fingerprint".utf8),
            outputByteCount: 32
        )
    }

    /// Seals a secret for one row; each call gives another form.
    package func seal(_ secret: [UInt8], for purpose: Purpose, row: UUID) throws -> [UInt8] {
        let sealed = try AES.GCM.seal(secret, using: key, authenticating: Self.context(purpose, row))
        return [Self.version] + Array(sealed.nonce) + Array(sealed.ciphertext) + Array(sealed.tag)
    }

    /// Opens what ``seal(_:for:row:)`` made for the same purpose and row.
    package func open(_ sealed: [UInt8], for purpose: Purpose, row: UUID) throws(Failure) -> [UInt8] {
        guard sealed.first == Self.version, sealed.count >= 1 + Self.nonceLength + Self.tagLength else {
            throw .unknownFormat
        }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.dropFirst())
            return Array(try AES.GCM.open(box, using: key, authenticating: Self.context(purpose, row)))
        } catch {
            throw .wrongKeyOrChanged
        }
    }

    /// 32 bytes that are the same for the same bytes, and tell nothing about them without the key: what is guessed at
    /// cannot be tried against a copy of the database.
    package func fingerprint(_ bytes: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: fingerprintKey))
    }

    private static func context(_ purpose: Purpose, _ row: UUID) -> [UInt8] {
        Array("concierge/\(version)/\(purpose.name)/\(row.uuidString.lowercased())".utf8)
    }
}
