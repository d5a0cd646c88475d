import Channels
import Domain
import Foundation

/// Deliveries in the form Meta sends them, signed as Meta signs them.
enum MetaWebhook {
    /// One message of a guest.
    struct Words {
        var from: String
        var text: String
        var id = "wamid.\(UUID().uuidString)"
    }

    /// A delivery of messages and statuses, signed.
    static func request(
        to address: String,
        _ words: [Words] = [],
        statuses: [String] = [],
        secret: String? = nil
    ) -> WebhookRequest {
        let messages = words.map { words in
            #"{"from":"\#(words.from)","id":\#(quoted(words.id)),"timestamp":"\#(Int(Date().timeIntervalSince1970))","#
                + #""type":"text","text":{"body":\#(quoted(words.text))}}"#
        }
        let value =
            #"{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"#
            + quoted(address) + "}"
            + (messages.isEmpty ? "" : #","messages":[\#(messages.joined(separator: ","))]"#)
            + (statuses.isEmpty ? "" : #","statuses":[\#(statuses.joined(separator: ","))]"#) + "}"
        let body =
            #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"value":"# + value
            + #","field":"messages"}]}]}"#
        return signed(Array(body.utf8), secret: secret ?? HotelWorld.secret(of: address))
    }

    /// What became of a message we sent.
    static func status(_ word: String, of delivery: DeliveryID, to phone: String) -> String {
        #"{"id":"out-\#(delivery)","status":"\#(word)","timestamp":"\#(Int(Date().timeIntervalSince1970))","#
            + #""recipient_id":"\#(phone)","biz_opaque_callback_data":"\#(delivery)"}"#
    }

    /// Any bytes, signed.
    static func signed(_ body: [UInt8], secret: String) -> WebhookRequest {
        WebhookRequest(
            method: "POST",
            path: "/webhooks/whatsapp",
            headers: [(MetaSignature.header, MetaSignature.sign(body, secret: secret))],
            body: body
        )
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 || scalar == "\"" || scalar == "\\" {
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
