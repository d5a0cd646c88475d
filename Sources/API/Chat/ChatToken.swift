import Domain
import Foundation
import Postgres
import Sessions

/// What a guest's browser shows: at which hotel it is good, and 256 random bits. Only its sha256 is stored.
struct ChatToken: Sendable, Hashable {
    let property: PropertyID
    private let token: OpaqueToken

    /// A new one.
    init(at property: PropertyID) {
        self.property = property
        var random = SystemRandomNumberGenerator()
        token = OpaqueToken(prefix: "", head: Data(property.rawValue.bytes), using: &random)
    }

    /// Reads ``text``; nil for anything else.
    init?(_ text: String) {
        guard let token = OpaqueToken(text, prefix: "", headLength: 16), let hotel = UUID(bytes: token.head) else {
            return nil
        }
        property = PropertyID(hotel)
        self.token = token
    }

    /// As it travels.
    var text: String { token.text }

    /// As it is stored.
    var hash: Bytes { Bytes(token.hash) }
}
