import Domain
import Events
import Foundation
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

/// Following the log through the publisher of a node.
@Suite(.timeLimit(.minutes(15))) struct FollowTests {
    @Test func `From each single event of a burst, reading on gives exactly the rest`() async throws {
        try await LogWorld.with { world in
            let lanes = try await world.lanes(4)
            let publisher = world.publisher(pageSize: 7)
            let inbox = Inbox()
            let subscription = try await publisher.subscribe(property: world.hotel.property) { inbox.take($0) }
            try await world.burst(writers: 8, events: 40, lanes: lanes) { publisher.changed(world.hotel.property) }
            await inbox.until(count: 320)
            let events = inbox.events
            expectOnceInOrder(events, try await world.testEvents())
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
            let publisher = world.publisher(pageSize: 50)
            var known = [try await publisher.currentCursor(property: property)]
            let isOver = Mutex(false)
            // For as long as there are some to join.
            async let written: Void = world.burst(writers: 3, lanes: lanes, until: { isOver.withLock { $0 } }) {
                publisher.changed(property)
            }
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
            isOver.withLock { $0 = true }
            try await written
            publisher.changed(property)
            for (subscription, inbox) in followers {
                let expected = try await world.unseen(by: subscription.cursor)
                await inbox.until(count: expected.count)
                expectOnceInOrder(inbox.events, expected)
            }
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

    @Test func `Whoever missed more than may be read again is told of a gap and follows on`() async throws {
        try await LogWorld.with { world in
            let property = world.hotel.property
            let publisher = world.publisher(pageSize: 7, mostMissed: 20)
            let start = try await publisher.currentCursor(property: property)
            func write(_ count: Int) async throws {
                for _ in 0..<count { try await world.hotel.run(LogWorld.event(at: property)) }
            }
            try await write(20)
            var read: [PublishedEvent] = []
            var cursor = start
            repeat {
                let page = try await publisher.read(property: property, after: cursor, limit: 7)
                read += page.events
                cursor = page.next
                // What comes while it is read is of the next page.
                if read.count == 7 { try await write(1) }
            } while read.count < 21
            #expect(Set(read.map(\.id)).count == 21)
            await #expect(throws: EventCursorError.tooFar) {
                try await publisher.read(property: property, after: start, limit: 7)
            }
            let inbox = Inbox()
            let subscription = try await publisher.subscribe(property: property, from: start) { inbox.take($0) }
            await inbox.until { $0.contains { $0.gap == .tooFar } }
            try await write(1)
            publisher.changed(property)
            await inbox.until(count: 1)
            subscription.end()
        }
    }

    @Test func `An event that cannot be read does not keep its hotel from the next one`() async throws {
        try await LogWorld.with { world in
            let property = world.hotel.property
            let lane = try await world.lane()
            let other = try await world.lane(2)
            let publisher = world.publisher(pageSize: 2)
            let start = try await publisher.currentCursor(property: property)
            let inbox = Inbox()
            let subscription = try await publisher.subscribe(property: property) { inbox.take($0) }
            try await world.hotel.withConnections(1) { sessions in
                try await sessions[0].script(
                    """
                    SET ROLE NONE;
                    ALTER TABLE conversations DROP CONSTRAINT conversations_last_author_check;
                    UPDATE conversations SET last_author = 'ghost' WHERE id = '\(lane)'
                    """,
                    label: "test.break"
                )
            }
            for _ in 0..<3 { try await world.hotel.run(LogWorld.event(of: lane, at: property)) }
            let told = try await world.hotel.value(LogWorld.event(of: other, at: property), as: Int64.self)
            publisher.changed(property)
            await inbox.until(count: 1)
            #expect(inbox.events.map(\.id) == [told])
            #expect(inbox.all.allSatisfy { $0.gap == nil })
            let page = try await publisher.read(property: property, after: start, limit: 10)
            #expect(page.events.map(\.id) == [told] && page.unreadable.count == 3)
            #expect(page.unreadable.allSatisfy { !$0.reason.contains("ghost") })
            subscription.end()
        }
    }

    @Test func `While people use all of their connections the log is followed`() async throws {
        try await LogWorld.with { world in
            let property = world.hotel.property
            let publisher = world.publisher()
            let inbox = Inbox()
            let subscription = try await publisher.subscribe(property: property) { inbox.take($0) }
            try await withThrowingTaskGroup(of: Void.self) { people in
                let (holding, hold) = AsyncStream.makeStream(of: Void.self)
                // As many as the pool has.
                let gates = (0..<4).map { _ in AsyncStream.makeStream(of: Void.self) }
                for (gate, _) in gates {
                    people.addTask {
                        try await world.database.snapshot(of: property) { scope in
                            _ = try await scope.query("SELECT 1 AS one")
                            hold.yield()
                            for await _ in gate {}
                        }
                    }
                }
                for await _ in holding.prefix(4) {}
                try await world.hotel.run(LogWorld.event(at: property))
                publisher.changed(property)
                await inbox.until(count: 1)
                for (_, gate) in gates { gate.finish() }
                try await people.waitForAll()
            }
            subscription.end()
        }
    }

    @Test func `After the end nobody is told, and nobody may begin`() async throws {
        try await LogWorld.with { world in
            let publisher = world.publisher()
            try await world.running([publisher]) {}
            await #expect(throws: EventPublisherStopped.self) {
                try await publisher.subscribe(property: world.hotel.property) { _ in }
            }
        }
    }
}
