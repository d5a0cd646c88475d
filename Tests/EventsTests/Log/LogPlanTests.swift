import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Events
@testable import Store

/// Reading on costs what there is to read, however long the log is and however many hotels share it.
@Suite(.timeLimit(.minutes(15))) struct LogPlanTests {
    @Test func `People's own role reads a page by the index of cursors, and touches nothing it has seen`() async throws
    {
        try await LogWorld.with { world in
            let other = try await world.hotel.neighbour("borealis")
            let lanes = try await world.lanes(1)
            for property in [world.hotel.property, other.property] {
                try await world.hotel.run(
                    "INSERT INTO events (property_id, kind) SELECT \(property), 'old' FROM generate_series(1, 20000)"
                )
            }
            try await world.hotel.withConnections(2) { sessions in
                try await sessions[0].script("SET ROLE NONE; ANALYZE events", label: "test.analyze")
                // One that is still open at the cursor, and was over when the page was read.
                try await sessions[1].script("BEGIN", label: "test.late")
                _ = try await sessions[1].query("SELECT pg_current_xact_id()")
                _ = try await world.hotel.run(LogWorld.event(at: world.hotel.property))
                let cursor = try await world.store().position()
                #expect(!cursor.base.inProgress.isEmpty)
                _ = try await sessions[1].query(LogWorld.event(at: world.hotel.property))
                try await sessions[1].script("COMMIT", label: "test.late.end")
                _ = try await world.hotel.run(LogWorld.event(of: lanes[0], at: world.hotel.property))

                let plan = try await plan(world, EventStore.pageStatement(world.hotel.property, cursor, 100))
                let scans = plan.filter { $0.relation == "events" && $0.wasRun }
                let byCursor = scans.filter { $0.condition.contains("xid") }
                #expect(byCursor.contains { $0.condition.contains("xid >=") }, "\(plan)")
                #expect(byCursor.contains { $0.condition.contains("xid = ANY") }, "\(plan)")
                for scan in scans {
                    #expect(scan.index.contains("property_id_xid_id"), "\(scan)")
                    #expect(scan.condition.contains("property_id ="), "\(scan)")
                    #expect(scan.rows + scan.removed <= 3, "\(scan)")
                }
                #expect(try await world.store().page(after: cursor, limit: 100).events.count == 2)
            }
        }
    }

    @Test func `Of a cursor with too many events behind it no more are looked at than decide that, half a page or not`()
        async throws
    {
        try await LogWorld.with { world in
            let property = world.hotel.property
            let start = try await world.store().position()
            try await world.hotel.run(
                "INSERT INTO events (property_id, kind) SELECT \(property), 'old' FROM generate_series(1, 5000)"
            )
            let half = EventCursor(
                generation: start.generation,
                base: start.base,
                page: EventCursor.Page(target: try await world.store().position().base, last: 1)
            )
            for cursor in [start, half] {
                let plan = try await plan(world, EventStore.pageStatement(property, cursor, 100, most: 50))
                let scans = plan.filter { $0.relation == "events" && $0.wasRun }
                // And the newest one, for the log's end.
                #expect(scans.reduce(0) { $0 + $1.rows + $1.removed } <= 52, "\(scans)")
                await #expect(throws: EventCursorError.tooFar) {
                    try await world.store().page(after: cursor, limit: 100, most: 50)
                }
            }
        }
    }

    @Test(arguments: [false, true])
    func `What commits while a page is read does not end the reading, and is looked at no more than the page itself`(
        isOlder: Bool
    ) async throws {
        try await LogWorld.with { world in
            let property = world.hotel.property
            func write(_ count: Int32, _ property: PropertyID) -> SQL {
                "INSERT INTO events (property_id, kind) SELECT \(property), 'test' FROM generate_series(1, \(count))"
            }
            for property in [property, try await world.hotel.neighbour("borealis").property] {
                try await world.hotel.run(write(20_000, property))
            }
            try await world.hotel.withConnections(2) { sessions in
                try await sessions[1].script("SET ROLE NONE; ANALYZE events", label: "test.analyze")
                func begin() async throws -> UInt64? {
                    try await sessions[0].script("BEGIN", label: "test.late")
                    let row = try await sessions[0].query("SELECT pg_current_xact_id()::text").first
                    return UInt64(try #require(try row?.get(0, as: String.self)))
                }
                // In progress at the cursor, or begun behind it: each is looked for by a way of its own.
                var late = isOlder ? try await begin() : nil
                try await world.hotel.run(LogWorld.event(at: property))
                let start = try await world.store().position()
                #expect(start.base.inProgress.contains { $0 == late } == isOlder)
                if !isOlder { late = try await begin() }
                try await world.hotel.run(write(40, property))
                let first = try await world.store().page(after: start, limit: 10, most: 50)
                #expect(first.next.page?.target.inProgress.contains { $0 == late } == true)
                _ = try await sessions[0].query(write(20, property))
                try await sessions[0].script("COMMIT", label: "test.late.end")

                let plan = try await plan(world, EventStore.pageStatement(property, first.next, 10, most: 50))
                let scans = plan.filter { $0.relation == "events" && $0.wasRun }
                for scan in scans { #expect(scan.index.contains("property_id_xid_id"), "\(scan)") }
                // To count them and to read them, and the newest one for the log's end.
                #expect(scans.reduce(0) { $0 + $1.rows + $1.removed } <= 2 * 60 + 1, "\(scans)")

                var events = first.events
                var (cursor, hasMore) = (first.next, first.hasMore)
                while hasMore {
                    let page = try await world.store().page(after: cursor, limit: 10, most: 50)
                    events += page.events
                    (cursor, hasMore) = (page.next, page.hasMore)
                }
                #expect(events.count == 60)
                #expect(Set(events.map(\.id)).count == 60)
            }
        }
    }

    @Test func `As many as may be missed are read to the present, page by page, each once`() async throws {
        try await LogWorld.with { world in
            let most = EventPublisherConfiguration().mostMissed
            let start = try await world.store().position()
            try await world.hotel.run(
                "INSERT INTO events (property_id, kind) SELECT \(world.hotel.property), 'test' FROM generate_series(1, \(Int32(most)))"
            )
            let began = ContinuousClock.now
            var (seen, cursor, hasMore) = (Set<Int64>(), start, true)
            while hasMore {
                let page = try await world.store().page(after: cursor, limit: 200, most: most)
                #expect(seen.isDisjoint(with: page.events.map(\.id)))
                seen.formUnion(page.events.map(\.id))
                (cursor, hasMore) = (page.next, page.hasMore)
            }
            #expect(seen.count == most)
            if ProcessInfo.processInfo.environment["CONCIERGE_MEASURE"] != nil {
                print("\(most) missed events, 200 a page: \(ContinuousClock.now - began)")
            }
        }
    }

    /// One way a table is read.
    private struct Scan: CustomStringConvertible {
        let relation: String
        let index: String
        let condition: String
        let rows: Double
        let removed: Double
        let wasRun: Bool
        let description: String
    }

    /// Every scan of a statement as it was run for people, with row-level security.
    private func plan(_ world: LogWorld, _ statement: SQL) async throws -> [Scan] {
        let explained = try await world.database.scope(of: world.hotel.property).pipeline([
            EventStore.planning, "SELECT current_user::text",
            "EXPLAIN (ANALYZE, FORMAT JSON) \(fragment: statement)",
        ])
        #expect(try explained[1].first?.get(0, as: String.self) == "concierge_api")
        let text = try #require(try explained[2].first?.get(0, as: String.self))
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        let root = try #require(document.first?["Plan"] as? [String: Any])
        var scans: [Scan] = []
        func visit(_ node: [String: Any]) {
            if let relation = node["Relation Name"] as? String {
                func number(_ key: String) -> Double { (node[key] as? NSNumber)?.doubleValue ?? 0 }
                scans.append(
                    Scan(
                        // The partitions are one table to whoever asks.
                        relation: relation.hasPrefix("events_") ? "events" : relation,
                        index: node["Index Name"] as? String ?? "",
                        condition: node["Index Cond"] as? String ?? "",
                        rows: number("Actual Rows") * number("Actual Loops"),
                        removed: number("Rows Removed by Filter") * number("Actual Loops"),
                        wasRun: number("Actual Loops") > 0,
                        description: "\(node)"
                    )
                )
            }
            for child in node["Plans"] as? [[String: Any]] ?? [] { visit(child) }
        }
        visit(root)
        return scans
    }
}
