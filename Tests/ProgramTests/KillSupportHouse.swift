import AsyncHTTPClient
import Channels
import Domain
import Foundation
import NIOCore
import NIOHTTP1
import PortSupport
import Postgres
import Store
import TestSupport
import Testing

/// A hotel with real processes around it: the emulator in Meta's and the engine's place, and Concierge, which may be
/// killed and started again.
actor KillHouse {
    static let number = "106540352242922"
    private static let appSecret = "emulator-app-secret"

    let database: TestDatabase
    nonisolated let owner: PostgresConnection
    private let key: [UInt8]
    private nonisolated let port: Int
    private let emulator: RunningProgram
    nonisolated let emulatorURL: String
    private var concierge: RunningProgram?

    /// Runs a test in a house of its own. Every process is ended by its own number, also when the test fails.
    static func with(
        emulator options: [String] = [],
        accumulation: Duration? = nil,
        _ body: (KillHouse) async throws -> Void
    ) async throws {
        try await TestDatabase.withClone { database in
            let owner = try await PostgresConnection.connect(database.configuration)
            let port = try Int(FreePort.find())
            let emulator = try RunningProgram(
                RunningProgram.path(of: "concierge-emulator"),
                [
                    "--port", "0", "--webhook-url", "http://127.0.0.1:\(port)/webhooks/whatsapp",
                    "--phone-number-id", number,
                ] + options
            )
            let result: Result<Void, any Error>
            var house: KillHouse?
            do {
                let url = try await emulator.line(containing: "listening on ").split(separator: " ").last.map(
                    String.init
                )
                let made = KillHouse(database, owner, port, emulator, try #require(url))
                house = made
                try await made.setUp(accumulation)
                try await body(made)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await house?.kill()
            emulator.signal(SIGKILL)
            await emulator.end()
            await owner.close()
            try result.get()
        }
    }

    private init(
        _ database: TestDatabase,
        _ owner: PostgresConnection,
        _ port: Int,
        _ emulator: RunningProgram,
        _ emulatorURL: String
    ) {
        self.database = database
        self.owner = owner
        self.port = port
        self.emulator = emulator
        self.emulatorURL = emulatorURL
        key = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    }

    private func setUp(_ accumulation: Duration?) async throws {
        let hotel = try await PropertyStore(owner).add(slug: "aurora", name: "Hotel Aurora")
        for code in ["front_desk", "housekeeping", "maintenance"] {
            try await DepartmentStore(owner).add(code: code, name: code, to: hotel.id)
        }
        var endpoint = NewEndpoint(property: hotel.id, channel: .whatsapp, provider: "whatsapp", address: Self.number)
        endpoint.accumulation = accumulation
        let credentials = EndpointCredentials(accessToken: "token", appSecrets: [Self.appSecret], verifyToken: "verify")
        let sealed = Array(try JSONEncoder().encode(credentials))
        try await EndpointStore(owner).add(endpoint, credentials: sealed, box: SecretBox(key: key))
    }

    /// Who thinks.
    enum Engine {
        /// The emulator, by the HTTP contract.
        case remote
        /// The program's own.
        case house
    }

    /// Starts Concierge and waits until it takes connections. The configuration is the same every time.
    func start(engine: Engine = .remote) async throws {
        let engineOptions =
            switch engine {
            case .remote: ["--engine-kind", "http", "--engine-url", "\(emulatorURL)/engine"]
            case .house: ["--engine-kind", "house"]
            }
        let program = try RunningProgram(
            RunningProgram.path(of: "concierge"),
            [
                "serve", "--migrations", TestDatabase.migrationsFolder, "--server-host", "127.0.0.1",
                "--server-port", "\(port)", "--whatsapp-graph-url", "\(emulatorURL)/v23.0",
                // Short leases: what a killed process held is taken up soon.
                "--routing-ai-timeout", "3s", "--turns-lease", "4s", "--delivery-timeout", "2s", "--delivery-lease",
                "3s",
                "--delivery-unknown-settle-time", "2s", "--turns-concurrency", "256",
            ] + engineOptions,
            environment: ["DATABASE_URL": database.url, "SECRETS_KEY": Data(key).base64EncodedString()]
        )
        concierge = program
        try await program.line(containing: "istening on")
    }

    /// Ends Concierge as a power cut does; returns when it is gone.
    func kill() async {
        concierge?.signal(SIGKILL)
        await concierge?.end()
        concierge = nil
    }

    /// Asks Concierge to stop. Returns its exit status and how long it took.
    func stop() async throws -> (status: Int32, elapsed: Duration) {
        let program = try #require(concierge)
        let start = ContinuousClock.now
        program.signal(SIGTERM)
        let status = await program.end()
        concierge = nil
        return (status, .now - start)
    }

    /// Delivers a guest's message as Meta does. Returns the status, nil when there was nobody to answer.
    nonisolated func say(_ text: String, from guest: String, id: String) async -> Int? {
        let body = Array(
            (#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"value":{"messaging_product":"whatsapp","#
                + #""metadata":{"display_phone_number":"15550783881","phone_number_id":"\#(Self.number)"},"#
                + #""messages":[{"from":"\#(guest)","id":"\#(id)","timestamp":"\#(Int(Date().timeIntervalSince1970))","#
                + #""type":"text","text":{"body":"\#(text)"}}]},"field":"messages"}]}]}"#).utf8
        )
        return await post(body, signedWith: Self.appSecret)
    }

    /// Delivers bytes to the webhook. Returns the status, nil when there was nobody to answer.
    nonisolated func post(_ body: [UInt8], signedWith secret: String) async -> Int? {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/webhooks/whatsapp")
        request.method = .POST
        request.headers.add(name: MetaSignature.header, value: MetaSignature.sign(body, secret: secret))
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            return try await ask(request)
        } catch {
            // Refused, reset or late: whatever it was, Meta would send again.
            return nil
        }
    }

    /// A message the emulator took.
    struct Received: Decodable {
        var to: String?
        var text: String?
        var answered: String
    }

    /// Everything the emulator took, by guest.
    nonisolated func received() async throws -> [String: [Received]] {
        let response = try await HTTPClient.shared.execute(
            HTTPClientRequest(url: "\(emulatorURL)/messages"),
            timeout: .seconds(60)
        )
        let data = Data(try await response.body.collect(upTo: 64 << 20).readableBytesView)
        return Dictionary(grouping: try JSONDecoder().decode([Received].self, from: data)) { $0.to ?? "" }
    }

    /// Lets so many guests' words into the database, and has all others wait before their commit.
    nonisolated func holdBack(after count: Int) async throws {
        try await owner.script(
            """
            CREATE FUNCTION hold_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF (SELECT count(*) FROM messages WHERE author = 'guest') > \(count) THEN
                    PERFORM pg_advisory_xact_lock_shared(1);
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER hold_back AFTER INSERT ON messages FOR EACH ROW WHEN (NEW.author = 'guest')
                EXECUTE FUNCTION hold_back();
            SELECT pg_advisory_lock(1)
            """
        )
    }

    /// Has nobody wait any more.
    nonisolated func holdNobodyBack() async throws {
        try await owner.script("SELECT pg_advisory_unlock(1)")
        try await owner.script("DROP TRIGGER hold_back ON messages")
    }

    /// One number that a query counts.
    nonisolated func count(_ query: SQL) async throws -> Int {
        try #require(await owner.query(query).first).get(0, as: Int.self)
    }

    /// Waits until a condition holds in the database, asking it every 20 ms; the processes under test tell nobody.
    nonisolated func until(
        _ condition: SQL,
        within patience: Duration = .seconds(120),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let deadline = ContinuousClock.now + patience
        while true {
            let rows = try await owner.query("SELECT (\(fragment: condition)) AS holds FROM pg_sleep(0.02)")
            if try #require(rows.first).get("holds", as: Bool.self) { return }
            guard .now < deadline else {
                Issue.record("did not come to hold: \(condition.text)", sourceLocation: sourceLocation)
                throw ProgramFailure(description: condition.text)
            }
        }
    }
}
