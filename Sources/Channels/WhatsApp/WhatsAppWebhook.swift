import Domain
import StrictJSON

/// Reads a delivery of the Cloud API: entries, their changes, and in each the messages, statuses and errors of one
/// number.
struct WhatsAppWebhook {
    let document: JSONDocument
    private(set) var parsed = ParsedWebhook()

    /// Walks the whole of a body.
    static func parse(_ body: [UInt8]) throws(WebhookError) -> ParsedWebhook {
        let document: JSONDocument
        do {
            document = try JSONDocument(body)
        } catch {
            throw .malformed("\(error.reason), at byte \(error.offset)")
        }
        guard document.root.isObject else { throw .malformed("not an object") }
        guard document.root["object"]?.string == "whatsapp_business_account" else {
            throw .unexpected("object is not whatsapp_business_account")
        }
        guard let entries = document.root["entry"]?.array else { throw .malformed("entry is not an array") }
        var webhook = WhatsAppWebhook(document: document)
        for entry in entries { webhook.read(entry: entry) }
        return webhook.parsed
    }

    private mutating func read(entry: JSONValue) {
        guard let changes = entry["changes"]?.array else {
            quarantine(entry, "an entry without changes")
            return
        }
        for change in changes { read(change: change) }
    }

    private mutating func read(change: JSONValue) {
        guard let field = change["field"]?.string else {
            quarantine(change, "a change without a field")
            return
        }
        guard field == "messages" else {
            skip(field)
            return
        }
        guard let value = change["value"], let address = value["metadata"]?["phone_number_id"]?.string, !address.isEmpty
        else {
            quarantine(change, "a change without a phone number id")
            return
        }
        let contacts = WhatsAppContacts(value["contacts"])
        each(value["messages"], in: change, called: "messages", address) {
            (webhook, message) throws(WhatsAppItemError) in
            try webhook.read(message: message, contacts: contacts, address: address)
        }
        each(value["statuses"], in: change, called: "statuses", address) {
            (webhook, status) throws(WhatsAppItemError) in
            try webhook.read(status: status, address: address)
        }
        each(value["errors"], in: change, called: "errors", address) { webhook, error in
            webhook.read(error: error, address: address)
        }
    }

    /// Reads every item of a list on its own: one that cannot be read is set aside, its siblings are read.
    private mutating func each(
        _ list: JSONValue?,
        in change: JSONValue,
        called name: String,
        _ address: String,
        _ read: (inout Self, JSONValue) throws(WhatsAppItemError) -> Void
    ) {
        guard let list else { return }
        guard let items = list.array else {
            quarantine(change, "\(name) is not an array", address)
            return
        }
        for item in items {
            do {
                try read(&self, item)
            } catch {
                quarantine(item, error.reason, address)
            }
        }
    }

    private mutating func read(
        message: JSONValue,
        contacts: WhatsAppContacts,
        address: String
    ) throws(WhatsAppItemError) {
        let item = try WhatsAppMessage(message)
        let contact = contacts.matching(phone: item.from, user: item.fromUser)
        let senders = WhatsAppSenders(
            phone: item.from ?? contact?.phone,
            user: item.fromUser ?? contact?.user
        )
        guard !senders.identities.isEmpty else { throw WhatsAppItemError("a message without a readable sender") }
        parsed.messages.append(
            InboundMessage(
                provider: WhatsApp.provider,
                endpointAddress: address,
                senders: senders.identities,
                senderName: contact?.name,
                providerMessageID: item.id,
                kind: item.kind,
                text: item.text,
                sentAt: item.sentAt,
                raw: document.text(of: message)
            )
        )
    }

    private mutating func read(status: JSONValue, address: String) throws(WhatsAppItemError) {
        let item = try WhatsAppStatus(status)
        parsed.receipts.append(
            DeliveryReceipt(
                provider: WhatsApp.provider,
                endpointAddress: address,
                providerMessageID: item.id,
                deliveryID: item.deliveryID,
                state: item.state,
                occurredAt: item.occurredAt,
                errorCode: item.errorCode,
                errorTitle: item.errorTitle,
                raw: document.text(of: status)
            )
        )
    }

    private mutating func read(error: JSONValue, address: String) {
        parsed.notices.append(
            ProviderNotice(
                endpointAddress: address,
                code: error["code"]?.integer.map(String.init) ?? "",
                title: error["title"]?.string ?? error["message"]?.string ?? "",
                raw: document.text(of: error)
            )
        )
    }

    private mutating func quarantine(_ item: JSONValue, _ reason: String, _ address: String? = nil) {
        parsed.quarantined.append(
            QuarantinedItem(reason: reason, raw: document.text(of: item), endpointAddress: address)
        )
    }

    private mutating func skip(_ field: String) {
        parsed.skipped[field, default: 0] += 1
    }
}

/// Why one item of a delivery cannot be read.
struct WhatsAppItemError: Error {
    var reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
