import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A message that was seen before is stored once, for ever.
@Suite struct IngestDuplicateTests {
    @Test func `A repeat tells the decision made then and changes nothing`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let first = try #require(try await hotel.receive([guest.writes("Hi", to: hotel, id: "wamid.A")]).first)
            let again = try #require(try await hotel.receive([guest.writes("Hi", to: hotel, id: "wamid.A")]).first)
            #expect(again.isRepeated)
            #expect(again.message == first.message)
            #expect(again.conversation == first.conversation)
            #expect(again.turn == first.turn)
            #expect(again.decision == first.decision)
            #expect(try await hotel.value("SELECT count(*) FROM messages", as: Int.self) == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `A repeat within one batch is a repeat`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let outcomes = try await hotel.receive(
                ["A", "B", "A", "A"].map { guest.writes($0, to: hotel, id: "wamid.\($0)") }
            )
            #expect(outcomes.map(\.isRepeated) == [false, false, true, true])
            #expect(outcomes[2].message == outcomes[0].message)
            #expect(outcomes[3].decision == .turnOpened)
            try await expectSound(hotel)
        }
    }

    @Test func `A batch whose answer was lost may be handed in again as it was`() async throws {
        try await Hotel.withOne { hotel in
            let items = [Guest(1).writes("Hi", to: hotel), Guest(2).writes("Hi", to: hotel)]
            let first = try await hotel.receive(items)
            let again = try await hotel.receive(items)
            #expect(again.map(\.message) == first.map(\.message))
            #expect(again.map(\.conversation) == first.map(\.conversation))
            #expect(again.map(\.isRepeated) == [true, true])
            try await expectSound(hotel)
        }
    }

    @Test func `Twenty parallel deliveries of one message store it once`() async throws {
        try await Hotel.withOne(connections: 20) { hotel in
            for round in 0..<20 {
                let guest = Guest(round)
                let outcomes = try await withThrowingTaskGroup(of: IngestOutcome?.self) { group in
                    for _ in 0..<20 {
                        group.addTask {
                            try await insist([guest.writes("Hi", to: hotel, id: "wamid.\(round)")], hotel).first
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(Set(outcomes.map { $0?.message }).count == 1)
                #expect(outcomes.filter { $0?.isRepeated == false }.count == 1)
            }
            #expect(try await hotel.value("SELECT count(*) FROM messages", as: Int.self) == 20)
            #expect(try await hotel.value("SELECT count(*) FROM conversations", as: Int.self) == 20)
            try await expectSound(hotel)
        }
    }

    @Test func `A repeat held behind the first, at a named point, is found under the lane's lock`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                let meeting = Rendezvous(watcher: connections[2])
                for round in 0..<200 {
                    let guest = Guest(round % 2 == 0 ? 1 : round)
                    let met = try await meeting.meet(
                        connections[0],
                        opening: {
                            try await hotel.receive([guest.writes("Hi", to: hotel, id: "wamid.\(round)")], through: $0)
                        },
                        blocked: connections[1],
                        second: {
                            try await insist([guest.writes("Hi", to: hotel, id: "wamid.\(round)")], hotel, through: $0)
                        }
                    )
                    #expect(met.second.first?.isRepeated == true)
                    #expect(met.second.first?.message == met.first.first?.message)
                }
                #expect(try await hotel.value("SELECT count(*) FROM messages", as: Int.self) == 200)
                try await expectSound(hotel)
            }
        }
    }

    @Test func `Without a provider's id a message is known by what it is made of`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let moment = Date(timeIntervalSince1970: 1_764_000_000)
            let outcomes = try await hotel.receive([
                guest.writes("Hi", to: hotel, id: nil, sentAt: moment),
                guest.writes("Hi", to: hotel, id: nil, sentAt: moment),
                guest.writes("Hi", to: hotel, id: nil, sentAt: moment.addingTimeInterval(1)),
                guest.writes("Ho", to: hotel, id: nil, sentAt: moment),
                Guest(2).writes("Hi", to: hotel, id: nil, sentAt: moment),
            ])
            #expect(outcomes.map(\.isRepeated) == [false, true, false, false, false])
        }
    }

    @Test func `The same id on another endpoint is another message`() async throws {
        try await Hotel.withOne { hotel in
            let other = try await hotel.byEndpoint("2")
            let outcomes = try await hotel.receive([
                Guest(1).writes("Hi", to: hotel, id: "wamid.A"), Guest(1).writes("Hi", to: other, id: "wamid.A"),
            ])
            #expect(outcomes.map(\.isRepeated) == [false, false])
        }
    }

    @Test func `A repeat that comes when its conversation is long closed opens nothing`() async throws {
        try await Hotel.withOne { hotel in
            let item = Guest(1).writes("Hi", to: hotel, id: "wamid.A")
            try await hotel.receive([item])
            let turn = try #require(try await hotel.claimTurns().first)
            _ = try await hotel.turns.finish([turn.answered("Hello")])
            try await hotel.resolve(ago: .seconds(60 * 24 * 3600))
            let again = try await hotel.receive([Guest(1).writes("Hi", to: hotel, id: "wamid.A")]).first
            #expect(again?.isRepeated == true)
            #expect(try await hotel.value("SELECT count(*) FROM conversations", as: Int.self) == 1)
            #expect(try await hotel.value("SELECT state FROM conversations") == "resolved")
        }
    }
}
