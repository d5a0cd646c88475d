import Domain
import Events
import Foundation
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

/// Following the log through the publisher of a node.
@Suite(.timeLimit(.minutes(5))) struct FollowTests {
    private func testEvents(_ world: LogWorld) async throws -> Set<Int64> {
        Set(try await world.hotel.values("SELECT id FROM events WHERE kind = 'test'", as: Int64.self))
    }

    @Test func `From each single event of a burst, reading on gives exactly the rest`() async throws {
        try await LogWorld.with { world in
            let lanes = try await world.lanes(4)
            let publisher = world.publisher(pageSize: 7)
            let inbox = Inbox()
            let subscription = try await publisher.subscribe(property: world.hotel.property) { inbox.take($0) }
            try await world.burst(writers: 8, events: 40, lanes: lanes) { publisher.changed(world.hotel.property) }
            await inbox.until(count: 320)
            let events = inbox.events
            expectOnceInOrder(events, try await testEvents(world))
            for (index, event) in events.enumerated() {
                let rest = try await world.all(after: try EventCursor(text: event.cursor.text))
                expectOnceInOrder(rest, Set(events[(index + 1)...].map(\.id)))
            }
            var count = 0
            for batch in inbox.all {
                count += batch.events.count
                let rest = try await world.all(after: try EventCursor(text: batch.cursor.text))
                #expect(Set(rest.map(\.id)) == Set(events[count...].map(\.id)))
            }
            subscription.end()
        }
    }

    @Test func `Two hundred who join during a burst, from now or from before, each get exactly what they had not seen`()
        async throws
    {
        try await LogWorld.with { world in
            let property = world.hotel.property
            let lanes = try await world.lanes(4)
            let publisher = world.publisher(pageSize: 20)
            var known = [try await publisher.currentCursor(property: property)]
            async let written: Void = world.burst(writers: 6, events: 200, lanes: lanes) { publisher.changed(property) }
            var followers: [(subscription: EventSubscription, inbox: Inbox)] = []
            for number in 0..<200 {
                let inbox = Inbox()
                let start = number % 2 == 0 ? nil : known[number * 7 % known.count]
                let subscription = try await publisher.subscribe(property: property, from: start) { inbox.take($0) }
                followers.append((subscription, inbox))
                known.append(subscription.cursor)
                if number % 10 == 9 { known += inbox.events.map(\.cursor) }
                // Some leave again, so that readings end and begin.
                if number % 20 == 19 { followers.removeFirst().subscription.end() }
            }
            try await written
            publisher.changed(property)
            for (subscription, inbox) in followers {
                let expected = Set(try await world.all(after: subscription.cursor).map(\.id))
                await inbox.until(count: expected.count)
                expectOnceInOrder(inbox.events, expected)
            }
        }
    }

    @Test func `Two nodes hear of each other's commits, with no look at the clock`() async throws {
        try await LogWorld.with { world in
            let property = world.hotel.property
            let other = try await world.hotel.neighbour("borealis")
            let nodes = [
                world.publisher("a", pollFloor: .seconds(3600)), world.publisher("b", pollFloor: .seconds(3600)),
            ]
            try await running(nodes) {
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
                let expected = try await testEvents(world)
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
            try await running(nodes) {
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
                    expectOnceInOrder(inbox.events, try await testEvents(world))
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

    @Test func `When the log begins anew its followers are told of the gap and follow on`() async throws {
        try await LogWorld.with { world in
            let property = world.hotel.property
            let publisher = world.publisher()
            let inbox = Inbox()
            let subscription = try await publisher.subscribe(property: property) { inbox.take($0) }
            try await world.hotel.withConnections(1) { sessions in
                try await sessions[0].script("SET ROLE NONE; SELECT restart_event_log()", label: "test.restart")
            }
            publisher.changed(property)
            await inbox.until { $0.contains { $0.gap == .otherGeneration } }
            let id = try await world.hotel.value(LogWorld.event(at: property), as: Int64.self)
            publisher.changed(property)
            await inbox.until(count: 1)
            #expect(inbox.events.map(\.id) == [id])
            let gap = try #require(inbox.all.first { $0.gap != nil })
            #expect(try await world.all(after: gap.cursor).map(\.id) == [id])
            await #expect(throws: EventCursorError.otherGeneration) {
                try await publisher.subscribe(property: property, from: subscription.cursor) { _ in }
            }
        }
    }

    @Test func `After the end nobody is told, and nobody may begin`() async throws {
        try await LogWorld.with { world in
            let publisher = world.publisher()
            try await running([publisher]) {}
            await #expect(throws: EventPublisherStopped.self) {
                try await publisher.subscribe(property: world.hotel.property) { _ in }
            }
        }
    }

    /// Runs publishers while the body does.
    private func running(_ publishers: [EventPublisher], _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for publisher in publishers { tasks.addTask { try await publisher.run() } }
            do {
                try await body()
            } catch {
                tasks.cancelAll()
                throw error
            }
            tasks.cancelAll()
            while let result = await tasks.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    /// Returns when the server says that so many sessions have begun to listen.
    private func untilListening(_ world: LogWorld, _ count: Int) async throws {
        while try await world.hotel.value(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'
            """,
            as: Int.self
        ) < count { await Task.yield() }
    }
}
