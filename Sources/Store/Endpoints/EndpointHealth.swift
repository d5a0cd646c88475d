package import Domain
package import Foundation
package import Postgres

/// What happened at an endpoint since it was last noted; each part says how long ago.
package struct EndpointNote: Sendable, Hashable {
    package let endpoint: EndpointID
    package var inbound: Duration?
    package var delivery: Duration?
    package var failure: Duration?
    package var failureClass: String?
    package var failureCode: String?

    /// Notes nothing yet.
    package init(_ endpoint: EndpointID) {
        self.endpoint = endpoint
    }
}

/// Notes what happens at endpoints.
package struct EndpointNotes: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Tells people that guests write to endpoints that are closed, once a day at most about each. Returns the hotels that
    /// were told.
    package func tell(ofWritersAt endpoints: [EndpointID]) async throws -> [PropertyID] {
        guard !endpoints.isEmpty else { return [] }
        return try await executor.query(
            SQL("SELECT tell_of_writers(\(endpoints)) AS hotel").named("endpoints.writers")
        ).map { try $0.get("hotel") }
    }

    /// Stores notes; what other nodes know to be later stays.
    package func store(_ notes: [EndpointNote]) async throws {
        guard !notes.isEmpty else { return }
        _ = try await executor.query(
            SQL(
                """
                SELECT note_endpoint_health(\(notes.map(\.endpoint)), \(notes.map { $0.inbound?.milliseconds }),
                    \(notes.map { $0.delivery?.milliseconds }), \(notes.map { $0.failure?.milliseconds }),
                    \(notes.map(\.failureClass)), \(notes.map { $0.failureCode.map(SafeText.withoutNUL) }))
                """
            ).named("endpoints.note")
        )
    }
}

/// How it stands with an endpoint.
package struct EndpointHealth: Sendable, Hashable {
    package var lastInboundAt: Date?
    /// When a message was last handed over.
    package var lastDeliveryAt: Date?
    package var lastFailureAt: Date?
    /// What kind of failure it was, in the program's word, and the provider's code.
    package var lastFailureClass: String?
    package var lastFailureCode: String?
    /// How many messages wait to be handed over, in the first ``EndpointDesk/mostLanes`` conversations that have some.
    package var waiting = 0
    package var oldestWaitingAt: Date?
    /// How many webhooks with words of guests are kept from when it was closed; 1000 means as many or more.
    package var kept = 0

    /// Of an endpoint at which nothing has happened yet.
    package init() {}
}

extension EndpointDesk {
    /// How many conversations of a hotel are looked through for what waits.
    package static let mostLanes = 5000

    /// How it stands with each of these endpoints.
    package func health(of endpoints: [EndpointID]) async throws -> [EndpointID: EndpointHealth] {
        guard !endpoints.isEmpty else { return [:] }
        let results = try await scope.pipeline([
            SQL("SELECT * FROM endpoint_health WHERE endpoint_id = ANY (\(endpoints))").named("endpoint.health"),
            SQL(
                """
                SELECT c.endpoint_id, count(*)::int AS waiting, min(d.created_at) AS oldest
                FROM (SELECT id, endpoint_id FROM conversations
                      WHERE property_id = \(scope.property) AND delivery_due_at IS NOT NULL
                      ORDER BY delivery_due_at LIMIT \(Int32(clamping: Self.mostLanes))) AS c
                JOIN deliveries d ON d.conversation_id = c.id AND d.is_queued
                WHERE c.endpoint_id = ANY (\(endpoints)) GROUP BY c.endpoint_id
                """
            ).named("endpoint.waiting"),
            SQL("SELECT * FROM messages_kept(\(endpoints))").named("endpoint.kept"),
        ])
        guard results.count == 3 else {
            throw PostgresError(.protocolViolation, "a statement had no result", statement: "endpoint.health")
        }
        var found: [EndpointID: EndpointHealth] = [:]
        for row in results[0] {
            var health = EndpointHealth()
            health.lastInboundAt = try row.get("last_inbound_at")
            health.lastDeliveryAt = try row.get("last_delivery_at")
            health.lastFailureAt = try row.get("last_failure_at")
            health.lastFailureClass = try row.get("last_failure_class")
            health.lastFailureCode = try row.get("last_failure_code")
            found[try row.get("endpoint_id")] = health
        }
        for row in results[1] {
            let id: EndpointID = try row.get("endpoint_id")
            found[id, default: EndpointHealth()].waiting = Int(try row.get("waiting", as: Int32.self))
            found[id, default: EndpointHealth()].oldestWaitingAt = try row.get("oldest")
        }
        for row in results[2] {
            let id: EndpointID = try row.get("endpoint_id")
            found[id, default: EndpointHealth()].kept = Int(try row.get("kept", as: Int32.self))
        }
        return found
    }
}
