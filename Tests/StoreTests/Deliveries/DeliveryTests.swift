import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Words leave in their order, once.
@Suite struct DeliveryTests {
    private func answer(_ hotel: Hotel, _ guest: Guest, _ words: String) async throws {
        try await hotel.receive([guest.writes("Hi", to: hotel)])
        _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered(words) })
    }

    @discardableResult
    private func finish(_ hotel: Hotel, _ deliveries: [FinishedDelivery]) async throws -> [DeliveryCommit] {
        try await hotel.deliveries.finish(deliveries, node: "node-1", settleTime: .seconds(120))
    }

    @Test func `A claimed delivery carries all that sending needs`() async throws {
        try await Hotel.withOne { hotel in
            let delivery = try await hotel.answeredAndClaimed(Guest(1), "Certainly.")
            #expect(delivery.text == "Certainly.")
            #expect(delivery.author == .ai)
            #expect(delivery.attempt == 1)
            #expect(delivery.recipient == Guest(1).identities[0])
            #expect(delivery.provider == "whatsapp")
            #expect(delivery.endpointAddress == "1")
            #expect(delivery.windowExpiresAt != nil)
            #expect(delivery.age >= .zero)
            try await expectSound(hotel)
        }
    }

    @Test func `One at a time within a lane, in order; side by side across lanes`() async throws {
        try await Hotel.withOne { hotel in
            for words in ["A1", "A2", "A3"] { try await answer(hotel, Guest(1), words) }
            try await answer(hotel, Guest(2), "B1")
            var said: [[String]] = []
            for _ in 0..<3 {
                let claimed = try await hotel.claimDeliveries()
                said.append(claimed.map(\.text).sorted())
                #expect(try await hotel.claimDeliveries().isEmpty)
                let commits = try await finish(hotel, claimed.map { $0.accepted() })
                #expect(commits.map(\.state) == claimed.map { _ in .sent })
                try await expectSound(hotel)
            }
            #expect(said == [["A1", "B1"], ["A2"], ["A3"]])
            #expect(try await hotel.claimDeliveries().isEmpty)
        }
    }

    @Test func `Two nodes that claim at once never get the same delivery`() async throws {
        try await Hotel.withOne { hotel in
            for round in 0..<50 {
                try await hotel.receive((0..<8).map { Guest(round * 8 + $0).writes("Hi", to: hotel) })
                _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered("Yes") })
                var all: [ClaimedDelivery] = []
                while all.count < 8 {
                    async let one = hotel.claimDeliveries(limit: 5, perProperty: 5)
                    async let two = hotel.claimDeliveries(limit: 5, perProperty: 5)
                    let claimed = try await one + two
                    if claimed.isEmpty { try #require(all.count == 8) }
                    all += claimed
                }
                #expect(Set(all.map(\.id)).count == 8)
                try await finish(hotel, all.map { $0.accepted() })
            }
            try await expectSound(hotel)
        }
    }

    @Test func `A refusal for now holds the lane's later words, and counts`() async throws {
        try await Hotel.withOne { hotel in
            for words in ["A1", "A2"] { try await answer(hotel, Guest(1), words) }
            let first = try #require(try await hotel.claimDeliveries().first)
            let commit = try #require(try await finish(hotel, [first.refused(retryAfter: .seconds(30))]).first)
            #expect(commit.state == .queued)
            #expect(try #require(commit.wait) > .seconds(29))
            #expect(try await hotel.claimDeliveries().isEmpty)
            try await hotel.letTimePass()
            let again = try #require(try await hotel.claimDeliveries().first)
            #expect(again.id == first.id)
            #expect(again.attempt == 2)
            try await finish(hotel, [again.accepted()])
            #expect(try await hotel.claimDeliveries().map(\.text) == ["A2"])
            try await expectSound(hotel)
        }
    }

    @Test func `A refusal for good tells staff once and frees the lane`() async throws {
        try await Hotel.withOne { hotel in
            for words in ["A1", "A2"] { try await answer(hotel, Guest(1), words) }
            let first = try #require(try await hotel.claimDeliveries().first)
            #expect(try await finish(hotel, [first.failed(.account)]).first?.state == .failed)
            try await finish(hotel, [first.failed(.account)])
            let told: [String] = try await hotel.values("SELECT kind || ' ' || severity FROM notifications")
            #expect(told == ["delivery.failed critical"])
            #expect(try await hotel.claimDeliveries().map(\.text) == ["A2"])
            try await expectSound(hotel)
        }
    }

    @Test func `When a sender's lease runs out its delivery is unknown, never queued, and the lane goes on`()
        async throws
    {
        try await Hotel.withOne { hotel in
            for words in ["A1", "A2"] { try await answer(hotel, Guest(1), words) }
            let lost = try #require(try await hotel.claimDeliveries().first)
            try await hotel.letTimePass()
            #expect(try await hotel.claimDeliveries().map(\.text) == ["A2"])
            #expect(try await hotel.value("SELECT state FROM deliveries WHERE id = \(lost.id)") == "unknown")
            try await hotel.letTimePass()
            #expect(try await hotel.claimDeliveries().isEmpty)
            try await expectSound(hotel)
        }
    }

    @Test func `That the provider took it counts however late it is known`() async throws {
        try await Hotel.withOne { hotel in
            let lost = try await hotel.answeredAndClaimed(Guest(1))
            try await hotel.letTimePass()
            #expect(try await hotel.claimDeliveries().isEmpty)
            #expect(try await finish(hotel, [lost.accepted("wamid.late")]).first?.state == .sent)
            #expect(try await hotel.value("SELECT provider_message_id FROM deliveries") == "wamid.late")
            #expect(try await hotel.value("SELECT unknown_until IS NULL FROM deliveries", as: Bool.self))
            try await expectSound(hotel)
        }
    }

    @Test(arguments: ["retry", "failed", "unknown"])
    func `What else is known too late changes nothing`(_ word: String) async throws {
        try await Hotel.withOne { hotel in
            let lost = try await hotel.answeredAndClaimed(Guest(1))
            try await hotel.letTimePass()
            #expect(try await hotel.claimDeliveries().isEmpty)
            try await hotel.run("UPDATE deliveries SET unknown_until = now() - interval '1 second'")
            #expect(
                try await hotel.deliveries.settleUnknown(policy: .resendMarked, mark: "(Again) ", limit: 10).count == 1
            )
            let before: String = try await hotel.value("SELECT d::text FROM deliveries d WHERE id = \(lost.id)")
            let events: Int = try await hotel.value("SELECT event_seq FROM conversations")
            let late =
                switch word {
                case "retry": lost.refused()
                case "failed": lost.failed()
                default: lost.came(to: .unknown(detail: "no answer"))
                }
            #expect(try await finish(hotel, [late]).first?.state == .unknown)
            #expect(try await hotel.value("SELECT d::text FROM deliveries d WHERE id = \(lost.id)") == before)
            #expect(try await hotel.value("SELECT event_seq FROM conversations", as: Int.self) == events)
            #expect(
                try await hotel.deliveries.settleUnknown(policy: .resendMarked, mark: "(Again) ", limit: 10).count == 0
            )
            #expect(try await hotel.value("SELECT count(*) FROM deliveries", as: Int.self) == 2)
            try await expectSound(hotel)
        }
    }

    @Test func `An outcome whose answer was lost may be handed in again`() async throws {
        try await Hotel.withOne { hotel in
            let delivery = try await hotel.answeredAndClaimed(Guest(1))
            let accepted = delivery.accepted("wamid.1")
            try await finish(hotel, [accepted])
            let events: Int = try await hotel.value("SELECT event_seq FROM conversations")
            #expect(try await finish(hotel, [accepted]).first?.state == .sent)
            #expect(try await hotel.value("SELECT event_seq FROM conversations", as: Int.self) == events)
            try await expectSound(hotel)
        }
    }

    @Test func `A retry of somebody else's lease does not move the next attempt`() async throws {
        try await Hotel.withOne { hotel in
            let delivery = try await hotel.answeredAndClaimed(Guest(1))
            try await finish(hotel, [delivery.refused(retryAfter: .seconds(5))])
            try await finish(hotel, [delivery.refused(retryAfter: .seconds(5000))])
            #expect(try await hotel.value("SELECT due_at < now() + interval '6 s' FROM deliveries", as: Bool.self))
            try await expectSound(hotel)
        }
    }

    @Test func `One id given twice by a provider keeps neither delivery from being sent`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Hi", to: hotel), Guest(2).writes("Hi", to: hotel)])
            _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered("Yes") })
            let commits = try await finish(hotel, try await hotel.claimDeliveries().map { $0.accepted("same") })
            #expect(commits.map(\.state) == [.sent, .sent])
            try await expectSound(hotel)
        }
    }

    @Test func `A resting endpoint sends nothing until its time is up, and a disabled one nothing at all`() async throws
    {
        try await Hotel.withOne { hotel in
            let delivery = try await hotel.answeredAndClaimed(Guest(1))
            try await finish(hotel, [delivery.refused(retryAfter: .zero, pause: .seconds(60))])
            try await answer(hotel, Guest(2), "B1")
            try await hotel.letTimePass()
            #expect(try await hotel.claimDeliveries().isEmpty)
            #expect(try await hotel.value("SELECT paused_reason FROM endpoints") == "transient http_500")
            // A shorter rest never cuts a longer one short.
            let rest: Date = try await hotel.value("SELECT paused_until FROM endpoints")
            try await hotel.run("UPDATE endpoints SET paused_until = now() - interval '1 s'")
            let both = try await hotel.claimDeliveries()
            #expect(both.count == 2)
            try await finish(
                hotel,
                [
                    both[0].refused(pause: .seconds(90)), both[1].refused(pause: .seconds(10)),
                ]
            )
            #expect(try await hotel.value("SELECT paused_until FROM endpoints", as: Date.self) > rest)
            try await hotel.run("UPDATE endpoints SET paused_until = NULL, enabled = false")
            try await hotel.letTimePass()
            #expect(try await hotel.claimDeliveries().isEmpty)
            try await expectSound(hotel)
        }
    }

    @Test func `A sender that vanished is noticed though its endpoint rests`() async throws {
        try await Hotel.withOne { hotel in
            let lost = try await hotel.answeredAndClaimed(Guest(1))
            try await hotel.run("UPDATE endpoints SET paused_until = now() + interval '1 hour'")
            try await hotel.letTimePass()
            #expect(try await hotel.claimDeliveries().isEmpty)
            #expect(try await hotel.value("SELECT state FROM deliveries WHERE id = \(lost.id)") == "unknown")
            try await expectSound(hotel)
        }
    }

    @Test func `Words of an owner that is no more are never sent`() async throws {
        try await Hotel.withOne { hotel in
            try await answer(hotel, Guest(1), "A1")
            try await hotel.run("UPDATE conversations SET owner_epoch = owner_epoch + 1")
            #expect(try await hotel.claimDeliveries().isEmpty)
            #expect(try await hotel.value("SELECT state FROM deliveries") == "suppressed")
            try await expectSound(hotel)
        }
    }

    @Test func `Two batches that rest the same endpoints in any order get through`() async throws {
        try await Hotel.withOne(connections: 8) { hotel in
            let other = try await hotel.byEndpoint("2")
            for round in 0..<30 {
                try await hotel.receive(
                    (0..<8).map { Guest(round * 8 + $0).writes("Hi", to: $0 % 2 == 0 ? hotel : other) }
                )
                _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered("Yes") })
                let claimed = try await hotel.claimDeliveries()
                #expect(claimed.count == 8)
                async let one: Void = {
                    _ = try await finish(hotel, claimed[..<4].map { $0.failed(pause: .seconds(1)) })
                }()
                async let two: Void = {
                    _ = try await finish(hotel, claimed[4...].reversed().map { $0.failed(pause: .seconds(1)) })
                }()
                _ = try await (one, two)
                try await hotel.run("UPDATE endpoints SET paused_until = NULL")
            }
            try await expectSound(hotel)
        }
    }
}
