/// One message on its way out, with all a channel needs to send it.
package struct OutboundMessage: Sendable, Hashable {
    /// Our id of this delivery, given to the provider wherever it echoes one, to settle unknown outcomes.
    package var deliveryID: DeliveryID
    /// The hotel's end: a WhatsApp phone-number id, an SMS number.
    package var endpointAddress: String
    /// The guest's end.
    package var recipient: GuestIdentity
    /// The words.
    package var text: String
    /// How guests reach the endpoint; nil takes the channel's own kind.
    package var channel: ChannelKind?

    /// Names every part.
    package init(
        deliveryID: DeliveryID,
        endpointAddress: String,
        recipient: GuestIdentity,
        text: String,
        channel: ChannelKind? = nil
    ) {
        self.channel = channel
        self.deliveryID = deliveryID
        self.endpointAddress = endpointAddress
        self.recipient = recipient
        self.text = text
    }
}

/// What came of handing a message to a provider.
package enum SendOutcome: Sendable, Hashable {
    /// The provider took it, under this id of its own.
    case accepted(providerMessageID: String)
    /// It was refused for now.
    case refused(SendFailure)
    /// Nobody can say whether it was taken: the request left, no answer came back. Never sent again blindly.
    case unknown(detail: String)
}

/// A refusal by a provider, classified.
package struct SendFailure: Sendable, Hashable, Error {
    /// What a refusal means for the next step.
    package enum Class: String, Sendable, Codable, CaseIterable {
        /// Try again with backoff.
        case transient
        /// The endpoint is sending too fast: slow all of it down.
        case throttledEndpoint = "throttled_endpoint"
        /// This recipient gets too many: hold only this lane.
        case throttledRecipient = "throttled_recipient"
        /// The free-form window is closed.
        case windowClosed = "window_closed"
        /// This recipient cannot be reached here.
        case recipient
        /// The content is at fault.
        case content
        /// Our account, token or number is at fault: everything on the endpoint is stuck.
        case account
        /// Something else that will not get better by trying again.
        case permanent
    }

    /// What it means.
    package var `class`: Class
    /// The provider's code, `http_500` where it gave none.
    package var code: String
    /// The provider's words, never shown to guests.
    package var detail: String
    /// How long the provider asked us to wait.
    package var retryAfter: Duration?

    /// Names every part.
    package init(class: Class, code: String, detail: String, retryAfter: Duration? = nil) {
        self.class = `class`
        self.code = code
        self.detail = detail
        self.retryAfter = retryAfter
    }
}
