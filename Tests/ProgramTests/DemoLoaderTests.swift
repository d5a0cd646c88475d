import Postgres
import Store
import TestSupport
import Testing

@testable import ConciergeCommand

/// Loading the demo hotel.
@Suite struct DemoLoaderTests {
    @Test func `Loading twice leaves one of everything, and the hotel is marked as a demo`() async throws {
        try await TestDatabase.withClone { database async throws in
            let settings = try DoctorTests.settings(database.url)
            try await settings.withDatabase { stores in
                let loader = DemoLoader(database: stores, box: try settings.requireSecretBox())
                _ = try await loader.load()
                let first = try await counts(stores)
                #expect(try await loader.load().contains("Hotel Aurora"))
                #expect(try await counts(stores) == first)
                #expect(try await PropertyStore(stores.router).list().map(\.isDemo) == [true])
                let found = try await KnowledgeStore(stores.router)
                    .search("wifi", in: PropertyStore(stores.router).require(slug: "demo").id, language: "en", limit: 3)
                #expect(found.first?.title.contains("Wi-Fi") == true)
            }
        }
    }

    @Test func `A real hotel of the same name is left alone`() async throws {
        try await TestDatabase.withClone { database async throws in
            let settings = try DoctorTests.settings(database.url)
            try await settings.withDatabase { stores in
                _ = try await PropertyStore(stores.router).add(slug: "demo", name: "Real")
                await #expect(throws: ProgramError.self) {
                    try await DemoLoader(database: stores, box: settings.requireSecretBox()).load()
                }
            }
        }
    }

    @Test func `The demo keeps out of a database in which a real hotel lives`() async throws {
        try await TestDatabase.withClone { database async throws in
            let settings = try DoctorTests.settings(database.url)
            try await settings.withDatabase { stores in
                _ = try await PropertyStore(stores.router).add(slug: "aurora", name: "Real")
                await #expect(throws: ProgramError.self) {
                    try await DemoLoader(database: stores, box: settings.requireSecretBox()).load()
                }
                #expect(try await PropertyStore(stores.router).list().map(\.slug) == ["aurora"])
            }
        }
    }

    private func counts(_ stores: Database) async throws -> [Int64] {
        let tables = [
            "properties", "departments", "rooms", "endpoints", "guests", "guest_identities", "stays",
            "knowledge_entries",
        ]
        var counts: [Int64] = []
        for table in tables {
            let rows = try await stores.router.query("SELECT count(*) FROM \(identifier: table)")
            counts.append(try rows.first?.get(0) ?? -1)
        }
        #expect(counts.allSatisfy { $0 > 0 })
        return counts
    }
}
