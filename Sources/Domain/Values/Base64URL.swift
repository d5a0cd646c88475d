package import Foundation

extension Data {
    /// Base64 with the URL's alphabet and no padding (RFC 4648 §5).
    package var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Reads ``base64URL`` and nothing else: no padding, no other alphabet, no bits left over, so that a text that was
    /// changed is never the same bytes.
    package init?(base64URL text: some StringProtocol) {
        let text = String(text)
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
        guard base64URL == text else { return nil }
    }
}

extension UUID {
    /// The 16 bytes, in order.
    package var bytes: [UInt8] {
        let b = uuid
        return [b.0, b.1, b.2, b.3, b.4, b.5, b.6, b.7, b.8, b.9, b.10, b.11, b.12, b.13, b.14, b.15]
    }

    /// Reads ``bytes``; nil for any other number of them.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        let b = Array(bytes)
        self.init(
            uuid: (
                b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]
            )
        )
    }

    /// Its bytes as 22 characters.
    package var base64URL: String { Data(bytes).base64URL }

    /// Reads ``base64URL``; nil for anything else.
    package init?(base64URL text: some StringProtocol) {
        guard text.utf8.count == 22, let data = Data(base64URL: text) else { return nil }
        self.init(bytes: data)
    }
}
