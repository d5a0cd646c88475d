import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// What nobody can vouch for is told to staff once, and never sent again unmarked.
@Suite struct UnknownDeliveryTests {
    private func unknown(_ hotel: Hotel, _ guest: Guest, settleTime: Duration = .zero) async throws -> ClaimedDelivery {
        let delivery = try await hotel.answeredAndClaimed(guest, "At seven.")
        let unknown = delivery.came(to: .unknown(detail: "no answer"))
        let commit = try await hotel.deliveries.finish([unknown], node: "n", settleTime: settleTime).first
        #expect(commit?.state == .unknown)
        return delivery
    }

    private func settle(_ hotel: Hotel, _ policy: UnknownPolicy) async throws -> Int {
        try await hotel.deliveries.settleUnknown(policy: policy, mark: "(Perhaps again) ", limit: 100).count
    }

    @Test func `Until its time is up a late receipt may settle it, and nobody is told`() async throws {
        try await Hotel.withOne { hotel in
            let delivery = try await unknown(hotel, Guest(1), settleTime: .seconds(120))
            #expect(try await settle(hotel, .notify) == 0)
            let late = DeliveryReceipt(
                provider: "whatsapp",
                endpointAddress: "1",
                providerMessageID: "wamid.late",
                deliveryID: delivery.id,
                state: .sent
            )
            #expect(try await hotel.receipts.merge([(hotel.endpoint, late)]).first?.isChange == true)
            try await hotel.letTimePass()
            #expect(try await settle(hotel, .notify) == 0)
            #expect(try await hotel.value("SELECT count(*) FROM notifications", as: Int.self) == 0)
            try await expectSound(hotel)
        }
    }

    @Test func `Then staff are told, once`() async throws {
        try await Hotel.withOne { hotel in
            _ = try await unknown(hotel, Guest(1))
            #expect(try await settle(hotel, .notify) == 1)
            #expect(try await settle(hotel, .notify) == 0)
            #expect(try await hotel.value("SELECT kind FROM notifications") == "delivery.unknown")
            #expect(try await hotel.value("SELECT count(*) FROM deliveries", as: Int.self) == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `Under the other policy the words go out once more, marked, and not a third time`() async throws {
        try await Hotel.withOne { hotel in
            let first = try await unknown(hotel, Guest(1))
            #expect(try await settle(hotel, .resendMarked) == 1)
            let again = try #require(try await hotel.claimDeliveries().first)
            #expect(again.text == "(Perhaps again) At seven.")
            #expect(try await hotel.value("SELECT resend_of FROM deliveries WHERE id = \(again.id)") == first.id)
            try await expectSound(hotel)
            let unknown = again.came(to: .unknown(detail: "no answer"))
            _ = try await hotel.deliveries.finish([unknown], node: "n", settleTime: .zero)
            #expect(try await settle(hotel, .resendMarked) == 1)
            #expect(try await hotel.claimDeliveries().isEmpty)
            #expect(try await hotel.value("SELECT count(*) FROM notifications", as: Int.self) == 2)
            try await expectSound(hotel)
        }
    }

    @Test(
        arguments: [
            // Two units each where providers count, one each in the database.
            (String(repeating: "😀", count: 2040), 1), (String(repeating: "😀", count: 2041), 2),
            (String(repeating: "a", count: 4080), 1), (String(repeating: "a", count: 4081), 2),
        ]
    )
    func `Words that leave the mark no room come behind it, each as a message that the channel takes`(
        words: String,
        count: Int
    ) async throws {
        try await Hotel.withOne { hotel in
            let first = try await hotel.answeredAndClaimed(Guest(1), words)
            let unknown = first.came(to: .unknown(detail: "no answer"))
            _ = try await hotel.deliveries.finish([unknown], node: "n", settleTime: .zero)
            #expect(try await settle(hotel, .resendMarked) == 1)
            var sent: [String] = []
            while let next = try await hotel.claimDeliveries().first {
                #expect(ChannelKind.whatsapp.takesWhole(next.text))
                sent.append(next.text)
                let lost = next.came(to: .unknown(detail: "no answer"))
                _ = try await hotel.deliveries.finish([lost], node: "n", settleTime: .zero)
            }
            #expect(sent == (count == 1 ? ["(Perhaps again) " + words] : ["(Perhaps again)", words]))
            // Neither is sent a third time.
            #expect(try await settle(hotel, .resendMarked) == count)
            #expect(try await hotel.claimDeliveries().isEmpty)
            try await expectSound(hotel)
        }
    }

    @Test func `The AI's words are not sent again when people have taken over`() async throws {
        try await Hotel.withOne { hotel in
            let first = try await unknown(hotel, Guest(1))
            _ = try await hotel.takeover.escalate(first.conversation)
            #expect(try await settle(hotel, .resendMarked) == 1)
            #expect(try await hotel.claimDeliveries().isEmpty)
            try await expectSound(hotel)
        }
    }

    @Test func `Several of one lane and many nodes at once settle each once, in order`() async throws {
        try await Hotel.withOne(connections: 4) { hotel in
            for number in 0..<5 { _ = try await unknown(hotel, Guest(number % 2)) }
            let settled = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await settle(hotel, .resendMarked) } }
                return try await group.reduce(0, +)
            }
            #expect(settled == 5)
            #expect(
                try await hotel.value("SELECT count(*) FROM deliveries WHERE resend_of IS NOT NULL", as: Int.self) == 5
            )
            try await expectSound(hotel)
        }
    }
}
