import Domain
import Foundation
import Postgres
import Routing
import TestSupport
import Testing

@testable import API

/// How much may be written, as a hotel decides it over HTTP.
@Suite struct LimitPolicyTests {
    private let path = "/api/v1/policies/limits"

    @Test func `What is decided is kept as it was written`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            let body =
                #"{"guest":{"maxRequests":20,"windowMs":60000},"property":{"maxRequests":5000,"windowMs":60000},"staff":{"maxRequests":300,"windowMs":60000},"apiKey":null,"inbound":{"maxRequests":1,"windowMs":1000},"block":{"refusals":50,"windowMs":60000,"blockMs":60000}}"#
            let put = try await people.ask("PUT", path, as: manager, body: body)
            #expect(put.status == 200)
            let read = try await people.ask("GET", path, as: people.token(for: .viewer))
            let document = try #require(read.json["document"] as? [String: Any])
            #expect((document["guest"] as? [String: Any])?["maxRequests"] as? Int == 20)
            #expect(document["endpoint"] == nil && document["apiKey"] == nil)
            #expect((document["staff"] as? [String: Any])?["maxRequests"] as? Int == 300)
            #expect((document["block"] as? [String: Any])?["refusals"] as? Int == 50)
        }
    }

    @Test(arguments: [
        (#"{"guest":{"maxRequests":0,"windowMs":60000}}"#, "/guest/maxRequests"),
        (#"{"endpoint":{"maxRequests":5}}"#, "/endpoint/windowMs"),
        (#"{"property":{"maxRequests":5,"windowMs":1}}"#, "/property/windowMs"),
        (#"{"property":{"maxRequests":5,"windowMs":60000,"burst":1}}"#, "/property/burst"),
        (#"{"staff":{"maxRequests":29,"windowMs":60000}}"#, "/staff/maxRequests"),
        (#"{"apiKey":{"maxRequests":600,"windowMs":600001}}"#, "/apiKey/windowMs"),
        (#"{"block":{"refusals":9,"windowMs":60000,"blockMs":60000}}"#, "/block/refusals"),
        (#"{"block":{"refusals":10,"windowMs":60000}}"#, "/block/blockMs"),
        (#"{"guests":{}}"#, "/guests"), (#"{"guest":5}"#, "/guest"),
    ])
    func `What makes no sense is refused when it is saved`(body: String, pointer: String) async throws {
        try await PeopleUnderTest.serving { people in
            let refused = try await people.ask("PUT", path, as: people.token(for: .manager), body: body)
            #expect(refused.status == 422)
            let errors = try #require(refused.json["errors"] as? [[String: Any]])
            #expect(errors.contains { $0["pointer"] as? String == pointer })
        }
    }

    @Test func `A service that can wait is told to, and nothing is stored until it comes again`() async throws {
        try await PeopleUnderTest.serving { people in
            try await people.addEndpoint(.relay, provider: "relay", address: "line-1")
            try await people.hotel.run(
                """
                INSERT INTO policies (property_id, kind, version, document)
                SELECT id, 'limits', 1, '{"endpoint":{"maxRequests":1,"windowMs":60000}}' FROM properties
                """
            )
            try await people.router.prepare()
            func handIn(_ id: Int, _ words: String = "Hi") async throws -> APIAnswer {
                try await people.ask(
                    "POST",
                    "/internal/v1/inbound",
                    as: people.serviceToken(),
                    body: """
                        {"channelId":"line-1","channelType":"sms","senderId":"+15005550006","content":"\(words)",
                         "timestamp":"2026-11-21T09:30:00Z","messageId":"m-\(id)"}
                        """
                )
            }
            #expect(try await handIn(1).status == 202)
            let refused = try await handIn(2)
            #expect(refused.status == 429)
            #expect(refused.code == "endpoint_limit")
            #expect(Int(refused.headers["retry-after"] ?? "") ?? 0 > 0)
            #expect(try await people.hotel.value("SELECT count(*) FROM messages", as: Int.self) == 1)
            // Neither danger nor the wish for no more messages waits until there is room.
            #expect(try await handIn(3, "Stop").json["decision"] as? String == "routed_rule")
            #expect(try await handIn(4, "There is a fire in my room!").json["decision"] as? String == "to_staff")
        }
    }
}
