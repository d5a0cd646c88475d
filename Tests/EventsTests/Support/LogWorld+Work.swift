import Domain
import Events
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Real work at the hotel, and what the log tells of it.
extension LogWorld {
    /// Everything the log tells of what the body does.
    func told(of body: () async throws -> Void) async throws -> [PublishedEvent] {
        let start = try await store().position()
        try await body()
        return try await all(after: start)
    }

    /// Somebody of the staff.
    func colleague(_ name: String) -> Principal {
        Principal(
            identity: .staff(StaffID(UUID.version7()), session: SessionID(UUID.version7()), generation: 1),
            property: hotel.property,
            permissions: StaffRole.agent.permissions,
            role: .agent,
            name: name
        )
    }

    /// A service of the hotel, which has a name and is nobody.
    func service(_ name: String) -> Principal {
        Principal(
            identity: .service(APIKeyID(UUID.version7())),
            property: hotel.property,
            permissions: StaffRole.agent.permissions,
            role: nil,
            name: name
        )
    }

    /// Somebody takes the conversation over and says something, after a line of the system.
    func takeOver(_ lane: ConversationID, by principal: Principal, saying words: String, assigning: Bool = true)
        async throws
    {
        var change = LaneChange(by: principal)
        change.to = .escalated
        change.trigger = .staffMessage
        change.reason = "knows the guest"
        change.escalationReason = .staff
        change.raisesOwnerEpoch = true
        change.raisesVersion = true
        change.silencesAI = true
        change.departmentId = try await department("housekeeping")
        change.priority = .high
        if assigning { change.assign(principal.staff, name: principal.name) }
        change.words = [LaneChange.Word("One moment.", by: .system), LaneChange.Word(words, by: .staff)]
        try await apply(change, to: lane)
    }

    /// Writes a change as people's routes do.
    func apply(_ change: LaneChange, to lane: ConversationID) async throws {
        try await database.change(at: hotel.property) { scope in
            _ = try #require(try await LaneStore(scope).hold(lane))
            try await LaneStore(scope).apply(change, to: lane)
        }
    }

    func department(_ code: String) async throws -> DepartmentID {
        try await hotel.value(
            "SELECT id FROM departments WHERE property_id = \(hotel.property) AND code = \(code)"
        )
    }

    /// Brings the newest message of a conversation, which is queued, as far as a state by the way that leads there.
    func deliver(_ lane: ConversationID, until state: DeliveryState) async throws {
        switch state {
        case .queued: return
        case .suppressed:
            var change = LaneChange(by: colleague("Grace Hopper"))
            change.to = .escalated
            change.trigger = .escalate
            change.raisesOwnerEpoch = true
            change.raisesVersion = true
            change.silencesAI = true
            return try await apply(change, to: lane)
        default: break
        }
        // One after the other, as a lane hands its messages over.
        var claimed: ClaimedDelivery?
        while let next = try await hotel.claimDeliveries().first {
            claimed = next
            let queued = try await hotel.value(
                "SELECT count(*) FROM deliveries WHERE conversation_id = \(lane) AND is_queued",
                as: Int.self
            )
            if queued == 0 { break }
            _ = try await finish(next.accepted())
        }
        let delivery = try #require(claimed)
        switch state {
        case .sending: return
        case .failed: return try await finish(delivery.failed())
        case .unknown: return try await finish(delivery.came(to: .unknown(detail: "nobody answered")))
        default: break
        }
        try await finish(delivery.accepted("wamid.\(delivery.id)"))
        guard state != .sent else { return }
        let receipt = DeliveryReceipt(
            provider: "whatsapp",
            endpointAddress: "1",
            providerMessageID: "wamid.\(delivery.id)",
            state: state == .read ? .read : .delivered
        )
        _ = try await hotel.receipts.merge([(hotel.endpoint, receipt)])
    }

    private func finish(_ delivery: FinishedDelivery) async throws {
        _ = try await hotel.deliveries.finish([delivery], node: "n", settleTime: .seconds(120))
    }
}
