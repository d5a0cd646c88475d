package import Foundation

/// What a provider reported about a message we sent.
package struct DeliveryReceipt: Sendable, Hashable {
    /// The endpoint's provider and the hotel's end there, as in ``InboundMessage``.
    package var provider: String
    package var endpointAddress: String
    /// The provider's id of the message.
    package var providerMessageID: String
    /// Our delivery, when the provider echoed our id.
    package var deliveryID: DeliveryID?
    /// The state reported: sent, delivered, read or failed.
    package var state: DeliveryState
    /// When, by the provider's clock.
    package var occurredAt: Date?
    /// The provider's error code and title, when it failed.
    package var errorCode: String?
    package var errorTitle: String?
    /// The provider's own object for this status, as JSON text.
    package var raw: String

    /// Names every part.
    package init(
        provider: String,
        endpointAddress: String,
        providerMessageID: String,
        deliveryID: DeliveryID? = nil,
        state: DeliveryState,
        occurredAt: Date? = nil,
        errorCode: String? = nil,
        errorTitle: String? = nil,
        raw: String = "{}"
    ) {
        self.provider = provider
        self.endpointAddress = endpointAddress
        self.providerMessageID = providerMessageID
        self.deliveryID = deliveryID
        self.state = state
        self.occurredAt = occurredAt
        self.errorCode = errorCode
        self.errorTitle = errorTitle
        self.raw = raw
    }
}
