import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Setting a hotel up.
@Suite struct SetupTests {
    private static func withStores(_ body: (PostgresPool) async throws -> Void) async throws {
        try await TestDatabase.withClone { database in
            let stores = Database(database.configuration, routerConnections: 2, apiConnections: 1)
            do {
                try await body(stores.router)
                await stores.shutdown()
            } catch {
                await stores.shutdown()
                throw error
            }
        }
    }

    private func refusal(_ body: () async throws -> Void) async throws -> String {
        try #require(await #expect(throws: SetupError.self) { try await body() }).description
    }

    @Test func `A property is added, listed and found; its slug is its own`() async throws {
        try await Self.withStores { pool async throws in
            let store = PropertyStore(pool)
            let added = try await store.add(slug: "aurora", name: "Hotel Aurora", timezone: "Europe/Lisbon")
            #expect(try await store.list() == [added])
            #expect(try await store.find(slug: "aurora") == added)
            #expect(try await store.find(slug: "other") == nil)
            #expect(
                try await refusal { _ = try await store.add(slug: "aurora", name: "Two") }
                    == "there is already a property aurora"
            )
            #expect(try await refusal { _ = try await store.add(slug: "Not a slug", name: "x") }.contains("lowercase"))
            #expect(
                try await refusal { _ = try await store.add(slug: "x", name: "x", timezone: "Mars/Olympus") }
                    == "there is no time zone Mars/Olympus"
            )
            #expect(try await refusal { _ = try await store.require(slug: "other") } == "there is no property other")
        }
    }

    @Test func `Departments belong to a property and have codes of their own`() async throws {
        try await Self.withStores { pool async throws in
            let property = try await PropertyStore(pool).add(slug: "aurora", name: "Aurora")
            let store = DepartmentStore(pool)
            try await store.add(code: "housekeeping", name: "Housekeeping", to: property.id)
            try await store.add(code: "front_desk", name: "Front desk", to: property.id)
            #expect(try await store.list(of: property.id).map(\.code) == ["front_desk", "housekeeping"])
            #expect(
                try await refusal { try await store.add(code: "front_desk", name: "Again", to: property.id) }
                    == "there is already a department front_desk"
            )
        }
    }

    @Test func `An endpoint's address belongs to one hotel, and its credentials open for it alone`() async throws {
        try await Self.withStores { pool async throws in
            let box = try SecretBox(key: Array(repeating: 1, count: 32))
            let property = try await PropertyStore(pool).add(slug: "aurora", name: "Aurora")
            let store = EndpointStore(pool)
            let new = NewEndpoint(property: property.id, channel: .whatsapp, provider: "whatsapp", address: "1000")
            let id = try await store.add(new, credentials: Array("token".utf8), box: box)
            #expect(
                try await refusal { try await store.add(new, box: nil) }.contains("already an endpoint whatsapp 1000")
            )

            let record = try #require(try await EndpointReader(pool).all().first)
            let sealed = try #require(record.sealedCredentials).array
            #expect(record.id == id)
            #expect(try box.open(sealed, for: .endpointCredentials, row: id.rawValue) == Array("token".utf8))
            #expect(try await store.list().map(\.hasCredentials) == [true])
        }
    }

    @Test func `Nothing is stored in the clear without a key`() async throws {
        try await Self.withStores { pool async throws in
            let property = try await PropertyStore(pool).add(slug: "aurora", name: "Aurora")
            let store = EndpointStore(pool)
            let new = NewEndpoint(property: property.id, channel: .whatsapp, provider: "whatsapp", address: "1000")
            #expect(try await refusal { try await store.add(new, credentials: [1], box: nil) }.contains("secrets.key"))
            #expect(try await store.list().isEmpty)
        }
    }

    @Test func `Closing an endpoint and changing its credentials raise its generation`() async throws {
        try await Self.withStores { pool async throws in
            let box = try SecretBox(key: Array(repeating: 1, count: 32))
            let property = try await PropertyStore(pool).add(slug: "aurora", name: "Aurora")
            let store = EndpointStore(pool)
            let new = NewEndpoint(property: property.id, channel: .whatsapp, provider: "whatsapp", address: "1000")
            let id = try await store.add(new, box: nil)
            try await store.setEnabled(false, provider: "whatsapp", address: "1000")
            try await store.setCredentials([7], of: id, box: box)
            let record = try #require(try await EndpointReader(pool).all().first)
            #expect(record.generation == 3)
            #expect(!record.isEnabled)
            #expect(
                try await refusal { try await store.setEnabled(true, provider: "whatsapp", address: "9") }
                    == "there is no endpoint whatsapp 9"
            )
        }
    }

    @Test func `Knowledge is found by any of its words, in its own language and hotel only`() async throws {
        try await Self.withStores { pool async throws in
            let properties = PropertyStore(pool)
            let aurora = try await properties.add(slug: "aurora", name: "Aurora").id
            let other = try await properties.add(slug: "other", name: "Other").id
            let store = KnowledgeStore(pool)
            try await store.add(
                [
                    KnowledgeEntry(title: "Towels", body: "Fresh towels are brought daily.", keywords: ["linen"]),
                    KnowledgeEntry(title: "Toallas", body: "Las toallas se cambian cada día.", language: "es"),
                    KnowledgeEntry(title: "Breakfast", body: "From seven to ten."),
                ],
                to: aurora
            )
            try await store.add([KnowledgeEntry(title: "Towels", body: "Bring your own towel.")], to: other)

            #expect(
                try await store.search("towel please", in: aurora, language: "en", limit: 5).map(\.title) == ["Towels"]
            )
            #expect(try await store.search("toalla", in: aurora, language: "es", limit: 5).map(\.title) == ["Toallas"])
            #expect(try await store.search("linen", in: aurora, language: "en", limit: 5).map(\.title) == ["Towels"])
            #expect(
                try await store.search("towel", in: other, language: "en", limit: 5).map(\.body) == [
                    "Bring your own towel."
                ]
            )
            #expect(try await store.search("towel\0", in: aurora, language: "en", limit: 0).isEmpty)
        }
    }

    @Test func `Knowledge of the same title and language is replaced, and a bad entry stores none`() async throws {
        try await Self.withStores { pool async throws in
            let property = try await PropertyStore(pool).add(slug: "aurora", name: "Aurora").id
            let store = KnowledgeStore(pool)
            try await store.add([KnowledgeEntry(title: "Pool", body: "Till eight.")], to: property)
            try await store.add([KnowledgeEntry(title: "Pool", body: "Till nine.", keywords: ["swim"])], to: property)
            #expect(
                try await store.list(of: property) == [
                    KnowledgeEntry(title: "Pool", body: "Till nine.", keywords: ["swim"])
                ]
            )

            let bad = [KnowledgeEntry(title: "Gym", body: "Open."), KnowledgeEntry(title: "", body: "x")]
            #expect(try await refusal { try await store.add(bad, to: property) } == "a title has 1 to 300 characters")
            #expect(try await store.list(of: property).count == 1)
        }
    }

    @Test func `A guest known by a number is brought up to date, not doubled`() async throws {
        try await Self.withStores { pool async throws in
            let property = try await PropertyStore(pool).add(
                slug: "aurora",
                name: "Aurora",
                timezone: "Pacific/Auckland"
            ).id
            let store = GuestStore(pool)
            var guest = NewGuest(
                name: "Elena",
                language: "en",
                identities: [
                    GuestIdentity(kind: .phone, value: "+15005550100"),
                    GuestIdentity(kind: .email, value: "e@example.com"),
                ]
            )
            guest.stays = [
                NewStay(room: "412", arrivalInDays: -1, departureInDays: 3, status: "in_house", confirmation: "A-1")
            ]
            let first = try await store.put(guest, in: property)
            guest.name = "Elena Marsh"
            guest.stays[0].room = "310"
            #expect(try await store.put(guest, in: property) == first)

            let names = try await pool.query("SELECT display_name FROM guests").map { try $0.get(0, as: String.self) }
            #expect(names == ["Elena Marsh"])
            let rows = try await pool.query(
                """
                SELECT room, departure - arrival AS nights, (now() AT TIME ZONE 'Pacific/Auckland')::date - arrival AS slept FROM stays
                """
            )
            #expect(rows.count == 1)
            let stay = try #require(rows.first)
            #expect(try stay.get("room", as: String.self) == "310")
            #expect(try stay.get("nights", as: Int32.self) == 4)
            #expect(try stay.get("slept", as: Int32.self) == 1)
        }
    }

    @Test func `Notifications nobody acknowledged are listed newest first`() async throws {
        try await Self.withStores { pool async throws in
            _ = try await pool.query(
                """
                INSERT INTO notifications (kind, created_at, acknowledged_at) VALUES
                    ('old', now() - interval '1 hour', NULL), ('new', now(), NULL), ('seen', now(), now())
                """
            )
            #expect(try await NotificationStore(pool).list().map(\.kind) == ["new", "old"])
        }
    }
}
