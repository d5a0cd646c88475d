import Domain
import Foundation
import Logging
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

@testable import Events

/// A hotel whose log is written and followed.
struct LogWorld: Sendable {
    let hotel: Hotel
    let database: Database

    static let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func with(connections: Int = 8, _ body: (LogWorld) async throws -> Void) async throws {
        try await Hotel.withOne(connections: connections) { hotel in
            let database = Database(hotel.database.configuration, routerConnections: 1, apiConnections: 4)
            do {
                try await body(LogWorld(hotel: hotel, database: database))
                await database.shutdown()
            } catch {
                await database.shutdown()
                throw error
            }
        }
    }

    func store(_ property: PropertyID? = nil) -> EventStore {
        EventStore(database.scope(of: property ?? hotel.property))
    }

    func publisher(
        _ node: String = "a",
        pollFloor: Duration = .milliseconds(50),
        pageSize: Int = 500,
        mostMissed: Int = 10_000
    ) -> EventPublisher {
        EventPublisher(
            database: database,
            server: hotel.database.configuration,
            node: node,
            configuration: EventPublisherConfiguration(
                pollFloor: pollFloor,
                pageSize: pageSize,
                mostMissed: mostMissed
            ),
            logger: Self.silence
        )
    }

    /// Lanes that events can be about.
    func lanes(_ count: Int) async throws -> [ConversationID] {
        try await hotel.receive((0..<count).map { Guest($0).writes("Hi", to: hotel) })
        return try await hotel.values(
            "SELECT id FROM conversations WHERE property_id = \(hotel.property) ORDER BY id"
        )
    }

    /// One event of a lane, numbered under its lock as all our functions do it.
    static func event(of lane: ConversationID, at property: PropertyID) -> SQL {
        """
        WITH lane AS (
            UPDATE conversations SET event_seq = event_seq + 1 WHERE id = \(lane) RETURNING event_seq
        )
        INSERT INTO events (property_id, conversation_id, event_seq, kind)
        SELECT \(property), \(lane), event_seq, 'test' FROM lane RETURNING id
        """
    }

    /// One event about nothing.
    static func event(at property: PropertyID) -> SQL {
        "INSERT INTO events (property_id, kind) VALUES (\(property), 'test') RETURNING id"
    }

    /// Writers side by side, each event in a transaction of its own.
    func burst(
        writers: Int,
        events: Int,
        lanes: [ConversationID],
        after each: @escaping @Sendable () -> Void = {}
    ) async throws {
        let property = hotel.property
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    for number in 0..<events {
                        _ = try await hotel.pool.query(
                            Self.event(of: lanes[(writer + number) % lanes.count], at: property)
                        )
                        each()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Writers side by side until they are told that it is enough, each event in a transaction of its own.
    func burst(
        writers: Int,
        lanes: [ConversationID],
        until isOver: @escaping @Sendable () -> Bool,
        after each: @escaping @Sendable () -> Void
    ) async throws {
        let property = hotel.property
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var number = writer
                    while !isOver(), !Task.isCancelled {
                        _ = try await hotel.pool.query(Self.event(of: lanes[number % lanes.count], at: property))
                        each()
                        number += 1
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// What the server itself says a cursor has not seen.
    func unseen(by cursor: EventCursor) async throws -> Set<Int64> {
        let seen: SQL =
            cursor.page.map {
                "pg_visible_in_snapshot(xid, \($0.target.description)::pg_snapshot) AND id <= \($0.last)"
            } ?? "false"
        return Set(
            try await hotel.values(
                """
                SELECT id FROM events WHERE property_id = \(hotel.property)
                    AND NOT pg_visible_in_snapshot(xid, \(cursor.base.description)::pg_snapshot)
                    AND NOT (\(fragment: seen))
                """
            )
        )
    }

    /// Runs publishers while the body does.
    func running(_ publishers: [EventPublisher], _ body: () async throws -> Void) async throws {
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

    /// Every event that tests wrote.
    func testEvents() async throws -> Set<Int64> {
        Set(try await hotel.values("SELECT id FROM events WHERE kind = 'test'", as: Int64.self))
    }

    /// Everything that reading on from a cursor gives, in pages of `limit`.
    func all(after cursor: EventCursor, limit: Int = 1000) async throws -> [PublishedEvent] {
        var events: [PublishedEvent] = []
        var cursor = cursor
        while true {
            let page = try await store().page(after: cursor, limit: limit)
            events += page.events
            cursor = page.next
            if !page.hasMore { return events }
        }
    }
}

/// What a follower was told.
final class Inbox: Sendable {
    private let batches = Mutex<[PublishedBatch]>([])
    private let stream: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init() {
        (stream, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func take(_ batch: PublishedBatch) {
        batches.withLock { $0.append(batch) }
        signal.yield()
    }

    var all: [PublishedBatch] { batches.withLock { $0 } }
    var events: [PublishedEvent] { all.flatMap(\.events) }

    /// Waits until something holds of what was told; a test's time limit ends a wait for nothing.
    func until(_ holds: ([PublishedBatch]) -> Bool) async {
        if holds(all) { return }
        for await _ in stream where holds(all) { return }
    }

    func until(count: Int) async {
        await until { $0.reduce(0) { $0 + $1.events.count } >= count }
    }
}

/// Each event once, a conversation's in their order.
func expectOnceInOrder(
    _ events: [PublishedEvent],
    _ expected: Set<Int64>,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(Set(events.map(\.id)) == expected, sourceLocation: sourceLocation)
    #expect(events.count == expected.count, sourceLocation: sourceLocation)
    for (lane, own) in Dictionary(grouping: events, by: \.conversationID) where lane != nil {
        let numbers = own.compactMap(\.sequence)
        #expect(numbers == numbers.sorted(), sourceLocation: sourceLocation)
    }
}
