package import Domain
import Foundation
package import Postgres
package import Store

/// A hotel in a database of its own: departments, one WhatsApp endpoint that answers at once, and the stores.
package struct Hotel: Sendable {
    /// The database everything is in.
    package let database: TestDatabase
    /// The router's pool.
    package let pool: PostgresPool
    package let property: PropertyID
    package let endpoint: EndpointID

    package var ingest: IngestStore { IngestStore(pool) }
    package var turns: TurnStore { TurnStore(pool) }
    package var deliveries: DeliveryStore { DeliveryStore(pool) }
    package var receipts: ReceiptStore { ReceiptStore(pool) }
    package var takeover: Takeover { Takeover(pool) }
    package var upkeep: UpkeepStore { UpkeepStore(pool) }

    /// Runs a test in a hotel of its own.
    ///
    /// - Parameters:
    ///   - connections: the size of the router's pool.
    ///   - accumulation: how long a burst gathers on the endpoint, in milliseconds.
    package static func withOne<Result>(
        connections: Int = 4,
        accumulation: Int = 0,
        _ body: (Hotel) async throws -> Result
    ) async throws -> Result {
        try await TestDatabase.withClone { database in
            let stores = Database(database.configuration, routerConnections: connections, apiConnections: 1)
            do {
                let property = try await addProperty("aurora", to: stores.router)
                let endpoint = try await addEndpoint("1", accumulation: accumulation, of: property, to: stores.router)
                let hotel = Hotel(database: database, pool: stores.router, property: property, endpoint: endpoint)
                let result = try await body(hotel)
                await stores.shutdown()
                return result
            } catch {
                await stores.shutdown()
                throw error
            }
        }
    }

    /// Another hotel in the same database.
    package func neighbour(_ slug: String, accumulation: Int = 0) async throws -> Hotel {
        let property = try await Self.addProperty(slug, to: pool)
        let endpoint = try await Self.addEndpoint(slug, accumulation: accumulation, of: property, to: pool)
        return Hotel(database: database, pool: pool, property: property, endpoint: endpoint)
    }

    /// The same hotel by another of its endpoints.
    package func byEndpoint(_ address: String, channel: String = "whatsapp", accumulation: Int? = 0) async throws
        -> Hotel
    {
        let endpoint = try await Self.addEndpoint(
            address,
            channel: channel,
            accumulation: accumulation,
            of: property,
            to: pool
        )
        return Hotel(database: database, pool: pool, property: property, endpoint: endpoint)
    }

    /// A session of its own with the router's role, for transactions opened by hand. The caller closes it.
    package func connect() async throws -> PostgresConnection {
        try await PostgresConnection.connect(Database.configuration(database.configuration, as: .router))
    }

    /// Runs a test with sessions of its own, closed afterwards.
    package func withConnections<Result>(
        _ count: Int,
        _ body: ([PostgresConnection]) async throws -> Result
    ) async throws -> Result {
        var connections: [PostgresConnection] = []
        do {
            for _ in 0..<count { connections.append(try await connect()) }
            let result = try await body(connections)
            for connection in connections { await connection.close() }
            return result
        } catch {
            for connection in connections { await connection.close() }
            throw error
        }
    }

    /// Stores a batch under the default limits.
    @discardableResult
    package func receive(
        _ items: [IngestItem],
        through executor: (any PostgresExecutor)? = nil,
        limit: RateLimit = RateLimit(maxRequests: 100, windowMs: 60_000),
        reopenWindow: Duration = .seconds(4 * 3600)
    ) async throws -> [IngestOutcome] {
        try await IngestStore(executor ?? pool).ingest(
            items,
            defaults: IngestDefaults(rateLimit: limit, reopenWindow: reopenWindow)
        )
    }

    /// Longer than any test takes on any machine: what one has claimed and left is claimed again only when it lets the
    /// time pass.
    package static let lease = Duration.seconds(24 * 3600)

    /// Claims every due turn, at most a hundred.
    package func claimTurns(
        limit: Int = 100,
        perProperty: Int = 100,
        node: String = "node-1",
        lease: Duration = Self.lease,
        through executor: (any PostgresExecutor)? = nil
    ) async throws -> [ClaimedTurn] {
        try await TurnStore(executor ?? pool).claim(limit: limit, perProperty: perProperty, node: node, lease: lease)
    }

    /// Claims every due delivery, at most a hundred.
    package func claimDeliveries(
        limit: Int = 100,
        perProperty: Int = 100,
        lease: Duration = Self.lease,
        settleTime: Duration = .seconds(120),
        through executor: (any PostgresExecutor)? = nil
    ) async throws -> [ClaimedDelivery] {
        try await DeliveryStore(executor ?? pool).claim(
            limit: limit,
            perProperty: perProperty,
            node: "node-1",
            lease: lease,
            settleTime: settleTime
        )
    }

    /// The only value of the only row of a statement.
    package func value<Value: PostgresDecodable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> Value {
        guard let row = try await pool.query(sql).first else {
            throw PostgresError(.decoding, "no row", statement: sql.label)
        }
        return try row.get(0)
    }

    /// The first column of every row.
    package func values<Value: PostgresDecodable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> [Value]
    {
        try await pool.query(sql).map { try $0.get(0) }
    }

    /// Runs a statement for its effect.
    package func run(_ sql: SQL) async throws {
        _ = try await pool.query(sql)
    }

    private static func addProperty(_ slug: String, to pool: PostgresPool) async throws -> PropertyID {
        let property = PropertyID(UUID.version7())
        _ = try await pool.pipeline([
            "INSERT INTO properties (id, slug, name) VALUES (\(property), \(slug), \(slug))",
            """
            INSERT INTO departments (property_id, code, name)
            VALUES (\(property), 'front_desk', 'Front desk'), (\(property), 'housekeeping', 'Housekeeping')
            """,
        ])
        return property
    }

    private static func addEndpoint(
        _ address: String,
        channel: String = "whatsapp",
        accumulation: Int?,
        of property: PropertyID,
        to pool: PostgresPool
    ) async throws -> EndpointID {
        let endpoint = EndpointID(UUID.version7())
        _ = try await pool.query(
            """
            INSERT INTO endpoints (id, property_id, channel, provider, address, accumulation_ms)
            VALUES (\(endpoint), \(property), \(channel), 'whatsapp', \(address), \(accumulation.map { Int32($0) }))
            """
        )
        return endpoint
    }
}
