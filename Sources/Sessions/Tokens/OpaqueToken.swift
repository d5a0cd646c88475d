import Crypto
import Foundation
import Postgres

/// A token that means nothing by itself: 256 random bits, of which only the hash is stored.
package struct OpaqueToken: Sendable, Hashable {
    /// What the holder shows.
    package let text: String

    /// Makes one.
    package init(prefix: String, using generator: inout some RandomNumberGenerator) {
        text = prefix + Data(Self.bytes(32, using: &generator)).base64URL
    }

    /// Takes what somebody shows; nil for what cannot be one.
    package init?(_ text: String, prefix: String) {
        guard text.hasPrefix(prefix), text.utf8.count == prefix.utf8.count + 43 else { return nil }
        self.text = text
    }

    /// What is stored.
    package var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// Random bytes.
    static func bytes(_ count: Int, using generator: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

extension Data {
    /// Base64 with the URL's alphabet and no padding (RFC 4648 §5).
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Reads ``base64URL`` and nothing else: no padding, no other alphabet, no bits left over, so that a text that was
    /// changed is never the same bytes.
    init?(base64URL text: some StringProtocol) {
        let text = String(text)
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
        guard base64URL == text else { return nil }
    }
}
