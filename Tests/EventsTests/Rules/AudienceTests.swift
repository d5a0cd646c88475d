import Foundation
import Store
import TestSupport
import Testing

@testable import Events

/// Joining and catching up, against a server made of values: transactions begin, write and end in any order.
@Suite struct AudienceTests {
    private struct Entry: LogEntry {
        let id: Int64
        let xid: UInt64
        var cursor: EventCursor
    }

    private struct Server {
        let generation = UUID()
        var nextXID: UInt64 = 10
        var nextID: Int64 = 1
        var open: [UInt64: [Int64]] = [:]
        var stored: [(id: Int64, xid: UInt64)] = []

        var now: Snapshot {
            guard let now = Snapshot(xmax: nextXID, inProgress: open.keys.sorted()) else {
                preconditionFailure("what is open began before the next one")
            }
            return now
        }
        var end: EventCursor { EventCursor(generation: generation, base: now) }

        mutating func act(_ random: inout SeededGenerator) {
            switch Int.random(in: 0..<6, using: &random) {
            case 0,
                1 where open.count < 6:
                open[nextXID] = []
                nextXID += 1
            case 2, 3:
                guard let xid = open.keys.sorted().randomElement(using: &random) else { return }
                open[xid, default: []].append(nextID)
                nextID += 1
            default:
                guard let xid = open.keys.sorted().randomElement(using: &random) else { return }
                let ids = open.removeValue(forKey: xid) ?? []
                if Int.random(in: 0..<8, using: &random) > 0 { stored += ids.map { ($0, xid) } }
            }
        }

        func page(after cursor: EventCursor, limit: Int) -> (events: [Entry], next: EventCursor, hasMore: Bool) {
            let target = cursor.page?.target ?? now
            let fresh = stored.filter { target.sees($0.xid) && !cursor.hasSeen(xid: $0.xid, id: $0.id) }
                .sorted { $0.id < $1.id }
            let events = fresh.prefix(limit).map { event in
                Entry(
                    id: event.id,
                    xid: event.xid,
                    cursor: EventCursor(
                        generation: generation,
                        base: cursor.base,
                        page: EventCursor.Page(target: target, last: event.id)
                    )
                )
            }
            if fresh.count > limit, let last = events.last { return (events, last.cursor, true) }
            return (events, EventCursor(generation: generation, base: target), cursor.page != nil)
        }

        func rest(after cursor: EventCursor) -> Set<Int64> {
            Set(stored.filter { !cursor.hasSeen(xid: $0.xid, id: $0.id) }.map(\.id))
        }
    }

    private struct Follower {
        var start: EventCursor
        var got: [Entry] = []
        /// Cursors of batches, each with how many events had come by then.
        var marks: [(EventCursor, Int)] = []
    }

    private func step(
        _ audience: inout Audience<Entry>,
        _ server: Server,
        _ followers: inout [Int: Follower],
        isDue: Bool,
        limit: Int
    ) -> Bool {
        guard let read = audience.next(isDue: isDue) else { return false }
        let cursor =
            switch read {
            case .live(let cursor), .behind(_, let cursor): cursor
            }
        let page = server.page(after: cursor, limit: limit)
        let calls = audience.received(page.events, next: page.next, hasMore: page.hasMore, for: read)
        for (id, batch) in calls {
            #expect(batch.gap == nil)
            followers[id]?.got += batch.events
            let count = followers[id]?.got.count ?? 0
            followers[id]?.marks.append((batch.cursor, count))
        }
        return true
    }

    @Test(arguments: 0..<8)
    func `Whoever joins, whenever and from wherever, gets each event once and can resume from each`(
        seed: UInt64
    ) {
        for round in 0..<60 {
            var random = SeededGenerator(seed: seed * 1000 + UInt64(round))
            var server = Server()
            var ends: [EventCursor] = [server.end]
            for _ in 0..<Int.random(in: 0..<40, using: &random) { server.act(&random) }
            var audience = Audience<Entry>(from: server.end)
            var followers: [Int: Follower] = [:]
            let limit = Int.random(in: 1...4, using: &random)
            for _ in 0..<200 {
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<6: server.act(&random)
                case 6: ends.append(server.end)
                case 7 where followers.count < 8:
                    let id = followers.count
                    if Bool.random(using: &random) {
                        // Read a moment ago: the server may have gone on since, and so may the audience.
                        let end = Bool.random(using: &random) ? server.end : ends[ends.count - 1]
                        followers[id] = Follower(start: end)
                        audience.join(id, atEnd: end)
                    } else {
                        let known = followers.values.flatMap(\.got).map(\.cursor) + ends
                        let start = known.randomElement(using: &random) ?? server.end
                        followers[id] = Follower(start: start)
                        audience.join(id, after: start)
                    }
                default:
                    let isDue = Bool.random(using: &random)
                    _ = step(&audience, server, &followers, isDue: isDue, limit: limit)
                }
            }
            for xid in server.open.keys.sorted() {
                server.stored += (server.open.removeValue(forKey: xid) ?? []).map { ($0, xid) }
            }
            // Until a full round of looks brings nothing.
            for _ in 0..<2000 { _ = step(&audience, server, &followers, isDue: true, limit: limit) }
            for follower in followers.values {
                let ids = follower.got.map(\.id)
                let expected = server.rest(after: follower.start)
                if ids.count != expected.count || Set(ids) != expected {
                    Issue.record("seed \(seed), round \(round): \(ids) instead of \(expected.sorted())")
                }
                for (index, event) in follower.got.enumerated() {
                    let rest = Set(ids[(index + 1)...])
                    if server.rest(after: event.cursor) != rest {
                        Issue.record("seed \(seed), round \(round): the cursor of \(event.id) skips or repeats")
                    }
                }
                for (cursor, count) in follower.marks where server.rest(after: cursor) != Set(ids[count...]) {
                    Issue.record("seed \(seed), round \(round): the cursor of a batch skips or repeats")
                }
            }
        }
    }

    @Test func `Who is behind and the shared log are read in turn, and who left is not read for`() {
        let server = Server()
        var audience = Audience<Entry>(from: server.end)
        #expect(audience.next(isDue: false) == nil)
        audience.join(1, after: server.end)
        audience.join(2, after: server.end)
        let reads = (0..<4).map { _ in audience.next(isDue: true) }
        #expect(reads == [.live(server.end), .behind(1, server.end), .live(server.end), .behind(2, server.end)])
        audience.leave(1)
        #expect(audience.next(isDue: false) == .behind(2, server.end))
        let calls = audience.received([], next: server.end, hasMore: false, for: .behind(1, server.end))
        #expect(calls.isEmpty)
        #expect(audience.count == 1)
    }

    @Test func `A gap is told to those it concerns, and they go on from the end`() {
        let old = Server()
        let new = Server()
        var audience = Audience<Entry>(from: old.end)
        audience.join(1, atEnd: old.end)
        audience.join(2, after: old.end)
        let behind = audience.lost(.otherGeneration, end: new.end, for: .behind(2, old.end))
        #expect(behind.map(\.0) == [2])
        #expect(behind.first?.1.gap == .otherGeneration)
        #expect(behind.first?.1.cursor == new.end)
        let live = audience.lost(.otherGeneration, end: new.end, for: .live(old.end))
        #expect(live.map(\.0) == [1])
        #expect(audience.position == new.end)
        // The one that was behind joins the others on the new log.
        _ = audience.received([], next: new.end, hasMore: false, for: .behind(2, new.end))
        #expect(audience.next(isDue: false) == nil)
    }
}
