package import Domain
package import Foundation

/// A delivery leased to this node.
package struct ClaimedDelivery: Sendable {
    package let id: DeliveryID
    /// What finishing it must show.
    package let lease: UUID
    /// How often it was handed over, this time included.
    package let attempt: Int
    package let property: PropertyID
    package let conversation: ConversationID
    package let endpoint: EndpointID
    package let provider: String
    package let endpointAddress: String
    package let endpointGeneration: Int
    package let recipient: GuestIdentity
    package let text: String
    package let author: Author
    /// Until when free-form words may be sent; nil when the channel has no such window.
    package let windowExpiresAt: Date?
    /// Whether its recipient wants no more messages here.
    package let hasOptedOut: Bool
    /// Whether its guest is in danger.
    package let isInDanger: Bool
    /// How long ago it was queued.
    package let age: Duration
}

/// What came of one hand-over, as its holder reports it.
package struct FinishedDelivery: Sendable {
    /// What came of it.
    package enum Outcome: Sendable, Hashable {
        case accepted(providerMessageID: String)
        /// Refused for now: again after that long; the whole endpoint rests for `pause` when the refusal was about it.
        case retry(SendFailure, after: Duration, pause: Duration?)
        /// Refused for good; `pause` as above.
        case failed(SendFailure, pause: Duration?)
        case unknown(detail: String)
    }

    package var delivery: DeliveryID
    package var lease: UUID
    package var outcome: Outcome

    /// Names every part.
    package init(delivery: DeliveryID, lease: UUID, outcome: Outcome) {
        self.delivery = delivery
        self.lease = lease
        self.outcome = outcome
    }
}

/// Where a delivery stands after what was reported.
package struct DeliveryCommit: Sendable, Hashable {
    package let state: DeliveryState
    /// How long until the lane's next delivery is due; nil when there is none.
    package let wait: Duration?
}

/// What is done with a delivery that nobody can vouch for, when its time is up.
package enum UnknownPolicy: String, Sendable, CaseIterable {
    /// Tell staff; send nothing.
    case notify
    /// Tell staff, and send the words again, marked as a possible repeat.
    case resendMarked
}
