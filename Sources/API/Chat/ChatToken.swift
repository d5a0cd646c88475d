import Crypto
import Domain
import Foundation
import Postgres

/// What a guest's browser shows: at which hotel it is good, and 256 random bits. Only their sha256 is stored.
struct ChatToken: Sendable, Hashable {
    let property: PropertyID
    private let secret: Data

    private static let secretLength = 32

    /// A new one.
    init(at property: PropertyID) {
        self.property = property
        var random = SystemRandomNumberGenerator()
        secret = Data((0..<Self.secretLength).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    /// Reads ``text``; nil for anything else.
    init?(_ text: String) {
        guard text.utf8.count == 64, let data = Data(base64URL: text), data.count == 16 + Self.secretLength else {
            return nil
        }
        let bytes = Array(data)
        var uuid = ""
        for (index, byte) in bytes.prefix(16).enumerated() {
            if [4, 6, 8, 10].contains(index) { uuid += "-" }
            uuid += byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
        }
        guard let property = PropertyID(uuid) else { return nil }
        self.property = property
        secret = Data(bytes.dropFirst(16))
    }

    /// As it travels.
    var text: String {
        let uuid = property.rawValue.uuid
        let head: [UInt8] = [
            uuid.0, uuid.1, uuid.2, uuid.3, uuid.4, uuid.5, uuid.6, uuid.7, uuid.8, uuid.9, uuid.10, uuid.11, uuid.12,
            uuid.13, uuid.14, uuid.15,
        ]
        return (Data(head) + secret).base64URL
    }

    /// As it is stored.
    var hash: Bytes { Bytes(Array(SHA256.hash(data: Data(text.utf8)))) }
}
