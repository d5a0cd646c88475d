import Crypto
package import Domain
import Foundation

/// A service's key as it is shown once: `ck_`, the id without dashes, and 256 random bits.
package struct APIKeyToken: Sendable, Hashable {
    /// What every key of ours begins with.
    package static let prefix = "ck_"

    /// Which key it is.
    package let id: APIKeyID
    private let secret: String

    /// Makes a key.
    package init(_ id: APIKeyID, using generator: inout some RandomNumberGenerator) {
        self.id = id
        secret = Data(OpaqueToken.bytes(32, using: &generator)).base64URL
    }

    /// Reads ``text``; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "ck", parts[1].utf8.count == 32, parts[2].utf8.count == 43,
            let id = APIKeyID(Self.dashed(parts[1]))
        else { return nil }
        self.id = id
        secret = String(parts[2])
    }

    /// What the service shows.
    package var text: String { "\(Self.prefix)\(id.description.replacing("-", with: ""))_\(secret)" }

    /// What is stored.
    package var hash: [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }

    private static func dashed(_ digits: Substring) -> String {
        var rest = digits
        return [8, 4, 4, 4, 12].map { count in
            defer { rest = rest.dropFirst(count) }
            return String(rest.prefix(count))
        }
        .joined(separator: "-")
    }
}
