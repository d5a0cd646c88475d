import Channels
import Domain
import Foundation
import Routing
import StrictJSON

/// A guest's message as a channel service hands it in.
struct RelayInbound: Sendable {
    var channel: String
    var type: ChannelKind
    var sender: GuestIdentity
    var name: String?
    var content: String
    /// The service's own object, as JSON text.
    var metadata: String
    var sentAt: Date
    /// The service's id; without one the message is known by what it is made of.
    var messageID: String?

    /// The longest metadata that are kept, in bytes.
    static let maximumMetadata = 16 << 10

    /// Reads a body.
    ///
    /// - Throws: ``Problem`` naming everything wrong with it.
    init(_ body: [UInt8]) throws {
        var fields = try FieldReader(body: body)
        channel = fields.string("channelId", 1...200)
        type = Self.type(&fields)
        let senderName = fields.string("senderId", 1...200)
        content = fields.string("content", 1...32_768)
        messageID = fields.optionalString("messageId", 1...500)
        sentAt = Self.timestamp(&fields)
        (metadata, name) = Self.metadata(&fields, body)
        let identity = RelayAddress.identity(sender: senderName, type: type, channel: channel)
        if identity == nil { fields.refuse("senderId", "is too long beside its channelId") }
        sender = identity ?? GuestIdentity(kind: .external, value: "")
        try fields.finish()
    }

    /// The message for an endpoint.
    func message(at endpoint: EndpointDirectory.Entry) -> InboundMessage {
        var message = InboundMessage(
            provider: endpoint.provider,
            endpointAddress: endpoint.address,
            senders: [sender],
            senderName: name,
            providerMessageID: messageID,
            text: content,
            sentAt: sentAt,
            raw: metadata
        )
        message.keepsRaw = metadata != "{}"
        message.channel = type
        return message
    }

    private static func type(_ fields: inout FieldReader) -> ChannelKind {
        // What services call the web chat.
        let words = ["whatsapp": ChannelKind.whatsapp, "sms": .sms, "email": .email, "web": .web, "webchat": .web]
        let text = fields.string("channelType", 1...64)
        guard let type = words[text] else {
            if !text.isEmpty { fields.refuse("channelType", "must be one of whatsapp, sms, email, web, webchat") }
            return .relay
        }
        return type
    }

    private static func timestamp(_ fields: inout FieldReader) -> Date {
        let problem = "must be an RFC 3339 time or milliseconds since 1970"
        guard let value = fields.optionalValue("timestamp") else {
            fields.refuse("timestamp", "is missing")
            return Date()
        }
        switch value.content {
        case .string(let text):
            if let date = Timestamp.date(text) { return date }
        case .number(let digits):
            // Until the year 9999: PostgreSQL knows later ones, people's clocks do not.
            if let milliseconds = Int64(digits), (0...253_402_300_799_999).contains(milliseconds) {
                return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            }
        default: break
        }
        fields.refuse("timestamp", problem)
        return Date()
    }

    private static func metadata(_ fields: inout FieldReader, _ body: [UInt8]) -> (text: String, name: String?) {
        guard let value = fields.optionalValue("metadata") else { return ("{}", nil) }
        guard value.isObject else {
            fields.refuse("metadata", "must be an object")
            return ("{}", nil)
        }
        guard value.range.count <= maximumMetadata else {
            fields.refuse("metadata", "must have at most \(maximumMetadata) bytes")
            return ("{}", nil)
        }
        let name = value["senderName"]?.string.map { String($0.prefix(200)) }
        return (String(decoding: body[value.range], as: UTF8.self), name.flatMap { $0.isEmpty ? nil : $0 })
    }
}
