import Crypto
package import Foundation

/// Standard Webhooks 1.0.0: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`.
package enum StandardWebhooks {
    /// The headers' names, lowercased.
    package static let idHeader = "webhook-id"
    package static let timestampHeader = "webhook-timestamp"
    package static let signatureHeader = "webhook-signature"

    /// What both sides sign with. Printing it shows nothing.
    package struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
        private let key: SymmetricKey

        /// Reads `whsec_` and 24 to 64 bytes in base64; nil for anything else.
        package init?(_ text: String) {
            let prefix = "whsec_"
            guard text.hasPrefix(prefix), let bytes = Data(base64Encoded: String(text.dropFirst(prefix.count))),
                (24...64).contains(bytes.count)
            else { return nil }
            key = SymmetricKey(data: bytes)
        }

        package var description: String { "StandardWebhooks.Secret" }
        package var customMirror: Mirror { Mirror(self, children: []) }

        fileprivate func code(_ bytes: [UInt8]) -> Data {
            Data(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
        }

        fileprivate func made(_ code: Data, of bytes: [UInt8]) -> Bool {
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: bytes, using: key)
        }
    }

    /// The signature header's value: one signature per secret, so that either side may change its secret first.
    ///
    /// - Parameters:
    ///   - id: the message's own, the same at every attempt; receivers take each id once.
    ///   - timestamp: this attempt's.
    package static func sign(_ body: [UInt8], id: String, timestamp: Date, secrets: [Secret]) -> String {
        let bytes = signed(body, id, seconds(timestamp))
        return secrets.map { "v1," + $0.code(bytes).base64EncodedString() }.joined(separator: " ")
    }

    /// Whether any of the signatures was made with any of the secrets, no longer ago or ahead than the tolerance.
    /// Fails closed.
    package static func verify(
        _ body: [UInt8],
        id: String?,
        timestamp: String?,
        signature: String?,
        secrets: [Secret],
        now: Date,
        tolerance: TimeInterval = 300
    ) -> Bool {
        guard let id, !id.isEmpty, let timestamp, let moment = Int(timestamp), let signature,
            abs(now.timeIntervalSince1970 - Double(moment)) <= tolerance
        else { return false }
        let bytes = signed(body, id, timestamp)
        let codes = signature.split(separator: " ").compactMap { part -> Data? in
            guard part.hasPrefix("v1,") else { return nil }
            return Data(base64Encoded: String(part.dropFirst(3)))
        }
        var found = false
        for secret in secrets {
            for code in codes where secret.made(code, of: bytes) { found = true }
        }
        return found
    }

    /// The timestamp header's value.
    package static func seconds(_ moment: Date) -> String { String(Int(moment.timeIntervalSince1970)) }

    private static func signed(_ body: [UInt8], _ id: String, _ timestamp: String) -> [UInt8] {
        Array("\(id).\(timestamp).".utf8) + body
    }
}
