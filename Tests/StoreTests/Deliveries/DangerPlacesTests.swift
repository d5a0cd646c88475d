import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Words to guests in danger have places that nothing else takes, and no hotel takes all of them.
@Suite struct DangerPlacesTests {
    /// So many guests are answered, each in a conversation of its own.
    private func answer(_ hotel: Hotel, _ guests: ClosedRange<Int>) async throws {
        try await hotel.receive(guests.map { Guest($0).writes("Hi", to: hotel) })
        _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered("Certainly.") })
    }

    /// So many guests cry for help; the safe words are queued.
    private func cry(_ hotel: Hotel, _ guests: ClosedRange<Int>) async throws {
        var triage = MessageTriage()
        triage.call = PeopleCall(
            reason: .emergency,
            intent: "emergency.fire",
            priority: "urgent",
            notice: "Leave the room."
        )
        try await hotel.receive(guests.map { Guest($0).writes("Fire!", to: hotel, triage: triage) })
    }

    private func claim(
        _ hotel: Hotel,
        _ limit: Int,
        ordinary: Int,
        crowded: [PropertyID] = [],
        share: Int = 4,
        taken: [(hotel: PropertyID, count: Int)] = []
    ) async throws -> [ClaimedDelivery] {
        try await hotel.deliveries.claim(
            limit: limit,
            ordinary: ordinary,
            perProperty: 16,
            crowded: crowded,
            danger: DangerPlaces(share: share, taken: taken),
            node: "a",
            lease: Hotel.lease,
            settleTime: .seconds(120)
        )
    }

    @Test func `Danger is claimed first, and alone where only its places are free`() async throws {
        try await Hotel.withOne { hotel in
            try await answer(hotel, 1...3)
            try await cry(hotel, 4...4)
            let first = try await claim(hotel, 8, ordinary: 0)
            #expect(first.map(\.text) == ["Leave the room."])
            #expect(first.map(\.isInDanger) == [true])
            #expect(try await claim(hotel, 8, ordinary: 0).isEmpty)
            #expect(try await claim(hotel, 1, ordinary: 8).map(\.isInDanger) == [false])
            #expect(try await claim(hotel, 8, ordinary: 8).count == 2)
        }
    }

    @Test func `What a hotel calls urgent is not danger, and waits with all the rest`() async throws {
        try await Hotel.withOne { hotel in
            try await answer(hotel, 1...3)
            try await hotel.run("UPDATE conversations SET priority = 'urgent', escalation_reason = 'guest_requested'")
            #expect(try await claim(hotel, 8, ordinary: 0).isEmpty)
            #expect(try await claim(hotel, 8, ordinary: 8).map(\.isInDanger) == [false, false, false])
        }
    }

    @Test func `A hotel in which everybody cries for help has half of the places, and another's guest finds room`()
        async throws
    {
        try await Hotel.withOne { aurora in
            let borealis = try await aurora.neighbour("borealis")
            try await cry(aurora, 1...10)
            try await cry(borealis, 11...11)
            let first = try await claim(aurora, 8, ordinary: 0)
            #expect(first.count { $0.property == aurora.property } == 4)
            #expect(first.count { $0.property == borealis.property } == 1)
            let taken = [(hotel: aurora.property, count: 4), (hotel: borealis.property, count: 1)]
            #expect(try await claim(aurora, 3, ordinary: 0, taken: taken).isEmpty)
            // Beyond its share it takes the places of all, and ordinary words find those gone.
            try await answer(borealis, 12...14)
            let more = try await claim(aurora, 5, ordinary: 2, taken: taken)
            #expect(more.map(\.isInDanger) == [true, true])
            try await cry(borealis, 15...18)
            let others = try await claim(aurora, 3, ordinary: 0, taken: [(aurora.property, 6), (borealis.property, 1)])
            #expect(others.map(\.property) == [borealis.property, borealis.property, borealis.property])
            try await expectSound(aurora)
        }
    }

    @Test func `Several hotels beyond their share have the places of all together, and a third one's guest finds room`()
        async throws
    {
        try await Hotel.withOne { aurora in
            let (borealis, corona) = (try await aurora.neighbour("borealis"), try await aurora.neighbour("corona"))
            try await cry(aurora, 1...5)
            try await cry(borealis, 6...10)
            let taken = [(hotel: aurora.property, count: 4), (hotel: borealis.property, count: 4)]
            #expect(try await claim(aurora, 6, ordinary: 2, taken: taken).count == 2)
            try await cry(corona, 11...11)
            #expect(try await claim(aurora, 4, ordinary: 0, taken: taken).map(\.property) == [corona.property])
        }
    }

    @Test func `A hotel that has its share of the node is claimed no ordinary words of, and danger all the same`()
        async throws
    {
        try await Hotel.withOne { aurora in
            let borealis = try await aurora.neighbour("borealis")
            try await answer(aurora, 1...3)
            try await answer(borealis, 4...4)
            try await cry(aurora, 5...5)
            let claimed = try await claim(aurora, 10, ordinary: 2, crowded: [aurora.property])
            #expect(claimed.count { $0.property == aurora.property && $0.isInDanger } == 1)
            #expect(claimed.count { $0.property == borealis.property && !$0.isInDanger } == 1)
            #expect(claimed.count == 2)
        }
    }
}
