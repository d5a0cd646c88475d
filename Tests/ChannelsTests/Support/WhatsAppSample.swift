/// Deliveries in the form Meta sends them.
enum WhatsAppSample {
    static let endpoint = "106540352242922"
    static let deliveryID = "018bcfe5-6800-7000-8000-000000000001"

    /// A typical delivery of one text.
    static let oneText = delivery(
        contacts: #"{"profile":{"name":"Sheena Nelson"},"wa_id":"16505551234","user_id":"US.13491208655302741918"}"#,
        messages: text(id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=")
    )

    static let oneMessageAndOneStatus = delivery(messages: text(), statuses: status("delivered"))

    /// Wraps items as one change of one entry.
    static func delivery(
        contacts: String = "",
        messages: String? = nil,
        statuses: String? = nil,
        errors: String? = nil,
        field: String = "messages"
    ) -> String {
        #"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":["#
            + change(contacts: contacts, messages: messages, statuses: statuses, errors: errors, field: field)
            + "]}]}"
    }

    static func change(
        contacts: String = "",
        messages: String? = nil,
        statuses: String? = nil,
        errors: String? = nil,
        field: String = "messages",
        endpoint: String = endpoint
    ) -> String {
        let lists = [("messages", messages), ("statuses", statuses), ("errors", errors)]
            .compactMap { name, items in items.map { #","\#(name)":[\#($0)]"# } }
            .joined()
        return #"{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","#
            + #""phone_number_id":"\#(endpoint)"},"contacts":[\#(contacts)]\#(lists)},"field":"\#(field)"}"#
    }

    static func text(id: String = "wamid.1", from: String = "16505551234", body: String = "Two towels please") -> String
    {
        message(#""type":"text","text":{"body":"\#(body)"}"#, id: id, from: from)
    }

    static func message(_ rest: String, id: String = "wamid.1", from: String = "16505551234") -> String {
        #"{"from":"\#(from)","id":"\#(id)","timestamp":"1749416383",\#(rest)}"#
    }

    static func status(_ word: String, more: String = "") -> String {
        #"{"id":"wamid.out","status":"\#(word)","timestamp":"1750030073","recipient_id":"16505551234","#
            + #""biz_opaque_callback_data":"\#(deliveryID)"\#(more)}"#
    }
}
