import Domain
import Foundation
import StrictJSON

/// One element of `messages[]`, read.
struct WhatsAppMessage {
    var id: String?
    var from: String?
    var fromUser: String?
    var kind: ContentKind
    var text: String
    var sentAt: Date?

    /// Reads what the type promises; a type we do not know is kept as unsupported, a promise broken is an error.
    init(_ message: JSONValue) throws(WhatsAppItemError) {
        guard message.isObject else { throw WhatsAppItemError("a message that is not an object") }
        // Answering a group in private would be worse than letting people look at it.
        guard message["group_id"] == nil else { throw WhatsAppItemError("a message to a group") }
        id = try Self.optionalString(message, "id")
        from = try Self.optionalString(message, "from")
        fromUser = try Self.optionalString(message, "from_user_id")
        sentAt = WhatsAppTime.date(message["timestamp"])
        let type = try Self.optionalString(message, "type") ?? ""
        kind = ContentKind(rawValue: type) ?? .unsupported
        text = try Self.text(of: message, kind)
    }

    private static func text(of message: JSONValue, _ kind: ContentKind) throws(WhatsAppItemError) -> String {
        switch kind {
        case .text:
            guard let text = message["text"]?["body"]?.string else {
                throw WhatsAppItemError("a text message without a body")
            }
            return text
        case .button:
            guard let title = message["button"]?["text"]?.string else {
                throw WhatsAppItemError("a button without a text")
            }
            return title
        case .interactive:
            let interactive = message["interactive"]
            let reply = interactive?["button_reply"] ?? interactive?["list_reply"]
            return reply?["title"]?.string ?? interactive?["nfm_reply"]?["body"]?.string ?? ""
        case .image, .video, .document:
            return message[kind.rawValue]?["caption"]?.string ?? ""
        case .order:
            return message["order"]?["text"]?.string ?? ""
        case .audio, .sticker, .location, .contacts, .reaction, .system, .unsupported:
            return ""
        }
    }

    /// A string that may be missing or empty, but must not be anything else.
    private static func optionalString(_ object: JSONValue, _ key: String) throws(WhatsAppItemError) -> String? {
        guard let value = object[key] else { return nil }
        guard let text = value.string else { throw WhatsAppItemError("\(key) is not a string") }
        return text.isEmpty ? nil : text
    }
}

/// Meta's timestamps: Unix seconds, written as a string.
enum WhatsAppTime {
    /// The moment, or nil when there is none or it is beyond any guest's: a wrong clock is no reason to lose a message.
    static func date(_ value: JSONValue?) -> Date? {
        guard let seconds = value?.integer, (1..<4_102_444_800).contains(seconds) else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(seconds))
    }
}

extension JSONValue {
    /// The text of a string that is not empty.
    var nonEmptyString: String? {
        guard let string, !string.isEmpty else { return nil }
        return string
    }
}
