import Channels
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import ConciergeCommand
@testable import Store

/// What the doctor finds.
@Suite struct DoctorTests {
    static let key = Data(repeating: 3, count: 32).base64EncodedString()

    static func settings(_ url: String, _ more: [String: String] = [:]) throws -> Settings {
        let own = ["DATABASE_URL": url, "SECRETS_KEY": key, "CONCIERGE_CONFIG": "/dev/null"]
        return try SettingsLoader.load(environment: own.merging(more) { _, new in new }, hostName: "test").settings
    }

    private func examine(_ settings: Settings, nodes: Int = 1) async -> [Finding] {
        await Doctor(settings: settings, migrations: TestDatabase.migrationsFolder, nodes: nodes).examine()
    }

    private func wrong(_ findings: [Finding]) -> [String] {
        findings.filter { $0.verdict == .wrong }.map(\.sentence)
    }

    @Test func `A migrated database with the demo hotel is well`() async throws {
        try await TestDatabase.withClone { database async throws in
            let settings = try Self.settings(database.url)
            try await settings.withDatabase { stores in
                _ = try await DemoLoader(database: stores, box: settings.requireSecretBox()).load()
            }
            let findings = await examine(settings)
            #expect(wrong(findings) == [])
            #expect(findings.contains(.well("the schema is up to date")))
            #expect(findings.contains(.well("the logs have partitions for 4 months")))
            #expect(findings.contains(.well("endpoint whatsapp 100000000000001: its credentials open")))
        }
    }

    @Test func `Credentials sealed with another key are found`() async throws {
        try await TestDatabase.withClone { database async throws in
            let settings = try Self.settings(database.url)
            try await settings.withDatabase { stores in
                _ = try await DemoLoader(database: stores, box: settings.requireSecretBox()).load()
            }
            let other = try Self.settings(
                database.url,
                ["SECRETS_KEY": Data(repeating: 4, count: 32).base64EncodedString()]
            )
            let sentences = wrong(await examine(other))
            #expect(sentences.count == 1)
            #expect(sentences.first?.contains("sealed with another secrets.key") == true)
        }
    }

    @Test func `An endpoint without credentials is found`() async throws {
        try await TestDatabase.withClone { database async throws in
            let settings = try Self.settings(database.url)
            try await settings.withDatabase { stores in
                let hotel = try await PropertyStore(stores.router).add(slug: "a", name: "A")
                let new = NewEndpoint(property: hotel.id, channel: .whatsapp, provider: "whatsapp", address: "5")
                try await EndpointStore(stores.router).add(new, box: nil)
            }
            #expect(
                wrong(await examine(settings))
                    == ["endpoint whatsapp 5 has no credentials: nothing can be received or sent there"]
            )
        }
    }

    @Test func `A database without the schema is told to migrate`() async throws {
        try await TestDatabase.withEmpty { database async throws in
            let sentences = wrong(await examine(try Self.settings(database.url)))
            // On a server that has never seen a migration its roles are missing, too.
            #expect(sentences.contains { $0.contains("migration(s) have not run") })
            #expect(sentences.allSatisfy { $0.contains("run `concierge migrate`") })
        }
    }

    @Test func `No database, no key and no engine are three findings, and none shows a secret`() async throws {
        let settings = try SettingsLoader.load(
            environment: [
                "DATABASE_URL": "postgresql://u:hunter2@127.0.0.1:1/d", "CONCIERGE_CONFIG": "/dev/null",
                "ENGINE_KIND": "http", "ENGINE_URL": "http://127.0.0.1:1/",
            ],
            hostName: "test"
        ).settings
        let sentences = wrong(await examine(settings))
        #expect(sentences.count == 3)
        #expect(!sentences.joined().contains("hunter2"))
    }

    @Test func `Too many connections, an old server and foreign roles are judged`() {
        func facts(_ version: Int, _ connections: Int, _ roles: [String]) -> ServerInspector.Facts {
            .init(
                versionNumber: version,
                version: "x",
                maxConnections: connections,
                reservedConnections: 3,
                unusableRoles: roles,
                user: "u"
            )
        }
        let well = Doctor.judge(facts(150_000, 100, []), connectionsPerNode: 12, nodes: 8)
        #expect(well.allSatisfy { $0.verdict == .well })
        let bad = Doctor.judge(facts(140_009, 100, ["concierge_api"]), connectionsPerNode: 12, nodes: 9)
        #expect(bad.map(\.verdict) == [.wrong, .doubtful, .wrong])
    }

    @Test func `What an endpoint lacks is named`() {
        #expect(
            Doctor.judge(EndpointCredentials(), name: "e").sentence
                == "e lacks its access token, app secret, verify token"
        )
        let blank = EndpointCredentials(accessToken: "t", appSecrets: ["", ""], verifyToken: "v")
        #expect(Doctor.judge(blank, name: "e").sentence == "e lacks its app secret")
        #expect(Doctor.judge(DemoLoader.credentials, name: "e").verdict == .well)
    }
}
