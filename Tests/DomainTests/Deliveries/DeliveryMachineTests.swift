import Domain
import Testing

/// Every state × trigger.
@Suite struct DeliveryMachineTests {
    /// The whole table, written out by hand: `.` stays, `-` is refused.
    private static let table = """
        trigger             queued      sending    sent       delivered  read  failed     unknown    suppressed
        claim               sending     -          -          -          -     -          -          -
        suppress            suppressed  -          -          -          -     -          -          .
        accepted            sent        sent       .          .          .     .          sent       sent
        refused_for_now     -           queued     .          .          .     .          .          -
        gave_up             failed      failed     .          .          .     .          failed     -
        outcome_unknown     -           unknown    .          .          .     .          .          -
        lease_expired       -           unknown    -          -          -     -          -          -
        hand_back           -           queued     -          -          -     -          -          -
        receipt(sent)       sent        sent       .          .          .     .          sent       sent
        receipt(delivered)  delivered   delivered  delivered  .          .     delivered  delivered  delivered
        receipt(read)       read        read       read       read       .     read       read       read
        receipt(failed)     failed      failed     failed     .          .     .          failed     failed
        """

    @Test func `each cell of state and trigger does what the table says`() throws {
        let rows = Self.table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows[0].dropFirst().map(\.self) == DeliveryState.allCases.map(\.rawValue))
        #expect(rows.dropFirst().map { $0[0] } == DeliveryTrigger.allCases.map(\.name))
        for (row, trigger) in zip(rows.dropFirst(), DeliveryTrigger.allCases) {
            for (expected, state) in zip(row.dropFirst(), DeliveryState.allCases) {
                let to = try? DeliveryMachine.transition(from: state, on: trigger)
                let outcome = to.map { $0 == state ? "." : $0.rawValue } ?? "-"
                #expect(outcome == expected, "\(state) × \(trigger.name)")
            }
        }
    }

    @Test func `nothing leads back to queued once the request may have left`() {
        for state in DeliveryState.allCases where state != .queued && state != .sending {
            for trigger in DeliveryTrigger.allCases {
                #expect((try? DeliveryMachine.transition(from: state, on: trigger)) != .queued)
            }
        }
        #expect((try? DeliveryMachine.transition(from: .sending, on: .leaseExpired)) == .unknown)
    }

    @Test func `a refusal says where the delivery stands`() {
        let error = #expect(throws: InvalidDeliveryTransition.self) {
            try DeliveryMachine.transition(from: .suppressed, on: .claim)
        }
        #expect(error?.code == "delivery_suppressed")
    }
}
