import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// The welcome where a guest's first word is anything but ordinary.
@Suite struct WelcomeEdgeTests {
    private static let words = "Welcome to Aurora. How can we help?"

    private func greet(_ hotel: Hotel) async throws {
        try await hotel.run("UPDATE endpoints SET welcome = \(Self.words)")
    }

    private func greeted(_ hotel: Hotel) async throws -> Int {
        try await hotel.value("SELECT count(*) FROM messages WHERE author = 'system' AND body = \(Self.words)")
    }

    @Test func `A guest is greeted at each endpoint, and each guest at one`() async throws {
        try await Hotel.withOne { hotel in
            let other = try await hotel.byEndpoint("2")
            try await greet(hotel)
            for _ in 0..<2 {
                try await hotel.receive([Guest(1).writes("Hi", to: hotel), Guest(2).writes("Hi", to: hotel)])
                try await hotel.receive([Guest(1).writes("Hi", to: other)])
            }
            #expect(try await greeted(hotel) == 3)
            #expect(try await hotel.value("SELECT count(*) FROM welcomes", as: Int.self) == 3)
            try await expectSound(hotel)
        }
    }

    @Test func `A guest known by two names is one guest to greet, whichever name comes back`() async throws {
        try await Hotel.withOne { hotel in
            try await greet(hotel)
            let phone = GuestIdentity(kind: .phone, value: "+15005550006")
            let user = GuestIdentity(kind: .whatsappUser, value: "user-6")
            for names in [[phone, user], [user], [phone]] {
                try await hotel.receive([Guest(identities: names).writes("Hi", to: hotel)])
                try await hotel.resolve(ago: .seconds(9 * 3600))
            }
            #expect(try await hotel.value("SELECT count(*) FROM conversations", as: Int.self) == 3)
            #expect(try await greeted(hotel) == 1)
        }
    }

    @Test func `Fifty first messages at once are greeted once and answered as one`() async throws {
        try await Hotel.withOne(connections: 10) { hotel in
            try await greet(hotel)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for word in 1...50 {
                    let item = Guest(1).writes("word \(word)", to: hotel)
                    group.addTask { _ = try await insist([item], hotel) }
                }
                try await group.waitForAll()
            }
            #expect(try await greeted(hotel) == 1)
            #expect(try await hotel.value("SELECT count(*) FROM turns", as: Int.self) == 1)
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'guest'", as: Int.self) == 50)
            try await expectSound(hotel)
        }
    }

    @Test func `Who calls for help first is told what to do, and greeted at the next beginning, once`() async throws {
        try await Hotel.withOne { hotel in
            try await greet(hotel)
            var triage = MessageTriage()
            triage.call = PeopleCall(
                reason: .emergency,
                intent: "emergency.fire",
                priority: "urgent",
                notice: "Leave the room."
            )
            try await hotel.receive([Guest(1).writes("Fire!", to: hotel, triage: triage)])
            let said: [String] = try await hotel.values("SELECT body FROM messages WHERE author = 'system'")
            #expect(said == ["Leave the room."])
            for _ in 0..<2 {
                try await hotel.resolve(ago: .seconds(9 * 3600))
                try await hotel.receive([Guest(1).writes("Good morning", to: hotel)])
            }
            #expect(try await greeted(hotel) == 1)
        }
    }

    @Test func `A rule's answer comes after the welcome`() async throws {
        try await Hotel.withOne { hotel in
            try await greet(hotel)
            var triage = MessageTriage()
            triage.routes = RouteTable { _, _ in
                RouteOutcome(.respond, text: "The password is sunrise.", rule: "wifi", version: 1)
            }
            try await hotel.receive([Guest(1).writes("wifi?", to: hotel, triage: triage)])
            let said: [String] = try await hotel.values(
                "SELECT body FROM messages WHERE author = 'system' ORDER BY seq"
            )
            #expect(said == [Self.words, "The password is sunrise."])
            #expect(try await hotel.value("SELECT count(*) FROM deliveries", as: Int.self) == 2)
            try await expectSound(hotel)
        }
    }

    @Test func `Who is over a limit with the first word is greeted once all the same`() async throws {
        try await Hotel.withOne { hotel in
            try await greet(hotel)
            let nothing = RateLimit(maxRequests: 0, windowMs: 1000)
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)], limit: nothing)
            try await hotel.receive([Guest(1).writes("Hi again", to: hotel)])
            #expect(try await greeted(hotel) == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `A batch that fails greets nobody, and the next one does`() async throws {
        try await Hotel.withOne { hotel in
            try await greet(hotel)
            let nowhere = IngestItem(Guest(2).writes("Hi", to: hotel).message, endpoint: EndpointID(UUID()))
            await #expect(throws: PostgresError.self) {
                try await hotel.receive([Guest(1).writes("Hi", to: hotel), nowhere])
            }
            #expect(try await hotel.value("SELECT count(*) FROM welcomes", as: Int.self) == 0)
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            #expect(try await greeted(hotel) == 1)
        }
    }
}
