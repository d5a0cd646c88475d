import AIEngine
import Channels
import Domain
import Foundation
import Logging
import Routing
import ServiceLifecycle
import Store
import TestSupport
import Testing

@testable import Postgres

/// A hotel with a WhatsApp number in a database of its own, and an eye on what is stored.
struct HotelWorld: Sendable {
    static let address = "100000000000001"
    /// A logger for what a test provokes on purpose.
    static let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let database: TestDatabase
    let pools: Database
    let property: PropertyID
    /// A session of the database's owner: sees everything, and is told when something changes.
    let owner: PostgresConnection

    /// What webhooks for an address are signed with.
    static func secret(of address: String) -> String { "secret-\(address)" }

    /// Runs a test in a fresh world.
    static func with(_ body: (HotelWorld) async throws -> Void) async throws {
        try await TestDatabase.withClone { database in
            var configuration = database.configuration
            configuration.applicationName = "test owner"
            let owner = try await PostgresConnection.connect(configuration)
            let pools = Database(database.configuration, routerConnections: 6, apiConnections: 1)
            do {
                try await owner.script(changesAreTold, label: "test.changes")
                let stores = PropertyStore(owner)
                let hotel = try await stores.add(slug: "aurora", name: "Hotel Aurora")
                let world = HotelWorld(database: database, pools: pools, property: hotel.id, owner: owner)
                for code in ["front_desk", "housekeeping"] {
                    try await DepartmentStore(owner).add(code: code, name: code, to: hotel.id)
                }
                try await world.addEndpoint(Self.address)
                try await body(world)
                await pools.shutdown()
                await owner.close()
            } catch {
                await pools.shutdown()
                await owner.close()
                throw error
            }
        }
    }

    /// Adds a WhatsApp number; bursts are answered at once unless said otherwise.
    @discardableResult
    func addEndpoint(_ address: String, accumulation: Duration = .zero) async throws -> EndpointID {
        var endpoint = NewEndpoint(property: property, channel: .whatsapp, provider: "whatsapp", address: address)
        endpoint.accumulation = accumulation
        return try await EndpointStore(owner).add(endpoint, box: nil)
    }

    /// Puts a policy of the hotel in force; routers made afterwards know it at once.
    func decide(_ kind: PolicyKind, _ document: String) async throws {
        _ = try await owner.query(
            """
            INSERT INTO policies (property_id, kind, version, document)
            SELECT \(property), \(kind.rawValue), coalesce(max(version), 0) + 1, \(JSONB(text: document)) FROM policies
            WHERE property_id = \(property) AND kind = \(kind.rawValue)
            """
        )
    }

    /// A router of this hotel; it must run for turns and deliveries to happen.
    func router(
        _ node: String = "a",
        engine: any AIEngineClient = ScriptedEngine.prompt,
        channel: ScriptedChannel = ScriptedChannel(),
        pools: Database? = nil,
        _ change: (inout RouterConfiguration) -> Void = { _ in },
        changed: @escaping @Sendable (PropertyID) -> Void = { _ in }
    ) async throws -> MessageRouter {
        var configuration = RouterConfiguration(node: node)
        configuration.stopGrace = .milliseconds(100)
        change(&configuration)
        let router = MessageRouter(
            database: pools ?? self.pools,
            channels: ChannelService([channel]),
            engine: engine,
            configuration: configuration,
            logger: Self.silence,
            changed: changed,
            open: { record in
                EndpointCredentials(
                    accessToken: "token",
                    appSecrets: [Self.secret(of: record.address)],
                    verifyToken: "verify-\(record.address)"
                )
            }
        )
        try await router.prepare()
        return router
    }

