package import Domain
package import Postgres

/// An endpoint as the executors and webhooks need it; its credentials still sealed.
package struct EndpointRecord: Sendable {
    package let id: EndpointID
    package let property: PropertyID
    package let provider: String
    package let channel: ChannelKind
    package let address: String
    package let generation: Int
    package let isEnabled: Bool
    package let sealedCredentials: Bytes?
    /// Web pages besides our own that may hold a chat here.
    package let origins: [String]
    /// Whether a guest who begins to write here is greeted.
    package let greets: Bool
}

/// Reads endpoints for the nodes' directories.
package struct EndpointReader: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Every endpoint of every hotel.
    package func all() async throws -> [EndpointRecord] {
        let rows = try await executor.query(
            SQL(
                """
                SELECT id, property_id, provider, channel, address, generation, enabled, credentials, origins,
                       welcome IS NOT NULL AS greets
                FROM endpoints
                """
            )
            .named("endpoints.all")
        )
        return try rows.map { row in
            EndpointRecord(
                id: try row.get("id"),
                property: try row.get("property_id"),
                provider: try row.get("provider"),
                channel: try row.word("channel"),
                address: try row.get("address"),
                generation: Int(try row.get("generation", as: Int32.self)),
                isEnabled: try row.get("enabled"),
                sealedCredentials: try row.get("credentials"),
                origins: try row.get("origins"),
                greets: try row.get("greets")
            )
        }
    }
}
