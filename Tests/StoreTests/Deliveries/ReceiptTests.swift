import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Receipts move a delivery up, never down, in whatever order they come.
@Suite struct ReceiptTests {
    private func receipt(
        _ state: DeliveryState,
        of id: String,
        delivery: DeliveryID? = nil,
        code: String? = nil
    ) -> DeliveryReceipt {
        DeliveryReceipt(
            provider: "whatsapp",
            endpointAddress: "1",
            providerMessageID: id,
            deliveryID: delivery,
            state: state,
            occurredAt: Date(),
            errorCode: code,
            errorTitle: code.map { "Title of \($0)" }
        )
    }

    private func sent(_ hotel: Hotel, _ guest: Guest, as id: String) async throws -> ClaimedDelivery {
        let delivery = try await hotel.answeredAndClaimed(guest)
        _ = try await hotel.deliveries.finish([delivery.accepted(id)], node: "n", settleTime: .seconds(1))
        return delivery
    }

    private func permutations<Element>(_ all: [Element]) -> [[Element]] {
        guard !all.isEmpty else { return [[]] }
        return all.indices.flatMap { index in
            var rest = all
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }

    @Test func `Every order of every receipt comes to what the rule says, one by one and in one batch`() async throws {
        try await Hotel.withOne { hotel in
            let all = permutations([DeliveryState.sent, .delivered, .read, .failed])
            for (number, order) in all.enumerated() {
                for isBatch in [false, true] {
                    let id = "wamid.\(number).\(isBatch)"
                    let delivery = try await sent(hotel, Guest(number), as: id)
                    var expected = DeliveryState.sent
                    let reports = order.map { (endpoint: hotel.endpoint, receipt: receipt($0, of: id)) }
                    if isBatch { _ = try await hotel.receipts.merge(reports) }
                    for report in reports {
                        let before = expected
                        expected = expected.merged(with: report.receipt.state)
                        guard !isBatch else { continue }
                        let merge = try await hotel.receipts.merge([report]).first
                        #expect(merge == ReceiptStore.Merge(delivery: delivery.id, isChange: expected != before))
                        let state: String = try await hotel.value(
                            "SELECT state FROM deliveries WHERE id = \(delivery.id)"
                        )
                        #expect(state == expected.rawValue)
                    }
                    let state: String = try await hotel.value("SELECT state FROM deliveries WHERE id = \(delivery.id)")
                    #expect(state == expected.rawValue)
                }
            }
            try await expectSound(hotel)
        }
    }

    @Test(arguments: DeliveryState.allCases, DeliveryState.allCases)
    func `Each state meets each report as the rule says`(_ from: DeliveryState, _ reported: DeliveryState) async throws
    {
        try await Hotel.withOne(connections: 1) { hotel in
            let delivery = try await sent(hotel, Guest(1), as: "wamid.1")
            try await hotel.run(
                """
                UPDATE deliveries SET state = \(from.rawValue),
                    lease_token = CASE WHEN \(from.rawValue) = 'sending' THEN gen_random_uuid() END
                """
            )
            if from == .sending {
                try await hotel.run(
                    "UPDATE conversations SET sending_delivery_id = \(delivery.id), delivery_due_at = now()"
                )
            }
            if from == .queued { try await hotel.run("UPDATE conversations SET delivery_due_at = now()") }
            let expected = from.merged(with: reported)
            let merge = try await hotel.receipts.merge([(hotel.endpoint, receipt(reported, of: "wamid.1"))]).first
            #expect(merge?.isChange == (expected != from))
            #expect(try await hotel.value("SELECT state FROM deliveries") == expected.rawValue)
            try await expectSound(hotel)
        }
    }

    @Test func `A receipt that overtakes the provider's own answer is found by our id and frees the lane`() async throws
    {
        try await Hotel.withOne { hotel in
            let delivery = try await hotel.answeredAndClaimed(Guest(1))
            let early = receipt(.delivered, of: "wamid.1", delivery: delivery.id)
            #expect(try await hotel.receipts.merge([(hotel.endpoint, early)]).first?.isChange == true)
            try await expectSound(hotel)
            let commit = try await hotel.deliveries.finish(
                [delivery.accepted("wamid.1")],
                node: "n",
                settleTime: .seconds(1)
            )
            #expect(commit.first?.state == .delivered)
            let late = try await hotel.receipts.merge([(hotel.endpoint, receipt(.read, of: "wamid.1"))])
            #expect(late.first?.delivery == delivery.id)
            try await expectSound(hotel)
        }
    }

    @Test func `An id echoed that is not ours does not hide the provider's`() async throws {
        try await Hotel.withOne { hotel in
            let delivery = try await sent(hotel, Guest(1), as: "wamid.1")
            let stranger = receipt(.read, of: "wamid.1", delivery: DeliveryID(UUID.version7()))
            #expect(try await hotel.receipts.merge([(hotel.endpoint, stranger)]).first?.delivery == delivery.id)
        }
    }

    @Test func `A receipt for what nobody sent, or through another endpoint, changes nothing`() async throws {
        try await Hotel.withOne { hotel in
            let other = try await hotel.byEndpoint("2")
            let delivery = try await sent(hotel, Guest(1), as: "wamid.1")
            let merges = try await hotel.receipts.merge([
                (hotel.endpoint, receipt(.read, of: "wamid.2")),
                (other.endpoint, receipt(.read, of: "wamid.1")),
                (other.endpoint, receipt(.read, of: "x", delivery: delivery.id)),
            ])
            #expect(merges == [ReceiptStore.Merge](repeating: .init(delivery: nil, isChange: false), count: 3))
            #expect(try await hotel.value("SELECT state FROM deliveries") == "sent")
        }
    }

    @Test func `A reported failure tells staff once, with the provider's code`() async throws {
        try await Hotel.withOne { hotel in
            _ = try await sent(hotel, Guest(1), as: "wamid.1")
            let failed = receipt(.failed, of: "wamid.1", code: "131047")
            for _ in 0..<3 { _ = try await hotel.receipts.merge([(hotel.endpoint, failed), (hotel.endpoint, failed)]) }
            #expect(try await hotel.value("SELECT count(*) FROM notifications", as: Int.self) == 1)
            #expect(try await hotel.value("SELECT error_code FROM deliveries") == "131047")
            try await expectSound(hotel)
        }
    }

    @Test func `A receipt in the instant its delivery is finished is not lost, whichever comes first`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                let meeting = Rendezvous(watcher: connections[2])
                for round in 0..<200 {
                    let delivery = try await hotel.answeredAndClaimed(Guest(round))
                    let early = receipt(.delivered, of: "wamid.\(round)", delivery: delivery.id)
                    let merge: @Sendable (PostgresConnection) async throws -> Void = {
                        let merges = try await ReceiptStore($0).merge([(hotel.endpoint, early)])
                        #expect(merges.first?.isChange == true)
                    }
                    let finish: @Sendable (PostgresConnection) async throws -> Void = {
                        _ = try await DeliveryStore($0).finish(
                            [delivery.accepted("wamid.\(round)")],
                            node: "n",
                            settleTime: .seconds(1)
                        )
                    }
                    // A merge gives up after 200 ms of waiting; a finish waits.
                    _ = try await meeting.meet(connections[0], opening: merge, blocked: connections[1], second: finish)
                }
                #expect(
                    try await hotel.value("SELECT count(*) FROM deliveries WHERE state = 'delivered'", as: Int.self)
                        == 200
                )
                try await expectSound(hotel)
            }
        }
    }

    @Test func `Receipts of many lanes in any order get through`() async throws {
        try await Hotel.withOne(connections: 6) { hotel in
            for number in 0..<20 { _ = try await sent(hotel, Guest(number), as: "wamid.\(number)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for batch in 0..<30 {
                    group.addTask {
                        var random = SeededGenerator(seed: UInt64(batch))
                        let reports = (0..<20).shuffled(using: &random).map {
                            (
                                endpoint: hotel.endpoint,
                                receipt: receipt(batch % 2 == 0 ? .delivered : .read, of: "wamid.\($0)")
                            )
                        }
                        for attempt in 0... {
                            do {
                                _ = try await hotel.receipts.merge(reports)
                                return
                            } catch let error as PostgresError where error.isRetryable && attempt < 100 {
                                continue
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await hotel.value("SELECT count(*) FROM deliveries WHERE state = 'read'", as: Int.self) == 20)
            try await expectSound(hotel)
        }
    }
}
