import Crypto
import StrictJSON

/// Meta's `X-Hub-Signature-256`: `sha256=` and the hexadecimal HMAC-SHA256 of the body's exact bytes.
package enum MetaSignature {
    /// The header's name, lowercased.
    package static let header = "x-hub-signature-256"

    /// Finds which candidates the body was signed with; compares in constant time.
    ///
    /// - Parameters:
    ///   - rawBody: the bytes as received; JSON encoded again would not match.
    ///   - header: the header's value, nil when there was none.
    ///   - candidates: app secrets; empty ones never match, for anybody can sign with nothing.
    /// - Returns: the matching secrets, none when the header is missing or odd.
    package static func verify(
        rawBody: [UInt8],
        header: String?,
        candidates: some Collection<String>
    ) -> Set<String> {
        guard let code = header.flatMap(code) else { return [] }
        var matching: Set<String> = []
        for secret in candidates where !secret.isEmpty {
            let key = SymmetricKey(data: Array(secret.utf8))
            if HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: rawBody, using: key) {
                matching.insert(secret)
            }
        }
        return matching
    }

    /// The header's value for a body signed with a secret.
    package static func sign(_ rawBody: [UInt8], secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: rawBody, using: SymmetricKey(data: Array(secret.utf8)))
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("sha256=".utf8)
        for byte in code {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0F)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The 32 bytes a header's value stands for; nil unless it has exactly the promised form.
    private static func code(_ header: String) -> [UInt8]? {
        let prefix = "sha256="
        guard header.hasPrefix(prefix) else { return nil }
        let digits = Array(header.utf8.dropFirst(prefix.utf8.count))
        guard digits.count == SHA256.byteCount * 2 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(SHA256.byteCount)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = hexadecimalDigit(digits[index]), let low = hexadecimalDigit(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
