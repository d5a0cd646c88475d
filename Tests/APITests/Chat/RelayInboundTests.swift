import Channels
import Domain
import Foundation
import Postgres
import Routing
import Sessions
import Store
import TestSupport
import Testing

@testable import API

/// What channel services hand in.
@Suite struct RelayInboundTests {
    private func body(_ change: [String: Any?] = [:]) throws -> String {
        var fields: [String: Any] = [
            "channelId": "line-1", "channelType": "sms", "senderId": "+1 500 555 0006", "content": "Two towels, please",
            "metadata": ["senderName": "Ada", "cell": 7], "timestamp": "2026-11-21T09:30:00Z", "messageId": "m-1",
        ]
        for (name, value) in change { fields[name] = value }
        return String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
    }

    private func handIn(_ server: PeopleUnderTest, _ token: String, _ change: [String: Any?] = [:]) async throws
        -> APIAnswer
    {
        try await server.ask("POST", "/internal/v1/inbound", as: token, body: try body(change))
    }

    @Test func `A message is stored with all it causes, and its sender is the guest that number belongs to`()
        async throws
    {
        try await PeopleUnderTest.serving { server in
            try await server.addEndpoint(.sms, provider: "relay", address: "line-1")
            let answer = try await handIn(server, server.serviceToken())
            #expect(answer.status == 202)
            #expect(answer.json["decision"] as? String == "turn_opened")
            let conversation = try #require(answer.json["conversationId"] as? String)
            #expect(try await server.hotel.value("SELECT id::text FROM conversations", as: String.self) == conversation)
            #expect(
                try await server.hotel.value("SELECT id::text FROM turns", as: String.self) == answer.json["turnId"]
                    as? String
            )
            #expect(
                try await server.hotel.value("SELECT kind || value FROM guest_identities", as: String.self)
                    == "phone+15005550006"
            )
            #expect(try await server.hotel.value("SELECT display_name FROM guests", as: String.self) == "Ada")
            #expect(
                try await server.hotel.value("SELECT payload::json ->> 'cell' FROM messages", as: String.self) == "7"
            )
            #expect(try await server.hotel.violations() == [])
        }
    }

    @Test func `The same message again gets the first answer, with an id and without`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addEndpoint(.relay, provider: "relay", address: "line-1")
            let token = server.serviceToken()
            for change: [String: Any?] in [
                [:], ["messageId": nil as Any?], ["messageId": NSNull(), "timestamp": 1_763_717_400_123],
            ] {
                var change = change
                if change.keys.contains("messageId"), change["messageId"] as? NSNull == nil {
                    change["messageId"] = NSNull()
                }
                let first = try await handIn(server, token, change)
                let again = try await handIn(server, token, change)
                #expect(first.status == 202)
                #expect(first.text == again.text)
            }
            #expect(try await server.hotel.value("SELECT count(*) FROM messages", as: Int.self) == 3)
            let derived = try await server.hotel.value(
                "SELECT count(*) FROM messages WHERE 'derived_key' = ANY (flags)",
                as: Int.self
            )
            #expect(derived == 2)
            #expect(try await server.hotel.violations() == [])
        }
    }

    @Test func `STOP is obeyed where a service speaks text messages among others, and means nothing elsewhere`()
        async throws
    {
        try await PeopleUnderTest.serving { server in
            try await server.addEndpoint(.relay, provider: "relay", address: "line-1")
            let token = server.serviceToken()
            let chat = try await handIn(server, token, ["channelType": "whatsapp", "content": "Stop"])
            #expect(chat.json["decision"] as? String == "turn_opened")
            let text = try await handIn(server, token, ["content": "Stop", "messageId": "m-2"])
            #expect(text.json["decision"] as? String == "routed_rule")
            #expect(try await server.hotel.value("SELECT count(*) FROM opt_outs", as: Int.self) == 1)
            // Staff see it, and are told before they have said anything; handing it over says nothing either.
            let conversation = try #require(text.json["conversationId"] as? String)
            let agent = server.token(for: .agent)
            let seen = try await server.ask("GET", "/api/v1/conversations/\(conversation)", as: agent)
            #expect((seen.json["window"] as? [String: Any])?["hasOptedOut"] as? Bool == true)
            let said = try await server.ask(
                "POST",
                "/api/v1/conversations/\(conversation)/messages",
                as: agent,
                body: #"{"content":"Good evening"}"#
            )
            #expect(said.code == "opted_out")
            let escalated = try await server.ask("POST", "/api/v1/conversations/\(conversation)/escalate", as: agent)
            #expect(escalated.status == 200)
            #expect(
                try await server.hotel.value("SELECT count(*) FROM messages WHERE author = 'system'", as: Int.self) == 1
            )
            #expect(try await server.hotel.violations() == [])
        }
    }

    @Test func `Two services' names for guests do not meet`() async throws {
        try await PeopleUnderTest.serving { server in
            for line in ["line-1", "line-2"] { try await server.addEndpoint(.relay, provider: "relay", address: line) }
            let token = server.serviceToken()
            for line in ["line-1", "line-2"] {
                _ = try await handIn(
                    server,
                    token,
                    ["channelId": line, "channelType": "webchat", "senderId": "visitor 1"]
                )
            }
            _ = try await handIn(
                server,
                token,
                ["channelType": "email", "senderId": "Ada@Example.com", "messageId": "m-2"]
            )
            let names = try await server.hotel.values(
                "SELECT kind || ' ' || value FROM guest_identities ORDER BY 1",
                as: String.self
            )
            #expect(names == ["email ada@example.com", "external line-1/visitor 1", "external line-2/visitor 1"])
        }
    }

    @Test func `Only a key of the hotel that may hand in does, and only on the hotel's own channels`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addEndpoint(.sms, provider: "relay", address: "line-1")
            let neighbour = try await server.hotel.neighbour("borealis")
            #expect(try await server.ask("POST", "/internal/v1/inbound", body: try body()).status == 401)
            #expect(try await handIn(server, server.token(for: .admin)).status == 403)
            #expect(try await handIn(server, server.serviceToken(at: nil, [.readConversations])).status == 403)
            #expect(try await handIn(server, server.serviceToken(at: neighbour.property)).status == 404)
            let token = server.serviceToken()
            #expect(try await handIn(server, token, ["channelId": "line-9"]).status == 404)
            #expect(try await handIn(server, token, ["channelType": "email"]).status == 422)
            try await EndpointStore(server.hotel.pool).setEnabled(false, provider: "relay", address: "line-1")
            try await server.router.prepare()
            #expect(try await handIn(server, token).code == "endpoint_closed")
            #expect(try await server.hotel.value("SELECT count(*) FROM messages", as: Int.self) == 0)
        }
    }

    @Test func `A service's messages have a limit of their own, and are told when to come again`() async throws {
        let few = RateLimit(maxRequests: 2, windowMs: 86_400_000)
        let registry = PrometheusRegistry()
        let inbound = CallerLimits(few, of: "inbound", factory: registry)
        try await PeopleUnderTest.serving(limits: CallerLimits(few), inboundLimits: inbound) { server in
            try await server.addEndpoint(.relay, provider: "relay", address: "line-1")
            let token = server.serviceToken(at: nil, [.writeInbound, .readConversations])
            for number in 0..<2 { #expect(try await handIn(server, token, ["messageId": "m-\(number)"]).status == 202) }
            let refused = try await handIn(server, token, ["messageId": "m-2"])
            #expect(refused.status == 429 && refused.code == "too_many_requests")
            #expect(Int(refused.headers["retry-after"] ?? "") ?? 0 > 0)
            // Neither uses up the other's, nor another service's.
            for _ in 0..<2 {
                #expect(try await server.ask("GET", "/api/v1/conversations", as: token).status == 200)
            }
            #expect(try await handIn(server, server.serviceToken(), ["messageId": "m-3"]).status == 202)
            #expect(registry.exposition(process: nil).contains(#"gateway_rate_limited_total{bucket="inbound"} 1"#))
            #expect(try await server.hotel.value("SELECT count(*) FROM messages", as: Int.self) == 3)
        }
    }

    @Test func `A message is known by its own id; an idempotency key changes nothing`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addEndpoint(.relay, provider: "relay", address: "line-1")
            let token = server.serviceToken()
            func handIn(_ id: String, key: String) async throws -> APIAnswer {
                try await server.ask(
                    "POST",
                    "/internal/v1/inbound",
                    as: token,
                    body: try body(["messageId": id]),
                    headers: ["Idempotency-Key": key]
                )
            }
            let first = try await handIn("m-1", key: "one")
            #expect(try await handIn("m-1", key: "two").text == first.text)
            let other = try await handIn("m-2", key: "one")
            #expect(other.status == 202 && other.text != first.text)
            #expect(other.headers["idempotency-replayed"] == nil)
            #expect(try await server.hotel.value("SELECT count(*) FROM messages", as: Int.self) == 2)
        }
    }

    @Test func `Bodies that are not as they must be are refused with what is wrong`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addEndpoint(.relay, provider: "relay", address: "line-1")
            let token = server.serviceToken()
            let wrong: [[String: Any?]] = [
                ["channelId": ""], ["channelId": 5], ["channelType": "fax"], ["senderId": ""], ["content": ""],
                ["content": String(repeating: "a", count: 32_769)], ["metadata": []], ["metadata": "x"],
                ["metadata": ["x": String(repeating: "a", count: 17_000)]], ["timestamp": "yesterday"],
                ["timestamp": -1], ["timestamp": 1.5], ["timestamp": true], ["messageId": ""], ["extra": 1],
                ["senderId": String(repeating: "a", count: 201)],
            ]
            for change in wrong {
                let answer = try await handIn(server, token, change)
                #expect(answer.status == 422, "\(change)")
                #expect((answer.json["errors"] as? [[String: Any]])?.count == 1, "\(change)")
            }
            #expect(try await server.ask("POST", "/internal/v1/inbound", as: token, body: "{").status == 400)
            #expect(try await server.ask("POST", "/internal/v1/inbound", as: token).status == 400)
            #expect(try await server.ask("POST", "/internal/v1/inbound", as: token, body: "{}").status == 422)
            #expect(try await server.ask("POST", "/internal/v1/inbound?x=1", as: token, body: try body()).status == 400)
            #expect(try await server.hotel.value("SELECT count(*) FROM messages", as: Int.self) == 0)
        }
    }
}
