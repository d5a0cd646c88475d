import Channels
import Foundation
import Synchronization
import Testing

@testable import API

/// What the edge answers, over real sockets; the client holds every answer against the contract.
@Suite struct EdgeTests {
    private func check(_ response: RawResponse, _ status: Int, code: String? = nil) throws {
        #expect(response.status == status)
        #expect(response.headers["x-request-id"]?.isEmpty == false)
        if let code {
            let problem = try response.json()
            #expect(response.headers["content-type"] == "application/problem+json")
            #expect(problem["code"] as? String == code)
            #expect(problem["status"] as? Int == status)
            #expect(problem["requestId"] as? String == response.headers["x-request-id"])
        }
    }

    @Test func `A webhook reaches the handler byte for byte, and the handler's answer is the answer`() async throws {
        try await EdgeUnderTest.serving { edge async throws in
            let body = "{\"text\":\"\u{0}ü🛎️\"}"
            let response = try await edge.exchange(
                "POST /webhooks/whatsapp?a=b%20c HTTP/1.1\r\nHost: test\r\nX-Hub-Signature-256: sha256=00\r\n"
                    + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            try check(response, 200)
            #expect(response.body == "EVENT_RECEIVED")
            let received = try #require(edge.webhooks.received.withLock { $0.first })
            #expect(received.method == "POST")
            #expect(received.path == "/webhooks/whatsapp")
            #expect(received.query == "a=b%20c")
            #expect(received.headers["x-hub-signature-256"] == "sha256=00")
            #expect(received.body == Array(body.utf8))
        }
    }

    @Test func `Marks piled upon a letter in a head cost nothing and are gone; in an address nothing is there`()
        async throws
    {
        try await EdgeUnderTest.serving { edge async throws in
            let pile = String(repeating: "\u{301}", count: 4000) + String(repeating: "\u{316}", count: 4000)
            let start = ContinuousClock.now
            for _ in 0..<10 {
                let response = try await edge.exchange(
                    "POST /webhooks/whatsapp HTTP/1.1\r\nHost: test\r\nCookie: a=e\(pile)\r\nX-Name: Zoë\r\n"
                        + "Content-Length: 2\r\n\r\n{}"
                )
                try check(response, 200)
            }
            let received = try #require(edge.webhooks.received.withLock { $0.first })
            #expect(received.headers["cookie"]?.utf8.count ?? .max < 100)
            #expect(received.headers["x-name"] == "Zoë")
            let percents = pile.utf8.prefix(9000).map { "%" + String($0, radix: 16) }.joined()
            for _ in 0..<10 {
                let response = try await edge.exchange(
                    "GET /livez/\(percents) HTTP/1.1\r\nHost: test\r\n\r\n",
                    isPromised: false
                )
                try check(response, 404)
            }
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test func `A webhook in chunks is put together`() async throws {
        try await EdgeUnderTest.serving { edge async throws in
            let response = try await edge.exchange(
                "POST /webhooks/whatsapp HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            )
            try check(response, 200)
            #expect(edge.webhooks.received.withLock { $0.first?.body } == Array("abcde".utf8))
        }
    }

    @Test(arguments: [401, 503])
    func `Refusals of the handler go out as they are`(status: Int) async throws {
        let refusal = #"{"type":"about:blank","title":"No","status":\#(status),"code":"no"}"#
        let refusing = EdgeUnderTest.Webhooks { _ in
            WebhookReply(status: status, contentType: "application/problem+json", body: Array(refusal.utf8))
        }
        try await EdgeUnderTest.serving(webhooks: refusing) { edge async throws in
            let response = try await edge.exchange(
                "POST /webhooks/whatsapp HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\n{}"
            )
            try check(response, status)
            #expect(response.body == refusal)
        }
    }

    @Test func `A body over the limit is 413, announced or not, and never reaches the handler`() async throws {
        try await EdgeUnderTest.serving({ $0.maxBodyBytes = 2048 }) { edge async throws in
            let head = "POST /webhooks/whatsapp HTTP/1.1\r\nHost: test\r\n"
            let announced = try await edge.exchange(head + "Content-Length: 99999999999\r\n\r\n")
            try check(announced, 413, code: "body_too_large")
            #expect(announced.headers["connection"] == "close")
            let chunk = String(repeating: "x", count: 1024)
            let streamed = try await edge.exchange(
                head + "Transfer-Encoding: chunked\r\n\r\n" + String(repeating: "400\r\n\(chunk)\r\n", count: 4)
            )
            try check(streamed, 413, code: "body_too_large")
            #expect(edge.webhooks.received.withLock { $0.isEmpty })
        }
    }

    @Test func `A body of exactly the limit is taken`() async throws {
        try await EdgeUnderTest.serving({ $0.maxBodyBytes = 2048 }) { edge async throws in
            let response = try await edge.exchange(
                "POST /webhooks/whatsapp HTTP/1.1\r\nHost: test\r\nContent-Length: 2048\r\n\r\n"
                    + String(repeating: "x", count: 2048)
            )
            try check(response, 200)
        }
    }

    @Test func `A body cut short never reaches the handler`() async throws {
        try await EdgeUnderTest.serving { edge async throws in
            try await RawClient.connected(to: edge.port) { client async throws in
                try await client.send("POST /webhooks/whatsapp HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nabc")
                client.finish()
                _ = try await client.rest()
            }
            #expect(edge.webhooks.received.withLock { $0.isEmpty })
        }
    }

    @Test(arguments: ["/nope", "/webhooks", "/webhooks/whatsapp/x", "/%2e%2e/etc/passwd", "/METRICS"])
    func `Unknown addresses are 404`(path: String) async throws {
        try await EdgeUnderTest.serving { edge async throws in
            try check(try await edge.get(path), 404, code: "not_found")
            #expect(edge.registry.exposition(process: nil).contains(#"route="unknown""#))
            #expect(!edge.registry.exposition(process: nil).contains(path))
        }
    }

    @Test func `A method an address does not have is 405 and says which it has`() async throws {
        try await EdgeUnderTest.serving { edge async throws in
            let response = try await edge.exchange("DELETE /livez HTTP/1.1\r\nHost: test\r\n\r\n")
            try check(response, 405, code: "method_not_allowed")
            #expect(response.headers["allow"] == "GET, HEAD")
        }
    }

    @Test(arguments: ["/livez", "/readyz", "/nope", "/metrics", "/webhooks/whatsapp"])
    func `An answer to HEAD has no body, so that the next answer is not taken for it`(path: String) async throws {
        let sick = [ReadinessCheck("database") { "gone" }]
        try await EdgeUnderTest.serving({ $0.metrics = .token("a-token-for-tests") }, checks: sick) {
            edge async throws in
            try await RawClient.connected(to: edge.port) { client async throws in
                try await client.send(
                    "HEAD \(path) HTTP/1.1\r\nHost: test\r\n\r\n"
                        + "GET /livez HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
                )
                let answers = try await client.rest().components(separatedBy: "\r\n\r\n")
                try #require(answers.count == 3)
                #expect(answers[0].hasPrefix("HTTP/1.1 "))
                #expect(answers[1].hasPrefix("HTTP/1.1 200 OK"))
                #expect(answers[2] == "alive\n")
            }
        }
    }

    @Test func `The caller's request id is kept when it is sound and replaced when not`() async throws {
        try await EdgeUnderTest.serving { edge async throws in
            let kept = try await edge.get("/livez", headers: "X-Request-Id: abc-1.2_Z\r\n")
            #expect(kept.headers["x-request-id"] == "abc-1.2_Z")
            for unsound in ["a b", "\"q\"", String(repeating: "x", count: 129)] {
                let response = try await edge.get("/livez", headers: "X-Request-Id: \(unsound)\r\n")
                #expect(response.headers["x-request-id"] != unsound)
                #expect(response.headers["x-request-id"]?.isEmpty == false)
            }
        }
    }

    @Test func `The page at the root says what runs here`() async throws {
        try await EdgeUnderTest.serving { edge async throws in
            let response = try await edge.get("/")
            try check(response, 200)
            #expect(response.body.contains("Concierge"))
        }
    }
}
