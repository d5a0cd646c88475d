import Domain
import Events
import Foundation
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

/// Several nodes on one database, sessions that end, and listeners that take their time.
@Suite(.timeLimit(.minutes(15))) struct NodeTests {
    @Test func `Two nodes hear of each other's commits, with no look at the clock`() async throws {
        try await LogWorld.with { world in
            let property = world.hotel.property
            let other = try await world.hotel.neighbour("borealis")
            let nodes = [
                world.publisher("a", pollFloor: .seconds(3600)), world.publisher("b", pollFloor: .seconds(3600)),
            ]
            try await world.running(nodes) {
                let inboxes = [Inbox(), Inbox()]
                var subscriptions: [EventSubscription] = []
                for (node, inbox) in zip(nodes, inboxes) {
                    subscriptions.append(try await node.subscribe(property: property) { inbox.take($0) })
                }
                try await untilListening(world, 2)
                for round in 0..<200 {
                    _ = try await world.hotel.pool.query(LogWorld.event(at: property))
                    nodes[round % 2].changed(property)
                    // Hints about others disturb nobody.
                    nodes[round % 2].changed(other.property)
                    for inbox in inboxes { await inbox.until(count: round + 1) }
                }
                let expected = try await world.testEvents()
                for inbox in inboxes { expectOnceInOrder(inbox.events, expected) }
                for subscription in subscriptions { subscription.end() }
            }
        }
    }

    @Test func `Sessions of the database that end in a burst, again and again, cost no event`() async throws {
        try await LogWorld.with { world in
            let property = world.hotel.property
            let lanes = try await world.lanes(4)
            let nodes = [world.publisher("a", pageSize: 10), world.publisher("b", pageSize: 10)]
            try await world.running(nodes) {
                let inboxes = [Inbox(), Inbox()]
                var subscriptions: [EventSubscription] = []
                for (node, inbox) in zip(nodes, inboxes) {
                    subscriptions.append(try await node.subscribe(property: property) { inbox.take($0) })
                }
                try await untilListening(world, 2)
                async let written: Void = world.burst(writers: 4, events: 300, lanes: lanes) {
                    nodes[0].changed(property)
                }
                // Readers, notifiers and listeners alike: all that people's role is used for.
                for round in 1...20 {
                    await inboxes[0].until(count: round * 50)
                    try await world.hotel.withConnections(1) { sessions in
                        try await sessions[0].script("SET ROLE NONE", label: "test.owner")
                        _ = try await sessions[0].query(
                            """
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() AND pid <> pg_backend_pid()
                              AND (query LIKE '%pg_notify%' OR query LIKE '%LISTEN%' OR query LIKE '%app.property%'
                                   OR query LIKE '%event_log_generation%' OR query LIKE '%listener%')
                            """
                        )
                    }
                }
                try await written
                for inbox in inboxes {
                    await inbox.until(count: 1200)
                    expectOnceInOrder(inbox.events, try await world.testEvents())
                }
                for subscription in subscriptions { subscription.end() }
            }
        }
    }

    @Test func `A listener that takes its time holds up its own hotel and no other`() async throws {
        try await LogWorld.with { world in
            let other = try await world.hotel.neighbour("borealis")
            let publisher = world.publisher()
            let gate = Mutex(false)
            let entered = AsyncStream.makeStream(of: Void.self)
            let slow = try await publisher.subscribe(property: world.hotel.property) { _ in
                entered.continuation.yield()
                while !gate.withLock({ $0 }) { sched_yield() }
            }
            let inbox = Inbox()
            let quick = try await publisher.subscribe(property: other.property) { inbox.take($0) }
            try await world.hotel.run(LogWorld.event(at: world.hotel.property))
            publisher.changed(world.hotel.property)
            for await _ in entered.stream { break }
            for _ in 0..<5 {
                try await world.hotel.run(LogWorld.event(at: other.property))
                publisher.changed(other.property)
            }
            await inbox.until(count: 5)
            #expect(inbox.events.count == 5)
            gate.withLock { $0 = true }
            slow.end()
            quick.end()
        }
    }

    /// Returns when the server says that so many sessions have begun to listen.
    private func untilListening(_ world: LogWorld, _ count: Int) async throws {
        try await world.hotel.withConnections(1) { sessions in
            // Only the owner is shown what others do.
            try await sessions[0].script("SET ROLE NONE", label: "test.owner")
            while true {
                let rows = try await sessions[0].query(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'
                    """
                )
                if try rows.first?.get(0, as: Int.self) == count { return }
            }
        }
    }
}
