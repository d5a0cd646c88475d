package import Domain

/// What one delivery of a provider held. Nothing in it was dropped unseen: what is neither a message nor a receipt
/// is quarantined, noticed or counted.
package struct ParsedWebhook: Sendable, Hashable {
    /// The guests' messages, in the order delivered.
    package var messages: [InboundMessage] = []
    /// What became of messages we sent, in the order delivered.
    package var receipts: [DeliveryReceipt] = []
    /// What could not be read, to be stored and looked at.
    package var quarantined: [QuarantinedItem] = []
    /// What the provider says about the endpoint itself.
    package var notices: [ProviderNotice] = []
    /// What was left aside on purpose, counted by its provider's name, for example `smb_message_echoes`.
    package var skipped: [String: Int] = [:]

    /// Nothing yet.
    package init() {}

    /// Every endpoint address that anything in here speaks for. The caller checks each against the secret that signed.
    package var endpointAddresses: Set<String> {
        var all = Set(messages.map(\.endpointAddress))
        all.formUnion(receipts.map(\.endpointAddress))
        all.formUnion(quarantined.compactMap(\.endpointAddress))
        all.formUnion(notices.map(\.endpointAddress))
        return all
    }

    /// Moves everything that speaks for other endpoints than these into quarantine.
    ///
    /// With the addresses whose own secret signed the delivery, this is what keeps one hotel's app from forging
    /// messages for another's number. Items without an address stay as they are: they are in quarantine already.
    package mutating func keepOnly(_ addresses: Set<String>, reason: String) {
        let strangers =
            messages.map { ($0.endpointAddress, $0.raw) } + receipts.map { ($0.endpointAddress, $0.raw) }
            + notices.map { ($0.endpointAddress, $0.raw) }
        for (address, raw) in strangers where !addresses.contains(address) {
            quarantined.append(QuarantinedItem(reason: reason, raw: raw, endpointAddress: address))
        }
        messages.removeAll { !addresses.contains($0.endpointAddress) }
        receipts.removeAll { !addresses.contains($0.endpointAddress) }
        notices.removeAll { !addresses.contains($0.endpointAddress) }
    }
}

/// One item of a delivery that could not be read.
package struct QuarantinedItem: Sendable, Hashable {
    /// What is wrong with it, for an engineer.
    package var reason: String
    /// The item as JSON text, byte for byte as delivered where its bytes are UTF-8.
    package var raw: String
    /// The endpoint it was for, when that much could be read.
    package var endpointAddress: String?

    /// Names every part.
    package init(reason: String, raw: String, endpointAddress: String? = nil) {
        self.reason = reason
        self.raw = raw
        self.endpointAddress = endpointAddress
    }
}

/// A provider's word about an endpoint rather than about a message.
package struct ProviderNotice: Sendable, Hashable {
    /// The endpoint it is about.
    package var endpointAddress: String
    /// The provider's code, empty when it gave none.
    package var code: String
    /// The provider's words.
    package var title: String
    /// The notice as JSON text.
    package var raw: String

    /// Names every part.
    package init(endpointAddress: String, code: String, title: String, raw: String) {
        self.endpointAddress = endpointAddress
        self.code = code
        self.title = title
        self.raw = raw
    }
}
