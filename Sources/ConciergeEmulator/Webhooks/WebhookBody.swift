import Foundation

/// Deliveries as Meta writes them.
struct WebhookBody: Encodable {
    struct Entry: Encodable {
        var id = "102290129340398"
        var changes: [Change]
    }

    struct Change: Encodable {
        var field = "messages"
        var value: Value
    }

    struct Value: Encodable {
        var messaging_product = "whatsapp"
        var metadata: Metadata
        var contacts: [Contact]?
        var messages: [Message]?
        var statuses: [Status]?
    }

    struct Metadata: Encodable {
        var display_phone_number = "15550783881"
        var phone_number_id: String
    }

    struct Contact: Encodable {
        struct Profile: Encodable {
            var name: String
        }

        var profile: Profile
        var wa_id: String?
        var user_id: String?
    }

    struct Message: Encodable {
        struct Text: Encodable {
            var body: String
        }

        var from: String?
        var from_user_id: String?
        var id: String
        var timestamp: String
        var type = "text"
        var text: Text
    }

    struct Status: Encodable {
        struct Failure: Encodable {
            var code = 131_026
            var title = "Message undeliverable"
        }

        var id: String
        var status: String
        var timestamp: String
        var recipient_id: String?
        var recipient_user_id: String?
        var biz_opaque_callback_data: String?
        var errors: [Failure]?
    }

    var object = "whatsapp_business_account"
    var entry: [Entry]

    /// A delivery for one of the hotel's numbers.
    init(phoneNumberID: String, contact: Contact? = nil, message: Message? = nil, status: Status? = nil) {
        let value = Value(
            metadata: Metadata(phone_number_id: phoneNumberID),
            contacts: contact.map { [$0] },
            messages: message.map { [$0] },
            statuses: status.map { [$0] }
        )
        entry = [Entry(changes: [Change(value: value)])]
    }

    /// The bytes, everything beyond ASCII escaped as Meta does it: `\uXXXX` in lowercase, surrogates in pairs.
    func bytes() throws -> [UInt8] {
        let text = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return Array(text.utf8) }
        var escaped: [UInt8] = []
        for unit in text.utf16 {
            if let ascii = UInt8(exactly: unit), ascii < 0x80 {
                escaped.append(ascii)
            } else {
                let digits = String(unit, radix: 16)
                escaped.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
            }
        }
        return escaped
    }
}
