extension DeliveryState {
    /// Whether a provider can report it: sent, delivered, read or failed.
    package var isReceipt: Bool {
        switch self {
        case .sent, .delivered, .read, .failed: true
        case .queued, .sending, .unknown, .suppressed: false
        }
    }

    /// How much it tells about a message: a receipt moves a delivery only to a state of higher rank.
    ///
    /// One order for all states is what makes merging independent of the order of arrival. Any receipt proves that the
    /// provider had the message, so each outranks `unknown` and even `suppressed`; what the guest's own device
    /// confirmed outranks `failed`. SQL merges by the same numbers.
    package var rank: Int {
        switch self {
        case .queued: 0
        case .suppressed: 1
        case .sending: 2
        case .unknown: 3
        case .sent: 4
        case .failed: 5
        case .delivered: 6
        case .read: 7
        }
    }

    /// The state after a receipt: the same whatever the order and number of receipts.
    ///
    /// - Parameter receipt: what the provider reported; anything it cannot report is ignored.
    package func merged(with receipt: DeliveryState) -> DeliveryState {
        receipt.isReceipt && receipt.rank > rank ? receipt : self
    }
}
