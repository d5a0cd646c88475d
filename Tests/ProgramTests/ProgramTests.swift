import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import Postgres
import Store
import TestSupport
import Testing

@testable import ConciergeCommand

/// The program as a whole: what it refuses to start with, and a guest's message all the way into the database.
@Suite struct ProgramTests {
    private func refusal(_ settings: Settings) async throws -> String {
        let error = await #expect(throws: ProgramError.self) {
            let program = try Program(settings, migrations: TestDatabase.migrationsFolder)
            try await program.end(after: { try await program.checkBeforeServing() })
        }
        return try #require(error).description
    }

    @Test func `It refuses to serve without a key, without a database, unmigrated, or beside the demo`() async throws {
        try await TestDatabase.withClone { database async throws in
            var settings = try DoctorTests.settings(database.url)
            let program = try Program(settings, migrations: TestDatabase.migrationsFolder)
            try await program.end(after: { try await program.checkBeforeServing() })

            settings.secrets.key = nil
            #expect(try await refusal(settings).contains("secrets.key is not set"))
            settings = try DoctorTests.settings(database.url)
            settings.database.url = nil
            #expect(try await refusal(settings).contains("database.url is not set"))

            settings = try DoctorTests.settings(database.url)
            try await settings.withDatabase { stores in
                _ = try await DemoLoader(database: stores, box: settings.requireSecretBox()).load()
            }
            #expect(try await refusal(settings).contains("demo hotel"))
        }
        try await TestDatabase.withEmpty { database async throws in
            #expect(try await refusal(DoctorTests.settings(database.url)).contains("run `concierge migrate` first"))
        }
    }

    @Test func `A signed webhook is stored before it is answered, a forged one is refused`() async throws {
        try await TestDatabase.withClone { database async throws in
            var settings = try DoctorTests.settings(database.url)
            settings.server.host = "127.0.0.1"
            settings.server.port = 0
            try await settings.withDatabase { stores in
                _ = try await DemoLoader(database: stores, box: settings.requireSecretBox()).load()
            }
            let program = try Program(settings, migrations: TestDatabase.migrationsFolder)
            try await program.end(after: { try await exchange(with: program) })
        }
    }

    private func exchange(with program: Program) async throws {
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await program.serve { running.yield($0) } }
            for await port in ports.prefix(1) {
                let url = "http://127.0.0.1:\(port)"
                #expect(try await ask(HTTPClientRequest(url: url + "/readyz")) == 200)
                #expect(try await post(url, secret: "another-secret") == 401)
                #expect(try await stored(program) == 0)
                #expect(try await post(url, secret: "emulator-app-secret") == 200)
                #expect(try await stored(program) == 1)
                #expect(try await post(url, secret: "emulator-app-secret") == 200)
                #expect(try await stored(program) == 1)
            }
            tasks.cancelAll()
            do {
                try await tasks.waitForAll()
            } catch is CancellationError {
                // Asked for: the server was ended by cancelling it.
            }
        }
    }

    private func stored(_ program: Program) async throws -> Int64 {
        let rows = try await program.database.router.query("SELECT count(*) FROM messages WHERE author = 'guest'")
        return try rows.first?.get(0) ?? -1
    }

    private func post(_ url: String, secret: String) async throws -> Int {
        let body = """
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp","metadata":{"display_phone_number":"1","phone_number_id":"100000000000001"},
            "contacts":[{"profile":{"name":"Ada"},"wa_id":"15005550177"}],
            "messages":[{"from":"15005550177","id":"wamid.TEST1","timestamp":"1700000000","type":"text",
            "text":{"body":"Is there Wi-Fi?"}}]}}]}]}
            """
        let code = HMAC<SHA256>.authenticationCode(for: Data(body.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        var request = HTTPClientRequest(url: url + "/webhooks/whatsapp")
        request.method = .POST
        request.headers.add(name: "X-Hub-Signature-256", value: "sha256=" + code.map { hex($0) }.joined())
        request.body = .bytes(ByteBuffer(string: body))
        return try await ask(request)
    }

    private func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
