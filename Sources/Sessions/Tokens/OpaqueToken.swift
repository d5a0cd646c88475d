import Crypto
import Domain
package import Foundation
import Postgres

/// A token of 256 random bits, of which only the hash is stored. Before them may stand what says where to look it up.
package struct OpaqueToken: Sendable, Hashable {
    private static let secretLength = 32

    /// What the holder shows.
    package let text: String
    /// What stands before the secret, and is none.
    package let head: Data

    /// Makes one.
    package init(prefix: String, head: Data = Data(), using generator: inout some RandomNumberGenerator) {
        self.head = head
        text = prefix + (head + Self.bytes(Self.secretLength, using: &generator)).base64URL
    }

    /// Takes what somebody shows; nil for what cannot be one.
    package init?(_ text: String, prefix: String, headLength: Int = 0) {
        guard text.hasPrefix(prefix), text.utf8.count <= 256, let data = Data(base64URL: text.dropFirst(prefix.count)),
            data.count == headLength + Self.secretLength
        else { return nil }
        self.text = text
        head = data.prefix(headLength)
    }

    /// What is stored.
    package var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// Random bytes.
    static func bytes(_ count: Int, using generator: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
