import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Batches that meet one another, and everything else that meets a batch.
@Suite struct IngestRaceTests {
    @Test func `Fifty messages of one new guest sent at once are one guest, one conversation and one turn`()
        async throws
    {
        try await Hotel.withOne(connections: 16) { hotel in
            for round in 0..<4 {
                let guest = Guest(round)
                let outcomes = try await withThrowingTaskGroup(of: [IngestOutcome].self) { group in
                    for number in 0..<50 {
                        group.addTask { try await insist([guest.writes("\(number)", to: hotel)], hotel) }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                #expect(Set(outcomes.map(\.conversation)).count == 1)
                #expect(Set(outcomes.map(\.turn)).count == 1)
                #expect(outcomes.count { $0.decision == .turnOpened } == 1)
                #expect(outcomes.count { $0.decision == .absorbed } == 49)
            }
            #expect(try await hotel.value("SELECT count(*) FROM guests", as: Int.self) == 4)
            try await expectSound(hotel)
        }
    }

    @Test func `Batches of many guests in any order get through`() async throws {
        try await Hotel.withOne(connections: 8) { hotel in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for batch in 0..<16 {
                    group.addTask {
                        var random = SeededGenerator(seed: UInt64(batch))
                        let items = (0..<50).shuffled(using: &random).map { Guest($0).writes("\(batch)", to: hotel) }
                        return try await insist(items, hotel).count
                    }
                }
                for try await count in group { #expect(count == 50) }
            }
            #expect(try await hotel.value("SELECT count(*) FROM messages", as: Int.self) == 800)
            #expect(try await hotel.value("SELECT count(*) FROM conversations", as: Int.self) == 50)
            try await expectSound(hotel)
        }
    }

    @Test func `Two batches that meet the same newcomer make one guest, whichever of the two commits`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                let meeting = Rendezvous(watcher: connections[2])
                for round in 0..<200 {
                    let guest = Guest(round)
                    let isCommitted = round % 4 != 0
                    let met = try await meeting.meet(
                        connections[0],
                        committing: isCommitted,
                        opening: { try await hotel.receive([guest.writes("A", to: hotel)], through: $0) },
                        blocked: connections[1],
                        second: { try await insist([guest.writes("B", to: hotel)], hotel, through: $0) }
                    )
                    #expect(met.second.first?.decision == (isCommitted ? .absorbed : .turnOpened))
                    #expect((met.second.first?.conversation == met.first.first?.conversation) == isCommitted)
                }
                #expect(try await hotel.value("SELECT count(*) FROM guests", as: Int.self) == 200)
                #expect(try await hotel.value("SELECT count(*) FROM conversations", as: Int.self) == 200)
                try await expectSound(hotel)
            }
        }
    }

    @Test func `A newcomer met under two names at once is one guest`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                let meeting = Rendezvous(watcher: connections[2])
                for round in 0..<50 {
                    let phone = GuestIdentity(kind: .phone, value: "+1500555\(1000 + round)")
                    let user = GuestIdentity(kind: .whatsappUser, value: "user-\(round)")
                    _ = try await meeting.meet(
                        connections[0],
                        opening: {
                            try await hotel.receive([Guest(identities: [user]).writes("A", to: hotel)], through: $0)
                        },
                        blocked: connections[1],
                        second: {
                            try await insist(
                                [Guest(identities: [phone, user]).writes("B", to: hotel)],
                                hotel,
                                through: $0
                            )
                        }
                    )
                }
                #expect(try await hotel.value("SELECT count(*) FROM guests", as: Int.self) == 50)
                try await expectSound(hotel)
            }
        }
    }

    /// Every guest message that the AI is to answer must be in exactly one burst that was claimed.
    private func expectEachAnsweredOnce(_ hotel: Hotel, bursts: [[MessageID]]) async throws {
        let all: [MessageID] = try await hotel.values("SELECT id FROM messages WHERE author = 'guest' ORDER BY id")
        #expect(bursts.flatMap { $0 }.sorted() == all)
    }

    @Test func `A message in the instant its lane is claimed is in exactly one turn`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                let meeting = Rendezvous(watcher: connections[2])
                var bursts: [[MessageID]] = []
                for round in 0..<200 {
                    let guest = Guest(round)
                    try await hotel.receive([guest.writes("A", to: hotel)])
                    if round % 2 == 0 {
                        // The claim holds the lane, the message waits for it.
                        let met = try await meeting.meet(
                            connections[0],
                            opening: { try await hotel.claimTurns(through: $0) },
                            blocked: connections[1],
                            second: { try await insist([guest.writes("B", to: hotel)], hotel, through: $0) }
                        )
                        #expect(met.second.first?.decision == .queued)
                        bursts += met.first.map { $0.burst.map(\.id) }
                        _ = try await hotel.turns.finish(met.first.map { $0.answered("Yes") })
                    } else {
                        // The message holds the lane: the claim leaves it alone and takes both afterwards.
                        try await connections[0].script("BEGIN")
                        let late = try await hotel.receive([guest.writes("B", to: hotel)], through: connections[0])
                        #expect(late.first?.decision == .absorbed)
                        #expect(try await hotel.claimTurns(through: connections[1]).isEmpty)
                        try await connections[0].script("COMMIT")
                    }
                    let rest = try await hotel.claimTurns()
                    #expect(rest.count == 1)
                    bursts += rest.map { $0.burst.map(\.id) }
                    _ = try await hotel.turns.finish(rest.map { $0.answered("Yes") })
                }
                try await expectEachAnsweredOnce(hotel, bursts: bursts)
                try await expectSound(hotel)
            }
        }
    }

    @Test func `A message in the instant its turn is finished is in exactly one turn`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                let meeting = Rendezvous(watcher: connections[2])
                var bursts: [[MessageID]] = []
                for round in 0..<200 {
                    let guest = Guest(round)
                    try await hotel.receive([guest.writes("A", to: hotel)])
                    let turn = try #require(try await hotel.claimTurns().first)
                    bursts.append(turn.burst.map(\.id))
                    let isFinishFirst = round % 2 == 0
                    let finish: @Sendable (PostgresConnection) async throws -> Decision? = {
                        let commit = try await TurnStore($0).finish([turn.answered("Yes")]).first
                        #expect(commit?.result == .committed)
                        // The pending turn is due in the same commit.
                        #expect((commit?.turnWait != nil) == !isFinishFirst)
                        return nil
                    }
                    let write: @Sendable (PostgresConnection) async throws -> Decision? = {
                        try await insist([guest.writes("B", to: hotel)], hotel, through: $0).first?.decision
                    }
                    let met = try await meeting.meet(
                        connections[0],
                        opening: isFinishFirst ? finish : write,
                        blocked: connections[1],
                        second: isFinishFirst ? write : finish
                    )
                    #expect((isFinishFirst ? met.second : met.first) == (isFinishFirst ? .turnOpened : .queued))
                    let rest = try await hotel.claimTurns()
                    #expect(rest.count == 1)
                    bursts += rest.map { $0.burst.map(\.id) }
                    _ = try await hotel.turns.finish(rest.map { $0.answered("Yes") })
                }
                try await expectEachAnsweredOnce(hotel, bursts: bursts)
                try await expectSound(hotel)
            }
        }
    }

    @Test func `A message that waited for a resolve reopens what was closed`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                let meeting = Rendezvous(watcher: connections[2])
                for round in 0..<200 {
                    let guest = Guest(round)
                    let first = try #require(try await hotel.receive([guest.writes("A", to: hotel)]).first)
                    let turns = try await hotel.claimTurns()
                    _ = try await hotel.turns.finish(turns.map { $0.answered("Yes") })
                    _ = try await hotel.deliveries.finish(
                        try await hotel.claimDeliveries().map { $0.accepted() },
                        node: "n",
                        settleTime: .seconds(1)
                    )
                    let met = try await meeting.meet(
                        connections[0],
                        opening: { try await UpkeepStore($0).resolveIdle(after: .zero) },
                        blocked: connections[1],
                        second: { try await insist([guest.writes("B", to: hotel)], hotel, through: $0) }
                    )
                    #expect(met.first.count == 1)
                    #expect(met.second.first?.conversation == first.conversation)
                    #expect(met.second.first?.decision == .turnOpened)
                    _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.escalated(notice: nil) })
                }
                try await expectSound(hotel)
            }
        }
    }

    @Test func `Two batches that disagree whether the reopen window is over end in one open conversation`() async throws
    {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                let meeting = Rendezvous(watcher: connections[2])
                for round in 0..<100 {
                    let guest = Guest(round)
                    try await hotel.receive([guest.writes("A", to: hotel)])
                    try await hotel.resolve(ago: .seconds(100))
                    // The window ends between the two: at its edge each reads its own clock.
                    let isReopenFirst = round % 2 == 0
                    let met = try await meeting.meet(
                        connections[0],
                        opening: {
                            try await hotel.receive(
                                [guest.writes("B", to: hotel)],
                                through: $0,
                                reopenWindow: .seconds(isReopenFirst ? 200 : 1)
                            )
                        },
                        blocked: connections[1],
                        second: {
                            try await insist(
                                [guest.writes("C", to: hotel)],
                                hotel,
                                through: $0,
                                reopenWindow: .seconds(isReopenFirst ? 1 : 200)
                            )
                        }
                    )
                    #expect(met.first.first?.decision == .turnOpened)
                    #expect(met.second.first?.decision == .absorbed)
                    #expect(met.second.first?.conversation == met.first.first?.conversation)
                    try await hotel.resolve(ago: .seconds(3600 * 24))
                }
            }
        }
    }
}
