/// What can happen to a delivery.
package enum DeliveryTrigger: Sendable, Hashable {
    /// An executor took it to send it.
    case claim
    /// The AI lost the next word before it was sent.
    case suppress
    /// The provider took the message.
    case accepted
    /// The provider refused it for now; it waits for another attempt.
    case refusedForNow
    /// It will not be tried again.
    case gaveUp
    /// The request left and no answer came.
    case outcomeUnknown
    /// Its executor's lease ran out while sending: nobody can say whether the request left.
    case leaseExpired
    /// Its executor stops in good order and has not sent a byte of it.
    case handBack
    /// The provider reported a state.
    case receipt(DeliveryState)

    /// Its stable name.
    package var name: String {
        switch self {
        case .claim: "claim"
        case .suppress: "suppress"
        case .accepted: "accepted"
        case .refusedForNow: "refused_for_now"
        case .gaveUp: "gave_up"
        case .outcomeUnknown: "outcome_unknown"
        case .leaseExpired: "lease_expired"
        case .handBack: "hand_back"
        case .receipt(let state): "receipt(\(state.rawValue))"
        }
    }
}

extension DeliveryTrigger: CaseIterable {
    /// Every trigger, a receipt once for each state a provider can report.
    package static let allCases: [DeliveryTrigger] =
        [
            .claim, .suppress, .accepted, .refusedForNow, .gaveUp, .outcomeUnknown, .leaseExpired, .handBack,
        ] + DeliveryState.allCases.filter(\.isReceipt).map { .receipt($0) }
}

/// A trigger that makes no sense where the delivery stands.
package struct InvalidDeliveryTransition: Error, Sendable, Hashable {
    /// Where the delivery stands.
    package let from: DeliveryState
    /// What was tried.
    package let trigger: DeliveryTrigger

    /// The stable code: `delivery_` and the state that forbids it.
    package var code: String { "delivery_" + from.rawValue }
}

/// The delivery's state machine: never sent twice, and never said to have come less far than is known.
package enum DeliveryMachine {
    /// Where a delivery stands after a trigger.
    ///
    /// A receipt may overtake the answer to the request that sent the message. Therefore what an executor learned
    /// never takes back what a receipt has proved, and nothing leads from `unknown` back to `queued`.
    ///
    /// - Throws: ``InvalidDeliveryTransition`` when the trigger makes no sense there.
    package static func transition(
        from state: DeliveryState,
        on trigger: DeliveryTrigger
    ) throws(InvalidDeliveryTransition) -> DeliveryState {
        switch (trigger, state) {
        case (.receipt(let reported), _):
            return state.merged(with: reported)
        case (.accepted, _):
            return state.merged(with: .sent)
        case (.claim, .queued):
            return .sending
        case (.suppress, .queued), (.suppress, .suppressed):
            return .suppressed
        case (.refusedForNow, .sending), (.handBack, .sending):
            return .queued
        case (.refusedForNow, .unknown):
            return .unknown
        case (.gaveUp, .queued), (.gaveUp, .sending), (.gaveUp, .unknown):
            return .failed
        case (.outcomeUnknown, .sending), (.leaseExpired, .sending), (.outcomeUnknown, .unknown):
            return .unknown
        case (.refusedForNow, .sent), (.refusedForNow, .delivered), (.refusedForNow, .read), (.refusedForNow, .failed),
            (.gaveUp, .sent), (.gaveUp, .delivered), (.gaveUp, .read), (.gaveUp, .failed),
            (.outcomeUnknown, .sent), (.outcomeUnknown, .delivered), (.outcomeUnknown, .read),
            (.outcomeUnknown, .failed):
            return state
        case (.claim, _), (.suppress, _), (.refusedForNow, _), (.gaveUp, _), (.outcomeUnknown, _), (.leaseExpired, _),
            (.handBack, _):
            throw InvalidDeliveryTransition(from: state, trigger: trigger)
        }
    }
}
