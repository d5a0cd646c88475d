package import Domain
package import Logging
package import Postgres
import ServiceLifecycle
package import Store

/// Tells everybody who watches what changed, from the log in which it was committed.
///
/// Each node has one. It reads a hotel's log once for all its followers there, when something is said to have changed and
/// otherwise once a second, so that nothing depends on a hint being heard.
package struct EventPublisher: Service {
    /// To be told after each commit that wrote events.
    package let hints: EventHints
    private let hub: EventHub
    private let database: Database
    private let server: PostgresConfiguration
    private let reader: LogReader
    private let mostMissed: Int

    /// Wires a publisher. Logs can be followed at once; other nodes are told and heard while ``run()`` runs.
    ///
    /// - Parameters:
    ///   - database: the pools; logs are read as people's own queries are, and followed through connections of their own.
    ///   - server: the way to the server, for the two connections of its own that notifying and listening take.
    ///   - node: this process's name; nodes of one database have different ones.
    ///   - configuration: the limits.
    ///   - logger: where it speaks.
    package init(
        database: Database,
        server: PostgresConfiguration,
        node: String,
        configuration: EventPublisherConfiguration = EventPublisherConfiguration(),
        logger: Logger
    ) {
        let metrics = EventMetrics()
        self.database = database
        reader = LogReader(metrics: metrics, logger: logger)
        mostMissed = configuration.mostMissed
        self.server = Database.configuration(server, as: .api)
        hub = EventHub(database: database, configuration: configuration, metrics: metrics, logger: logger)
        hints = EventHints(
            hub: hub,
            // A word of this process alone: the name of a node may be given twice by mistake.
            node: node.replacing(" ", with: "_") + String(UInt32.random(in: .min ... .max), radix: 36),
            interval: configuration.hintInterval,
            metrics: metrics,
            logger: logger
        )
    }

    /// Notifies and hears other nodes until it is shut down gracefully; then nothing is followed any more.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await hints.send(through: server) }
                group.addTask { await hints.listen(through: server) }
            }
        }
        hub.stop()
    }

    /// Something was committed at a hotel. Returns at once.
    package func changed(_ property: PropertyID) {
        hints.changed(property)
    }

    /// Follows a hotel's log: every event that the cursor has not seen, once, a conversation's in their order.
    ///
    /// Meant for few followers that hand on to many. The listener is called from one task per hotel, batch after batch. It
    /// must not block: while it runs, it holds a thread that is shared by the whole program, and no other follower of the
    /// same hotel on this node is told anything. Followers of other hotels are not concerned.
    ///
    /// - Parameters:
    ///   - property: the hotel.
    ///   - cursor: how far the follower has read; nil begins at the log's end.
    ///   - listener: gets the batches.
    /// - Returns: the subscription, with the cursor it begins at. Letting go of it ends it.
    /// - Throws: ``EventCursorError`` when reading cannot go on from the cursor, `PostgresError`,
    ///   ``EventPublisherStopped``.
    package func subscribe(
        property: PropertyID,
        from cursor: EventCursor? = nil,
        _ listener: @escaping @Sendable (PublishedBatch) -> Void
    ) async throws -> EventSubscription {
        let store = EventStore(database.scope(of: property))
        let end = try await store.position(after: cursor)
        return try hub.follow(property, from: cursor, end: end, listener)
    }

    /// The next events after a cursor, for those who ask rather than follow.
    ///
    /// - Throws: ``EventCursorError`` when reading cannot go on from the cursor, or it would take too long: behind it are
    ///   more events than ``EventPublisherConfiguration/mostMissed``.
    package func read(property: PropertyID, after cursor: EventCursor, limit: Int) async throws -> EventPage {
        try await reader.page(
            EventStore(database.scope(of: property)),
            of: property,
            after: cursor,
            limit: limit,
            most: mostMissed
        )
    }

    /// Where a hotel's log ends now.
    package func currentCursor(property: PropertyID) async throws -> EventCursor {
        try await EventStore(database.scope(of: property)).position()
    }

    /// Reads things of a hotel as they are at one moment, with the cursor of that moment: following from it tells exactly
    /// what the reading did not show.
    package func snapshot<Result>(
        property: PropertyID,
        _ body: (PropertyScope) async throws -> Result
    ) async throws -> (result: Result, cursor: EventCursor) {
        try await database.snapshot(of: property) { scope in
            let cursor = try await EventStore(scope).position()
            return (try await body(scope), cursor)
        }
    }
}
