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
    /// What the credentials were sealed for.
    package let purpose: SecretBox.Purpose
    /// Web pages besides our own that may hold a chat here.
    package let origins: [String]
    /// Whether a guest who begins to write here is greeted.
    package let greets: Bool
    /// What was replaced and is good for a while yet.
    package let retiring: Retiring?

    /// Credentials that were replaced.
    package struct Retiring: Sendable {
        package let sealed: Bytes
        /// How long they are good from the moment the reading began; not a moment longer.
        package let remaining: Duration
    }

    /// The endpoint with what was replaced in the place of what is good for good; nil when nothing was.
    package var retired: EndpointRecord? {
        retiring.map { retiring in
            EndpointRecord(
                id: id,
                property: property,
                provider: provider,
                channel: channel,
                address: address,
                generation: generation,
                isEnabled: isEnabled,
                sealedCredentials: retiring.sealed,
                purpose: .retiringCredentials,
                origins: origins,
                greets: greets,
                retiring: nil
            )
        }
    }
}

/// Reads endpoints for the nodes' directories.
package struct EndpointReader: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Changes whenever an endpoint comes, goes or changes.
    package func mark() async throws -> String {
        let rows = try await executor.query(
            SQL(
                """
                SELECT concat_ws(':', count(*), sum(hashtextextended(concat_ws(' ', id, generation, enabled), 0))) AS mark
                FROM endpoints
                """
            ).named("endpoints.mark")
        )
        return try rows.first?.get("mark") ?? ""
    }

    /// Every endpoint of every hotel.
    package func all() async throws -> [EndpointRecord] {
        let rows = try await executor.query(
            SQL(
                """
                SELECT id, property_id, provider, channel, address, generation, enabled, credentials, origins,
                    welcome IS NOT NULL AS greets, retiring_credentials,
                    (extract(epoch FROM retiring_until - now()) * 1000)::double precision AS retiring_ms
                FROM endpoints
                """
            )
            .named("endpoints.all")
        )
        return try rows.map { row in
            var retiring: EndpointRecord.Retiring?
            if let sealed = try row.get("retiring_credentials", as: Bytes?.self),
                let left = try row.get("retiring_ms", as: Double?.self), left > 0
            {
                retiring = EndpointRecord.Retiring(sealed: sealed, remaining: .milliseconds(left))
            }
            return EndpointRecord(
                id: try row.get("id"),
                property: try row.get("property_id"),
                provider: try row.get("provider"),
                channel: try row.word("channel"),
                address: try row.get("address"),
                generation: Int(try row.get("generation", as: Int32.self)),
                isEnabled: try row.get("enabled"),
                sealedCredentials: try row.get("credentials"),
                purpose: .endpointCredentials,
                origins: try row.get("origins"),
                greets: try row.get("greets"),
                retiring: retiring
            )
        }
    }
}
