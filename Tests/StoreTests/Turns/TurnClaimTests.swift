import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Who gets which turn, and when.
@Suite struct TurnClaimTests {
    @Test func `One hotel's flood does not keep another's guests waiting`() async throws {
        try await Hotel.withOne { hotel in
            let small = try await hotel.neighbour("borealis")
            try await hotel.receive((0..<200).map { Guest($0).writes("Hi", to: hotel) })
            try await small.receive([Guest(1).writes("Hi", to: small)])
            let claimed = try await hotel.claimTurns(limit: 16, perProperty: 8)
            #expect(claimed.count { $0.property == hotel.property } == 8)
            #expect(claimed.count { $0.property == small.property } == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `A turn that still gathers is nobody's yet`() async throws {
        try await Hotel.withOne(accumulation: 3000) { hotel in
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            #expect(try await hotel.claimTurns().isEmpty)
            try await hotel.letTimePass()
            #expect(try await hotel.claimTurns().count == 1)
        }
    }

    @Test func `Two nodes that claim at once never get the same lane`() async throws {
        try await Hotel.withOne(connections: 4) { hotel in
            let guests = (0..<8).map { Guest($0) }
            for _ in 0..<200 {
                let limit = RateLimit(maxRequests: 1000, windowMs: 60_000)
                try await hotel.receive(guests.map { $0.writes("Hi", to: hotel) }, limit: limit)
                var all: [ClaimedTurn] = []
                while all.count < guests.count {
                    async let one = hotel.claimTurns(limit: 5, perProperty: 5, node: "node-1")
                    async let two = hotel.claimTurns(limit: 5, perProperty: 5, node: "node-2")
                    let claimed = try await one + two
                    all += claimed
                    // Of two at once one comes first, and what it leaves is there for the next.
                    if claimed.isEmpty { try #require(all.count == guests.count) }
                }
                #expect(Set(all.map(\.conversation)).count == guests.count)
                let commits = try await hotel.turns.finish(all.map { $0.answered("Yes") })
                #expect(commits.count { $0.result == .committed } == guests.count)
            }
            try await expectSound(hotel)
        }
    }

    @Test func `A claim in the making leaves its lanes alone for others`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(2) { connections in
                try await hotel.receive((0..<4).map { Guest($0).writes("Hi", to: hotel) })
                try await connections[0].script("BEGIN")
                let first = try await hotel.claimTurns(limit: 2, perProperty: 2, through: connections[0])
                let second = try await hotel.claimTurns(through: connections[1])
                try await connections[0].script("ROLLBACK")
                #expect(first.count == 2)
                #expect(second.count == 2)
                #expect(Set((first + second).map(\.conversation)).count == 4)
                // The node that died before its commit left its lanes as they were.
                #expect(try await Set(hotel.claimTurns().map(\.conversation)) == Set(first.map(\.conversation)))
                try await expectSound(hotel)
            }
        }
    }

    @Test func `A lane that people own is due for no turn, whatever its row says`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            try await hotel.run("UPDATE conversations SET state = 'escalated'")
            #expect(try await hotel.claimTurns().isEmpty)
            #expect(try await hotel.value("SELECT state FROM turns") == "discarded")
            try await expectSound(hotel)
        }
    }
}
