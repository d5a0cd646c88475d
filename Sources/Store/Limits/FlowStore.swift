package import Domain
package import Postgres

/// Where nodes tell each other how much they let in.
package struct FlowStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Says what this node let in, and reads what all of them say.
    package func exchange(_ own: [FlowMeter.Count]) async throws -> [FlowMeter.Count] {
        var statements = [SQL("SELECT endpoint_id, node, property_id, total FROM flow_counts").named("flow.read")]
        if !own.isEmpty { statements.insert(Self.say(own), at: 0) }
        guard let all = try await executor.pipeline(statements).last else { return [] }
        return try all.map { row in
            FlowMeter.Count(
                endpoint: try row.get("endpoint_id"),
                property: try row.get("property_id"),
                node: try row.get("node"),
                total: try row.get("total")
            )
        }
    }

    private static func say(_ own: [FlowMeter.Count]) -> SQL {
        let counts = own.sorted { $0.endpoint.description < $1.endpoint.description }
        return SQL(
            """
            INSERT INTO flow_counts (endpoint_id, node, property_id, total)
            SELECT c.endpoint, c.node, c.property, c.total
            FROM unnest(\(counts.map(\.endpoint)), \(counts.map(\.node)), \(counts.map(\.property)), \(counts.map(\.total)))
                 AS c (endpoint, node, property, total)
            WHERE EXISTS (SELECT FROM endpoints e WHERE e.id = c.endpoint)
            ON CONFLICT (endpoint_id, node) DO UPDATE SET total = excluded.total, seen_at = now()
            """
        ).named("flow.say")
    }

    /// Forgets nodes that let nothing in for a day: they are gone, or begin anew.
    package func forget() async throws {
        _ = try await executor.query(
            SQL("DELETE FROM flow_counts WHERE seen_at < now() - interval '1 day'").named("flow.forget")
        )
    }
}
