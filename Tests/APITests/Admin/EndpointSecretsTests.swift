import AsyncHTTPClient
import Channels
import Domain
import Foundation
import Logging
import Postgres
import Routing
import Store
import TestSupport
import Testing

@testable import API

/// An endpoint's secrets are exchanged while guests write.
@Suite struct EndpointSecretsTests {
    private static let secrets = ["first-app-secret", "second-app-secret", "first-verify-token", "second-verify-token"]
    private static let rotation = #"{"appSecrets":["second-app-secret"],"verifyToken":"second-verify-token"}"#

    private func withNumber(_ body: (PeopleUnderTest, _ admin: String, _ path: String) async throws -> Void)
        async throws
    {
        try await PeopleUnderTest.serving(channels: [WhatsAppChannel(httpClient: .shared)]) { people in
            let admin = people.token(for: .admin)
            let path = try await add(people, admin)
            try await body(people, admin, path)
        }
    }

    private func add(_ people: PeopleUnderTest, _ admin: String) async throws -> String {
        let made = try await people.ask(
            "POST",
            "/api/v1/endpoints",
            as: admin,
            body: #"""
                {"channel":"whatsapp","provider":"whatsapp","address":"77",
                 "credentials":{"accessToken":"t","appSecrets":["first-app-secret"],"verifyToken":"first-verify-token"}}
                """#
        )
        return try #require(made.headers["location"])
    }

    private func statuses(_ people: PeopleUnderTest) async -> [Int] {
        var statuses: [Int] = []
        for secret in ["first-app-secret", "second-app-secret"] {
            let words = MetaPost.words("Hi", to: "77", id: "wamid.\(UUID().uuidString)", secret: secret)
            statuses.append(await people.router.receive(words, from: "whatsapp").status)
        }
        for token in ["first-verify-token", "second-verify-token"] {
            statuses.append(await people.router.receive(MetaPost.handshake(token), from: "whatsapp").status)
        }
        return statuses
    }

    private func ahead(_ seconds: TimeInterval) -> String {
        Date(timeIntervalSinceNow: seconds).formatted(.iso8601)
    }

    private func body(_ credentials: String = Self.rotation, until: String?) -> String {
        #"{"credentials":\#(credentials)\#(until.map { #","rotateUntil":"\#($0)""# } ?? "")}"#
    }

    @Test func `Old and new are good until the time is over; then the old one is gone, from the database too`()
        async throws
    {
        try await withNumber { people, admin, path in
            #expect(await statuses(people) == [200, 401, 200, 403])
            let asked = body(until: ahead(3600))
            let rotated = try await people.ask("POST", path + "/secrets", as: admin, body: asked)
            #expect(rotated.status == 200)
            #expect(rotated.json["retiringUntil"] != nil)
            #expect(rotated.headers["etag"] == "\"2\"")
            #expect(await statuses(people) == [200, 200, 200, 200])
            // As if the hour were over.
            try await people.hotel.run(
                "UPDATE endpoints SET retiring_until = now() - interval '1 second' WHERE address = '77'"
            )
            _ = try await EndpointUpkeep(people.hotel.pool).tend(settleTime: .zero)
            let left: Bool = try await people.hotel.value(
                "SELECT retiring_credentials IS NULL AND retiring_until IS NULL FROM endpoints WHERE address = '77'"
            )
            #expect(left)
            try await people.router.endpointsChanged()
            #expect(await statuses(people) == [401, 200, 403, 200])
            #expect(try await people.ask("GET", path, as: admin).json["retiringUntil"] == nil)
            let audited: [String] = try await people.hotel.values(
                "SELECT action || ' ' || detail::text FROM audit WHERE action = 'endpoint.secrets_rotated'"
            )
            #expect(audited.count == 1)
        }
    }

    @Test func `A node that cannot read the database any more lets go of an old secret in time`() async throws {
        try await withNumber { people, admin, path in
            _ = try await people.ask("POST", path + "/secrets", as: admin, body: body(until: ahead(3600)))
            // What this node has read says that it is over in a moment; nobody tells it so again.
            try await people.hotel.run(
                """
                UPDATE endpoints SET retiring_until = now() + interval '300 milliseconds', generation = generation + 1
                WHERE address = '77'
                """
            )
            try await people.router.endpointsChanged()
            let deadline = ContinuousClock.now + .seconds(20)
            while await statuses(people) != [401, 200, 403, 200] {
                guard .now < deadline else {
                    Issue.record("the old secret is still good")
                    return
                }
            }
        }
    }

    @Test func `Without an overlap the old ones are gone at once, also those that were to stay for a while`()
        async throws
    {
        try await withNumber { people, admin, path in
            _ = try await people.ask("POST", path + "/secrets", as: admin, body: body(until: ahead(3600)))
            let again = try await people.ask("POST", path + "/secrets", as: admin, body: body(until: ahead(7200)))
            #expect(again.code == "rotation_under_way")
            let leaked = #"{"appSecrets":["third-app-secret"]}"#
            let ended = try await people.ask("POST", path + "/secrets", as: admin, body: body(leaked, until: nil))
            #expect(ended.status == 200)
            #expect(ended.json["retiringUntil"] == nil)
            #expect(await statuses(people) == [401, 401, 403, 200])
        }
    }

    @Test func `Setting what others show, without a word of an overlap, ends one; setting anything else does not`()
        async throws
    {
        try await withNumber { people, admin, path in
            _ = try await people.ask("POST", path + "/secrets", as: admin, body: body(until: ahead(3600)))
            let token = #"{"credentials":{"accessToken":"another"}}"#
            let kept = try await people.ask("PATCH", path, as: admin, body: token)
            #expect(kept.json["retiringUntil"] != nil)
            #expect(await statuses(people) == [200, 200, 200, 200])
            let secret = #"{"credentials":{"appSecrets":["third-app-secret"]}}"#
            let ended = try await people.ask("PATCH", path, as: admin, body: secret)
            #expect(ended.status == 200)
            #expect(ended.json["retiringUntil"] == nil)
            #expect(await statuses(people) == [401, 401, 403, 200])
        }
    }

    @Test func `An overlap is ended when it has done its work, and ending it again changes nothing`() async throws {
        try await withNumber { people, admin, path in
            _ = try await people.ask("POST", path + "/secrets", as: admin, body: body(until: ahead(3600)))
            let stale = try await people.ask(
                "DELETE",
                path + "/secrets/retiring",
                as: admin,
                headers: ["If-Match": "\"1\""]
            )
            #expect(stale.status == 412)
            for _ in 0..<2 {
                let ended = try await people.ask("DELETE", path + "/secrets/retiring", as: admin)
                #expect(ended.status == 200)
                #expect(ended.headers["etag"] == "\"3\"")
            }
            #expect(await statuses(people) == [401, 200, 403, 200])
        }
    }

    @Test func `No secret is found in any table, as text or as bytes, nor in an answer or the log`() async throws {
        try await withNumber { people, admin, path in
            let answer = try await people.ask("POST", path + "/secrets", as: admin, body: body(until: ahead(3600)))
            let log = "\(people.log.lines(from: .info))"
            for secret in Self.secrets {
                #expect(!answer.text.contains(secret))
                #expect(!log.contains(secret))
                #expect(try await tables(holding: secret, in: people.hotel.pool) == [])
            }
        }
    }

    @Test func `What is no rotation is refused, and the wrong version as well`() async throws {
        try await withNumber { people, admin, path in
            for bad in [
                "{}", #"{"credentials":{}}"#, #"{"credentials":null}"#, #"{"credentials":{"appSecrets":[]}}"#,
                #"{"credentials":{"appSecrets":null}}"#, #"{"credentials":{"accountId":"9"}}"#,
                body(until: ahead(-5)), body(until: ahead(8 * 86_400)), body(until: "tomorrow"),
            ] {
                let refused = try await people.ask("POST", path + "/secrets", as: admin, body: bad)
                #expect(refused.status == 422, "\(bad)")
            }
            let stale = try await people.ask(
                "POST",
                path + "/secrets",
                as: admin,
                body: body(until: nil),
                headers: ["If-Match": "\"9\""]
            )
            #expect(stale.status == 412)
            #expect(await statuses(people) == [200, 401, 200, 403])
        }
    }

    @Test func `A channel service is signed to with both keys until the old one is gone`() async throws {
        let keys = (1...2).map { "whsec_" + Data(repeating: UInt8($0), count: 32).base64EncodedString() }
        let url = "http://127.0.0.1:9/take"
        try await PeopleUnderTest.serving { people in
            let id = try await people.addEndpoint(.sms, provider: "relay", address: "line-1")
            let clear = Array(try JSONEncoder().encode(EndpointCredentials(appSecrets: [keys[0]], url: url)))
            let sealed = try people.api.services.box.seal(clear, for: .endpointCredentials, row: id.rawValue)
            try await people.hotel.run(
                "UPDATE endpoints SET credentials = \(Bytes(sealed)), generation = generation + 1 WHERE id = \(id)"
            )
            let admin = people.token(for: .admin)
            let path = "/api/v1/endpoints/\(id)/secrets"
            let odd = body(#"{"appSecrets":["none of ours"]}"#, until: nil)
            #expect(try await people.ask("POST", path, as: admin, body: odd).status == 422)
            let new = body(#"{"appSecrets":["\#(keys[1])"]}"#, until: ahead(3600))
            #expect(try await people.ask("POST", path, as: admin, body: new).status == 200)
            // The new one first; whoever sends signs with all of them.
            let both = try await people.router.endpoint(id)?.credentials
            #expect(both?.appSecrets == [keys[1], keys[0]])
            #expect(both?.url == url)
            #expect(try await people.ask("DELETE", path + "/retiring", as: admin).status == 200)
            #expect(try await people.router.endpoint(id)?.credentials?.appSecrets == [keys[1]])
        }
    }
}
