/// What a provider can do and how fast, as data. What holds for every channel of a kind is with `ChannelKind`.
package struct ChannelCapabilities: Sendable, Hashable {
    /// Whether the provider reports that a message reached the guest's device.
    package var reportsDelivered: Bool
    /// Whether the provider reports that a guest read a message.
    package var reportsRead: Bool
    /// Whether status reports carry our delivery id, so that an unknown outcome settles itself.
    package var echoesDeliveryID: Bool
    /// Whether the provider delivers a webhook again when we did not answer 2xx.
    package var retriesWebhooks: Bool
    /// How many messages per second one endpoint may send before the provider objects.
    package var endpointRate: Double
    /// The least time between two messages to one recipient, sustained.
    package var recipientSpacing: Duration
    /// Whether an endpoint cannot send without credentials.
    package var needsCredentials: Bool
    /// Whether the receiver knows a delivery by our id and takes it once, however often it is handed over. A hand-over
    /// that nobody answered is then simply tried again.
    package var takesDeliveriesOnce: Bool

    /// Names every part.
    package init(
        reportsDelivered: Bool,
        reportsRead: Bool,
        echoesDeliveryID: Bool,
        retriesWebhooks: Bool,
        endpointRate: Double,
        recipientSpacing: Duration,
        needsCredentials: Bool = true,
        takesDeliveriesOnce: Bool = false
    ) {
        self.reportsDelivered = reportsDelivered
        self.reportsRead = reportsRead
        self.echoesDeliveryID = echoesDeliveryID
        self.retriesWebhooks = retriesWebhooks
        self.endpointRate = endpointRate
        self.recipientSpacing = recipientSpacing
        self.needsCredentials = needsCredentials
        self.takesDeliveriesOnce = takesDeliveriesOnce
    }
}
