import AsyncHTTPClient
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

@testable import API

/// What an admin does to an endpoint at one node, every other obeys, over real sockets.
@Suite(.timeLimit(.minutes(15))) struct EndpointNodesTests {
    private static let number = #"""
        {"channel":"whatsapp","provider":"whatsapp","address":"77",
         "credentials":{"accessToken":"t","appSecrets":["first-app-secret"],"verifyToken":"v"}}
        """#

    private func onTwoNodes(_ body: (PeopleUnderTest, PeopleUnderTest, _ admin: String) async throws -> Void)
        async throws
    {
        let channels = [WhatsAppChannel(httpClient: .shared)]
        try await PeopleUnderTest.onTwoNodes(working: true, channels: channels) { first, second in
            try await body(first, second, first.token(for: .admin))
        }
    }

    /// Asks a node again until it says so.
    private func until(_ isSo: () async throws -> Bool) async throws {
        let started = ContinuousClock.now
        while try await !isSo() {
            guard .now - started < .seconds(60) else {
                Issue.record("the other node does not obey")
                return
            }
            // Asking costs the machine something, too; without a pause nobody else would get a turn.
            try await Task.sleep(for: .milliseconds(10))
        }
        // A second on a quiet machine.
        #expect(.now - started < .seconds(20))
    }

    private func receive(_ people: PeopleUnderTest, _ id: String, secret: String = "first-app-secret") async -> Int {
        await people.router.receive(MetaPost.words("Hi", to: "77", id: id, secret: secret), from: "whatsapp").status
    }

    @Test func `A web chat that is made, closed and opened at one node is so at the other`() async throws {
        try await onTwoNodes { first, second, admin in
            let made = try await first.ask(
                "POST",
                "/api/v1/endpoints",
                as: admin,
                body: #"{"channel":"web","provider":"web","address":"lobby"}"#
            )
            let path = try #require(made.headers["location"])
            func open(_ people: PeopleUnderTest) async throws -> Int {
                try await people.ask("POST", "/chat/v1/sessions", body: #"{"endpointKey":"lobby"}"#).status
            }
            // The node that was asked obeys before it answers.
            #expect(try await open(first) == 201)
            func isOpen() -> Bool? { second.router.knownEndpoint(provider: "web", address: "lobby")?.isEnabled }
            try await until { isOpen() == true }
            #expect(try await open(second) == 201)
            for (enabled, status) in [(false, 404), (true, 201)] {
                let body = #"{"enabled":\#(enabled)}"#
                #expect(try await first.ask("PATCH", path, as: admin, body: body).status == 200)
                #expect(try await open(first) == status)
                try await until { isOpen() == enabled }
                #expect(try await open(second) == status)
            }
        }
    }

    @Test func `A secret that is exchanged at one node is exchanged at the other, and so is its end`() async throws {
        try await onTwoNodes { first, second, admin in
            let made = try await first.ask("POST", "/api/v1/endpoints", as: admin, body: Self.number)
            let path = try #require(made.headers["location"])
            try await until { await receive(second, "wamid.1") == 200 }
            let end = Date(timeIntervalSinceNow: 3600).formatted(.iso8601)
            let rotation = #"{"credentials":{"appSecrets":["second-app-secret"]},"rotateUntil":"\#(end)"}"#
            #expect(try await first.ask("POST", path + "/secrets", as: admin, body: rotation).status == 200)
            try await until { await receive(second, "wamid.2", secret: "second-app-secret") == 200 }
            #expect(await receive(second, "wamid.3") == 200)
            #expect(await receive(first, "wamid.4") == 200)
            #expect(try await first.ask("DELETE", path + "/secrets/retiring", as: admin).status == 200)
            #expect(await receive(first, "wamid.5") == 401)
            try await until { await receive(second, "wamid.5") == 401 }
            let stored: Int = try await first.hotel.value("SELECT count(*) FROM messages WHERE author = 'guest'")
            // The last was taken or not, by a node that had not heard of it yet.
            #expect(stored == 4 || stored == 5)
        }
    }

    @Test func `Its state and health are in the list; what was written meanwhile is taken when it opens`() async throws
    {
        try await onTwoNodes { first, second, admin in
            let made = try await first.ask("POST", "/api/v1/endpoints", as: admin, body: Self.number)
            #expect(made.json["state"] as? String == "enabled")
            let path = try #require(made.headers["location"])
            let parked = #"{"enabled":false,"deliveries":"park"}"#
            let closed = try await first.ask("PATCH", path, as: admin, body: parked)
            #expect(closed.json["state"] as? String == "disabled")
            #expect(closed.json["closedAt"] != nil)
            try await until {
                try await second.router.endpoint(provider: "whatsapp", address: "77")?.isEnabled == false
            }
            #expect(await receive(second, "wamid.1") == 200)
            func health() async throws -> [String: Any] {
                let list = try await second.ask("GET", "/api/v1/endpoints", as: second.token(for: .admin))
                let items = try #require(list.json["items"] as? [[String: Any]])
                let own = try #require(items.first { $0["address"] as? String == "77" })
                return try #require(own["health"] as? [String: Any])
            }
            #expect(try await health()["kept"] as? Int == 1)
            #expect(try await health()["lastInboundAt"] == nil)
            let told: [String] = try await first.hotel.values("SELECT kind FROM notifications")
            #expect(told == ["endpoint.closed"])
            let draining = try await first.ask(
                "PATCH",
                path,
                as: admin,
                body: #"{"enabled":false,"deliveries":"drain"}"#
            )
            #expect(draining.json["state"] as? String == "draining")
            let opened = try await first.ask("PATCH", path, as: admin, body: #"{"enabled":true}"#)
            #expect(opened.json["state"] as? String == "enabled")
            #expect(opened.json["closedAt"] == nil)
            try await until {
                try await first.hotel.value("SELECT count(*) FROM receipts WHERE reason = 'closed'", as: Int.self) == 0
            }
            #expect(try await health()["kept"] as? Int == 0)
            let taken: Int = try await first.hotel.value("SELECT count(*) FROM messages WHERE author = 'guest'")
            #expect(taken == 1)
        }
    }

    @Test func `What goes with closing alone is refused elsewhere`() async throws {
        try await PeopleUnderTest.serving { people async throws in
            let path = "/api/v1/endpoints/\(people.hotel.endpoint)"
            let admin = people.token(for: .admin)
            for bad in [
                #"{"deliveries":"park"}"#, #"{"enabled":true,"deliveries":"park"}"#,
                #"{"enabled":false,"deliveries":null}"#, #"{"enabled":false,"deliveries":"drop"}"#,
            ] {
                #expect(try await people.ask("PATCH", path, as: admin, body: bad).status == 422, "\(bad)")
            }
        }
    }
}
