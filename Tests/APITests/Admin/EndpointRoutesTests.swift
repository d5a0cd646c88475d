import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

@testable import API

/// The ends on which guests reach a hotel, as its admins keep them.
@Suite struct EndpointRoutesTests {
    private func add(_ people: PeopleUnderTest, _ token: String, _ body: String) async throws -> String {
        let made = try await people.ask("POST", "/api/v1/endpoints", as: token, body: body)
        #expect(made.status == 201)
        return try #require(made.headers["location"])
    }

    private func stored(_ people: PeopleUnderTest, _ path: String) async throws -> EndpointCredentials {
        let id = try #require(path.split(separator: "/").last.flatMap { UUID(uuidString: String($0)) })
        let sealed: Bytes = try await people.hotel.value("SELECT credentials FROM endpoints WHERE id = \(id)")
        let clear = try people.api.services.box.open(sealed.array, for: .endpointCredentials, row: id)
        return try JSONDecoder().decode(EndpointCredentials.self, from: Data(clear))
    }

    @Test func `A change of credentials changes the parts it names and keeps the others`() async throws {
        try await PeopleUnderTest.serving { people in
            let admin = people.token(for: .admin)
            let path = try await add(
                people,
                admin,
                #"""
                {"channel":"whatsapp","provider":"whatsapp","address":"77",
                 "credentials":{"accessToken":"old","appSecrets":["s1","s2"],"verifyToken":"v","accountId":"9"}}
                """#
            )
            let renewed = #"{"credentials":{"accessToken":"new"}}"#
            #expect(try await people.ask("PATCH", path, as: admin, body: renewed).status == 200)
            var now = try await stored(people, path)
            #expect(now.accessToken == "new")
            #expect(now.appSecrets == ["s1", "s2"])
            #expect(now.verifyToken == "v")
            #expect(now.accountID == "9")
            let emptied = #"{"credentials":{"verifyToken":null,"appSecrets":["s3"]}}"#
            #expect(try await people.ask("PATCH", path, as: admin, body: emptied).status == 200)
            now = try await stored(people, path)
            #expect(now.accessToken == "new")
            #expect(now.appSecrets == ["s3"])
            #expect(now.verifyToken == "")
            // What was sealed with another key cannot be kept in part.
            try await people.hotel.run("UPDATE endpoints SET credentials = '\\x01' WHERE address = '77'")
            let refused = try await people.ask("PATCH", path, as: admin, body: renewed)
            #expect(refused.code == "credentials_unreadable")
        }
    }

    @Test func `A greeting longer than one message of its channel is refused when it is saved`() async throws {
        try await PeopleUnderTest.serving { people in
            let admin = people.token(for: .admin)
            func body(_ count: Int) -> String {
                #"{"channel":"whatsapp","provider":"whatsapp","address":"77","welcome":"\#(String(repeating: "😀", count: count))"}"#
            }
            let refused = try await people.ask("POST", "/api/v1/endpoints", as: admin, body: body(2049))
            #expect(refused.status == 422)
            #expect(refused.text.contains("/welcome"))
            let path = try await add(people, admin, body(2048))
            let longer = #"{"welcome":"\#(String(repeating: "😀", count: 2049))"}"#
            #expect(try await people.ask("PATCH", path, as: admin, body: longer).status == 422)
            #expect(try await people.ask("PATCH", path, as: admin, body: #"{"welcome":"Hello"}"#).status == 200)
        }
    }

    @Test func `Only providers this server speaks with are taken, and so many endpoints`() async throws {
        try await PeopleUnderTest.serving { people in
            let admin = people.token(for: .admin)
            for bad in [
                #"{"channel":"sms","provider":"pigeons","address":"1"}"#,
                #"{"channel":"sms","provider":"whatsapp","address":"1"}"#,
                #"{"channel":"web","provider":"relay","address":"1"}"#,
                #"{"channel":"whatsapp","provider":"whatsapp","address":"1","origins":["https://a.example"]}"#,
                #"{"channel":"web","provider":"web","address":"1","origins":["a.example"]}"#,
                #"{"channel":"sms","provider":"relay","address":"1","credentials":{"accessToken":"x"}}"#,
            ] {
                #expect(try await people.ask("POST", "/api/v1/endpoints", as: admin, body: bad).status == 422, "\(bad)")
            }
            try await people.hotel.run(
                """
                INSERT INTO endpoints (property_id, channel, provider, address, display_name)
                SELECT \(people.hotel.property), 'sms', 'relay', 'line ' || n, '' FROM generate_series(2, 199) AS n
                """
            )
            _ = try await add(people, admin, #"{"channel":"sms","provider":"relay","address":"line 200"}"#)
            let more = #"{"channel":"sms","provider":"relay","address":"line 201"}"#
            #expect(try await people.ask("POST", "/api/v1/endpoints", as: admin, body: more).code == "in_use")
        }
    }

    @Test func `The pages that may hold a chat are kept here, and the chat follows`() async throws {
        try await PeopleUnderTest.serving { people in
            let admin = people.token(for: .admin)
            let path = try await add(people, admin, #"{"channel":"web","provider":"web","address":"spa"}"#)
            let origin = "https://www.hotel.example"
            func open() async throws -> APIAnswer {
                try await people.router.prepare()
                let body = #"{"endpointKey":"spa"}"#
                return try await people.ask("POST", "/chat/v1/sessions", body: body, headers: ["Origin": origin])
            }
            #expect(try await open().code == "origin_not_allowed")
            let named = #"{"origins":["HTTPS://WWW.hotel.example/"]}"#
            let changed = try await people.ask("PATCH", path, as: admin, body: named)
            #expect(changed.json["origins"] as? [String] == [origin])
            #expect(try await open().status == 201)
            #expect(try await people.ask("GET", path, as: admin).json["origins"] as? [String] == [origin])
            // What is not named stays, and an empty list is one.
            #expect(try await people.ask("PATCH", path, as: admin, body: #"{"displayName":"Spa"}"#).status == 200)
            #expect(try await open().status == 201)
            #expect(try await people.ask("PATCH", path, as: admin, body: #"{"origins":[]}"#).status == 200)
            #expect(try await open().code == "origin_not_allowed")
        }
    }
}
