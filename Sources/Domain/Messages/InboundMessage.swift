package import Foundation

/// One guest message as a channel parsed it: normalised, verified, not yet stored.
package struct InboundMessage: Sendable, Hashable {
    /// The endpoint's provider, for example `whatsapp`; with ``endpointAddress`` it names one endpoint.
    package var provider: String
    /// The provider's name for the hotel's end: a WhatsApp phone-number id, an SMS number, a mailbox, a chat key.
    package var endpointAddress: String
    /// Every identity the provider vouches for, the one to answer to first. Never empty.
    package var senders: [GuestIdentity]
    /// The guest's own name for themselves, as shown by the provider.
    package var senderName: String?
    /// The provider's id of the message, unique per endpoint. When nil, a key is derived from the content.
    package var providerMessageID: String?
    /// What it carried.
    package var kind: ContentKind
    /// The words: text, a caption, a button's title. Empty when it carried none.
    package var text: String
    /// When the guest sent it, by the provider's clock.
    package var sentAt: Date?
    /// The provider's own object for this message, as JSON text.
    package var raw: String
    /// What it was sent through, where an endpoint stands for whatever a service speaks; nil for the endpoint's own.
    package var channel: ChannelKind?
    /// Whether ``raw`` is kept beside a message of mere text as well.
    package var keepsRaw = false

    /// Names every part.
    package init(
        provider: String,
        endpointAddress: String,
        senders: [GuestIdentity],
        senderName: String? = nil,
        providerMessageID: String?,
        kind: ContentKind = .text,
        text: String,
        sentAt: Date? = nil,
        raw: String = "{}"
    ) {
        self.provider = provider
        self.endpointAddress = endpointAddress
        self.senders = senders
        self.senderName = senderName
        self.providerMessageID = providerMessageID
        self.kind = kind
        self.text = text
        self.sentAt = sentAt
        self.raw = raw
    }
}

/// One of the names a guest is known by.
package struct GuestIdentity: Sendable, Hashable, Codable {
    /// What sort of name it is; with the property and the value it is unique.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case phone
        case whatsappUser = "whatsapp_user"
        case email
        case webSession = "web_session"
        case external
    }

    /// What sort of name it is.
    package var kind: Kind
    /// The normalised value, for example `+15005550006`.
    package var value: String

    /// Wraps a value that is already normalised.
    package init(kind: Kind, value: String) {
        self.kind = kind
        self.value = value
    }
}
