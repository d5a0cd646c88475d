import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// The cookie a guest's browser keeps the token in. Each chat has one of its own, for one server may hold the chats of
/// many hotels and a guest may talk to two.
enum ChatCookie {
    private static let prefix = "concierge_chat_"
    /// The session ends by itself long before; the browser need not be told when.
    private static let maxAge = 7 * 24 * 3600

    /// The cookie's name for a chat.
    static func name(for endpointKey: String) -> String {
        let digest = SHA256.hash(data: Data(endpointKey.utf8)).prefix(8)
        return prefix + digest.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    /// The tokens a request brings, by cookie name; only ours.
    static func tokens(of request: Request) -> [String: String] {
        var found: [String: String] = [:]
        for header in request.headers[values: .cookie] {
            for part in header.split(separator: ";") {
                let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, pair[0].hasPrefix(prefix) else { continue }
                found[String(pair[0])] = String(pair[1])
            }
        }
        return found
    }

    /// The header that sets it.
    ///
    /// - Parameters:
    ///   - isForeign: whether a page of another site holds the chat; browsers then insist on https.
    ///   - isSecure: whether guests come by https.
    static func header(_ token: ChatToken, for endpointKey: String, isForeign: Bool, isSecure: Bool) -> String {
        var parts = ["\(name(for: endpointKey))=\(token.text)", "Path=/chat", "HttpOnly", "Max-Age=\(maxAge)"]
        if isForeign {
            parts += ["SameSite=None", "Secure", "Partitioned"]
        } else {
            parts += ["SameSite=Lax"]
            if isSecure { parts.append("Secure") }
        }
        return parts.joined(separator: "; ")
    }
}