    /// Runs routers while the body does, and stops them gracefully.
    func running(_ routers: MessageRouter..., during body: () async throws -> Void) async throws {
        let group = ServiceGroup(services: routers, logger: Self.silence)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body()
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// One number that a query counts.
    func count(_ query: SQL) async throws -> Int {
        try #require(await owner.query(query).first).get(0, as: Int.self)
    }

    /// The only column of every row, as text.
    func words(_ query: SQL) async throws -> [String] {
        try await owner.query(query).map { try $0.get(0, as: String.self) }
    }

    /// Waits until a query counts this many; woken by changes, not by time.
    func until(
        _ expected: Int,
        _ query: SQL,
        within patience: Duration = .seconds(60),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let deadline = ContinuousClock.now + patience
        while true {
            let seen = try await count(query)
            if seen == expected { return }
            guard .now < deadline else {
                Issue.record("\(query.text) counts \(seen), not \(expected)", sourceLocation: sourceLocation)
                throw CancellationError()
            }
            _ = try await owner.notifications(within: .seconds(1))
        }
    }

    /// Waits until something that is not in the database is so.
    func until(
        within patience: Duration = .seconds(60),
        sourceLocation: SourceLocation = #_sourceLocation,
        _ isSo: () -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + patience
        while !isSo() {
            guard .now < deadline else {
                Issue.record("it never came to be so", sourceLocation: sourceLocation)
                throw CancellationError()
            }
            _ = try await owner.notifications(within: .milliseconds(10))
        }
    }

    /// What must hold whatever happened: numbers without gaps, no turn or delivery left hanging, nothing said twice.
    func expectSound(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let flaws = try await words(
            """
            SELECT 'message numbers of ' || conversation_id || ' have gaps' FROM messages
            GROUP BY conversation_id HAVING max(seq) <> count(*) OR min(seq) <> 1
            UNION ALL
            SELECT 'event numbers of ' || conversation_id || ' have gaps' FROM events
            GROUP BY conversation_id HAVING max(event_seq) <> count(*) OR min(event_seq) <> 1
            UNION ALL
            SELECT 'lane ' || c.id || ' does not know its last message' FROM conversations c
            WHERE message_seq <> (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id)
            UNION ALL
            SELECT 'two answers of turn ' || turn_id FROM messages WHERE author <> 'guest' AND flags <> '{resent}'
            GROUP BY turn_id, author HAVING count(*) > 1
            UNION ALL
            SELECT 'two deliveries of message ' || message_id FROM deliveries GROUP BY message_id HAVING count(*) > 1
            UNION ALL
            SELECT 'turn ' || t.id || ' is forgotten by its lane' FROM turns t JOIN conversations c ON c.id = t.conversation_id
            WHERE (t.state = 'running' AND c.running_turn_id IS DISTINCT FROM t.id)
               OR (t.state = 'accumulating' AND c.open_turn_id IS DISTINCT FROM t.id)
            UNION ALL
            SELECT 'delivery ' || d.id || ' is forgotten by its lane' FROM deliveries d JOIN conversations c ON c.id = d.conversation_id
            WHERE d.state IN ('queued', 'sending') AND c.delivery_due_at IS NULL
            UNION ALL
            SELECT 'message ' || id || ' belongs to no turn' FROM messages
            WHERE author = 'guest' AND turn_id IS NULL AND decision NOT IN ('to_staff', 'held', 'rejected', 'routed_rule')
            """
        )
        #expect(flaws == [], sourceLocation: sourceLocation)
    }

    private static let changesAreTold = """
        CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('change', ''); RETURN NULL; END $$;
        CREATE TRIGGER tell AFTER INSERT OR UPDATE ON conversations FOR EACH STATEMENT EXECUTE FUNCTION tell_change();
        CREATE TRIGGER tell AFTER INSERT OR UPDATE ON turns FOR EACH STATEMENT EXECUTE FUNCTION tell_change();
        CREATE TRIGGER tell AFTER INSERT OR UPDATE ON deliveries FOR EACH STATEMENT EXECUTE FUNCTION tell_change();
        LISTEN change
        """
}
