import Domain
import Events
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Reading the log while it is written: nothing is skipped, nothing comes twice, nobody waits.
@Suite(.timeLimit(.minutes(15))) struct LogRaceTests {
    @Test func `Whoever commits late is read then, and nothing comes twice`() async throws {
        try await LogWorld.with { world in
            let (store, property) = (world.store(), world.hotel.property)
            try await world.hotel.withConnections(2) { sessions in
                var cursor = try await store.position()
                for round in 0..<200 {
                    try await sessions[0].script("BEGIN", label: "late.begin")
                    // The early one has the lower transaction and the lower id; in odd rounds only the transaction.
                    let early: SQL = round % 2 == 0 ? LogWorld.event(at: property) : "SELECT pg_current_xact_id()"
                    var first = try await sessions[0].query(early).first
                    let second = try await sessions[1].query(LogWorld.event(at: property)).first
                    if round % 2 == 1 { first = try await sessions[0].query(LogWorld.event(at: property)).first }
                    let before = try await store.page(after: cursor, limit: 10)
                    #expect(before.events.map(\.id) == [try second?.get(0)])
                    // Reading again finds nothing: it neither waits for the open one nor tells the other twice.
                    let between = try await store.page(after: before.next, limit: 10)
                    #expect(between.events.isEmpty)
                    try await sessions[0].script(round % 5 == 4 ? "ROLLBACK" : "COMMIT", label: "late.end")
                    let after = try await store.page(after: round % 3 == 0 ? before.next : between.next, limit: 10)
                    #expect(after.events.map(\.id) == (round % 5 == 4 ? [] : [try first?.get(0)]))
                    let last = try await store.page(after: after.next, limit: 10)
                    #expect(last.events.isEmpty)
                    cursor = last.next
                }
            }
        }
    }

    @Test func `A transaction left open elsewhere in the server keeps nobody from reading`() async throws {
        try await LogWorld.with { world in
            let (store, property) = (world.store(), world.hotel.property)
            try await world.hotel.withConnections(2) { sessions in
                try await sessions[0].script("BEGIN", label: "long.begin")
                _ = try await sessions[0].query("SELECT pg_current_xact_id()")
                var cursor = try await store.position()
                for _ in 0..<100 {
                    let id = try await sessions[1].query(LogWorld.event(at: property)).first?.get(0, as: Int64.self)
                    let page = try await store.page(after: cursor, limit: 10)
                    #expect(page.events.map(\.id) == [id])
                    cursor = page.next
                }
                // It counts as unread, however much was read since.
                let own = try await sessions[0].query(LogWorld.event(at: property)).first?.get(0, as: Int64.self)
                try await sessions[0].script("COMMIT", label: "long.end")
                #expect(try await store.page(after: cursor, limit: 10).events.map(\.id) == [own])
            }
        }
    }

    @Test func `Pages of one, read while eight write, give each event once and each conversation in its order`()
        async throws
    {
        try await LogWorld.with { world in
            let lanes = try await world.lanes(4)
            let start = try await world.store().position()
            async let written: Void = world.burst(writers: 8, events: 200, lanes: lanes)
            var events: [PublishedEvent] = []
            var cursor = start
            while events.count < 1600 {
                let page = try await world.store().page(after: cursor, limit: 1)
                #expect(page.events.count <= 1)
                events += page.events
                // As a client does it, by the text alone.
                cursor = try EventCursor(text: page.next.text)
            }
            try await written
            let ids: [Int64] = try await world.hotel.values("SELECT id FROM events WHERE kind = 'test'")
            expectOnceInOrder(events, Set(ids))
            #expect(try await world.store().page(after: cursor, limit: 10).events.isEmpty)
        }
    }

    @Test func `What was seen at one moment and what is read on from it are the whole, each event once`() async throws {
        try await LogWorld.with { world in
            let lanes = try await world.lanes(4)
            let publisher = world.publisher()
            async let written: Void = world.burst(writers: 6, events: 150, lanes: lanes)
            var moments: [(seen: [Int64], cursor: EventCursor)] = []
            for _ in 0..<200 {
                let moment = try await publisher.snapshot(property: world.hotel.property) { scope in
                    try await scope.query("SELECT id FROM events").map { try $0.get(0, as: Int64.self) }
                }
                moments.append((moment.result, moment.cursor))
            }
            try await written
            let ids: [Int64] = try await world.hotel.values("SELECT id FROM events")
            for moment in moments {
                let rest = try await world.all(after: moment.cursor)
                #expect(moment.seen.count + rest.count == ids.count)
                #expect(Set(moment.seen + rest.map(\.id)) == Set(ids))
            }
        }
    }

    @Test func `Of two hotels each reads its own`() async throws {
        try await LogWorld.with { world in
            let other = try await world.hotel.neighbour("borealis")
            let starts = try await (world.store().position(), world.store(other.property).position())
            for _ in 0..<5 { try await world.hotel.run(LogWorld.event(at: other.property)) }
            #expect(try await world.store().page(after: starts.0, limit: 10).events.isEmpty)
            #expect(try await world.store(other.property).page(after: starts.1, limit: 10).events.count == 5)
        }
    }
}
