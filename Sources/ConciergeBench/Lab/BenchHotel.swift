import Channels
import Domain
import Foundation
import Postgres
import Store

/// The hotel everything happens in: one WhatsApp number without accumulation, and guests who have written before.
struct BenchHotel: Sendable, Codable {
    /// What its webhooks are signed with.
    static let appSecret = "bench-app-secret"
    /// The number guests write to.
    static let phoneNumberID = "100000000000001"

    let property: UUID
    let endpoint: UUID
    /// How many guests have written before; see ``phone(known:)``.
    let knownGuests: Int
    /// 32 bytes in base64.
    let secretsKey: String

    /// The digits of the nth guest who has written before.
    static func phone(known number: Int) -> String { "1500" + padded(number) }

    /// The digits of the nth guest who has not.
    static func phone(stranger number: Int) -> String { "1600" + padded(number) }

    /// Migrates a database and fills it. Guests come in through the program's own ingest, so that their rows are
    /// what they would be; their first turns are closed, as if answered.
    static func build(
        in database: String,
        on server: DurableServer,
        migrations: String,
        knownGuests: Int
    ) async throws -> BenchHotel {
        let configuration = PostgresConfiguration(server.address.database(database))
        _ = try await Migrator(folder: migrations).run(on: configuration)
        var random = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in random.next() as UInt8 }
        let store = Store.Database(configuration, routerConnections: 2, apiConnections: 1)
        do {
            let hotel = try await fill(store, key: key, knownGuests: knownGuests)
            await store.shutdown()
            try await server.withConnection(to: database) { connection in
                try await connection.script(
                    """
                    UPDATE turns SET state = 'done', finished_at = now(), outcome = 'answered';
                    UPDATE conversations SET open_turn_id = NULL, open_turn_opened_at = NULL, turn_due_at = NULL,
                        rate_tokens = NULL, rate_updated_at = NULL
                    """
                )
                try await connection.script("VACUUM (ANALYZE)")
            }
            return hotel
        } catch {
            await store.shutdown()
            throw error
        }
    }

    private static func fill(_ store: Store.Database, key: [UInt8], knownGuests: Int) async throws -> BenchHotel {
        let property = try await PropertyStore(store.router).add(slug: "bench", name: "Bench Hotel")
        var endpoint = NewEndpoint(
            property: property.id,
            channel: .whatsapp,
            provider: "whatsapp",
            address: phoneNumberID
        )
        endpoint.accumulation = .zero
        let credentials = EndpointCredentials(accessToken: "bench-token", appSecrets: [appSecret], verifyToken: "bench")
        let id = try await EndpointStore(store.router).add(
            endpoint,
            credentials: Array(try JSONEncoder().encode(credentials)),
            box: try SecretBox(key: key)
        )
        // Its guests ask the same over and over, which would call people.
        _ = try await store.router.query(
            """
            INSERT INTO policies (property_id, kind, version, document)
            VALUES (\(property.id), 'escalation', 1, '{"failedAttempts": 1000000}')
            """
        )
        let ingest = IngestStore(store.router)
        let batch = 250
        for first in stride(from: 0, to: knownGuests, by: batch) {
            let items = (first..<min(first + batch, knownGuests)).map { number in
                IngestItem(hello(from: phone(known: number), id: "wamid.seed.\(number)"), endpoint: id)
            }
            _ = try await ingest.ingest(items, defaults: IngestDefaults())
        }
        return BenchHotel(
            property: property.id.rawValue,
            endpoint: id.rawValue,
            knownGuests: knownGuests,
            secretsKey: Data(key).base64EncodedString()
        )
    }

    private static func hello(from phone: String, id: String) -> InboundMessage {
        InboundMessage(
            provider: "whatsapp",
            endpointAddress: phoneNumberID,
            senders: [GuestIdentity(kind: .phone, value: "+" + phone)],
            senderName: "Guest \(phone)",
            providerMessageID: id,
            text: "Good evening, we have arrived.",
            sentAt: Date()
        )
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 7 - digits.count)) + digits
    }
}
