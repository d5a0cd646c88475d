import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Cursors that cannot be continued, and what a restored or shortened log does to them.
@Suite(.timeLimit(.minutes(15))) struct LogCursorTests {
    private func refusal(_ world: LogWorld, _ cursor: EventCursor) async throws -> EventCursorError? {
        do {
            _ = try await world.store().page(after: cursor, limit: 10)
            return nil
        } catch let error as EventCursorError {
            return error
        }
    }

    @Test func `A cursor of another log, or of transactions to come, is refused`() async throws {
        try await LogWorld.with { world in
            let end = try await world.store().position()
            #expect(try await refusal(world, end) == nil)
            #expect(try await refusal(world, EventCursor(generation: UUID(), base: end.base)) == .otherGeneration)
            let later = try #require(Snapshot(xmax: end.base.xmax + 1_000_000_000))
            let future = EventCursor(generation: end.generation, base: later)
            #expect(try await refusal(world, future) == .fromTheFuture)
            let page = EventCursor.Page(target: later, last: 1)
            let half = EventCursor(generation: end.generation, base: end.base, page: page)
            #expect(try await refusal(world, half) == .fromTheFuture)
        }
    }

    @Test func `A restart of the log ends every cursor, and events of transactions to come are stored anew`()
        async throws
    {
        try await LogWorld.with { world in
            let before = try await world.store().position()
            try await world.hotel.run(
                "INSERT INTO events (property_id, kind, xid) VALUES (\(world.hotel.property), 'test', '999999999999')"
            )
            // As after a restore: it is there, but of no transaction that this server has seen.
            #expect(try await world.store().page(after: before, limit: 10).events.isEmpty)
            try await world.hotel.withConnections(1) { sessions in
                try await sessions[0].script("SET ROLE NONE; SELECT restart_event_log()", label: "test.restart")
            }
            #expect(try await refusal(world, before) == .otherGeneration)
            let after = try await world.store().position()
            #expect(after.generation != before.generation)
            #expect(try await refusal(world, after) == nil)
            let id = try await world.hotel.value(LogWorld.event(at: world.hotel.property), as: Int64.self)
            #expect(try await world.store().page(after: after, limit: 10).events.map(\.id) == [id])
        }
    }

    @Test func `When a month is dropped, only cursors that had not read it are too old`() async throws {
        try await LogWorld.with { world in
            let property = world.hotel.property
            let other = try await world.hotel.neighbour("borealis")
            let unread = try await world.store().position()
            let otherUnread = try await world.store(other.property).position()
            try await world.hotel.withConnections(1) { sessions in
                try await sessions[0].script(
                    """
                    SET ROLE NONE;
                    CREATE TABLE events_2020_01 PARTITION OF events
                        FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-02-01 00:00+00')
                    """,
                    label: "test.month"
                )
            }
            try await world.hotel.run(
                "INSERT INTO events (property_id, kind, created_at) VALUES (\(property), 'test', '2020-01-15')"
            )
            let page = try await world.store().page(after: unread, limit: 10)
            #expect(page.events.count == 1)
            let dropped = try await world.hotel.value(
                "SELECT drop_event_partitions(now() - interval '1 month')",
                as: Int32.self
            )
            #expect(dropped == 1)
            #expect(try await refusal(world, unread) == .tooOld)
            // Without what happened to be open elsewhere in the server meanwhile.
            let read = EventCursor(
                generation: page.next.generation,
                base: try #require(Snapshot(xmax: page.next.base.xmax))
            )
            #expect(try await refusal(world, read) == nil)
            #expect(try await refusal(world, try await world.store().position()) == nil)
            #expect(try await world.store(other.property).page(after: otherUnread, limit: 10).events.isEmpty)
        }
    }

    @Test func `A transaction that ended after the last event is not taken for seen`() async throws {
        // Its end may not be on disk: after a crash the server may give its number to another, which writes an event.
        try await LogWorld.with { world in
            let property = world.hotel.property
            try await world.hotel.run(LogWorld.event(at: property))
            let newest = try await world.hotel.value("SELECT max(xid::text::bigint) FROM events", as: Int.self)
            try await world.hotel.run("SELECT pg_current_xact_id()")
            let end = try await world.store().position()
            #expect(end.base.sees(UInt64(newest)))
            #expect(!end.base.sees(UInt64(newest) + 1))
            let page = try await world.store().page(after: end, limit: 10)
            #expect(page.events.isEmpty)
            #expect(!page.next.base.sees(UInt64(newest) + 1))
        }
    }
}
