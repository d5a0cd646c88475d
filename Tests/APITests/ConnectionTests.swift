import Channels
import Foundation
import Synchronization
import Testing

@testable import API

/// Connections that are malformed, slow, greedy or confused.
@Suite struct ConnectionTests {
    @Test(arguments: [
        "garbage\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nBad Header: x\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}",
    ])
    func `Bytes that are no HTTP are refused or dropped, and the next connection works`(bytes: String) async throws {
        try await EdgeUnderTest.serving({ $0.idleTimeout = .seconds(2) }) { edge async throws in
            let answer = try await RawClient.connected(to: edge.port) { client async throws in
                try await client.send(bytes)
                return try await client.rest()
            }
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"))
            #expect(try await edge.get("/livez").status == 200)
        }
    }

    @Test func `A request that does not arrive in its time is answered 408, however often it says a little`()
        async throws
    {
        try await EdgeUnderTest.serving({ $0.requestTimeout = .milliseconds(200) }) { edge async throws in
            let answer = try await RawClient.connected(to: edge.port) { client async throws in
                try await client.send("POST /webhooks/whatsapp HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nabc")
                return try await client.response()
            }
            #expect(answer.status == 408)
            #expect(edge.webhooks.received.withLock { $0.isEmpty })
        }
    }

    @Test func `A connection that says nothing, or half a head, is closed after the idle time`() async throws {
        try await EdgeUnderTest.serving({ $0.idleTimeout = .seconds(1) }) { edge async throws in
            for bytes in ["", "GET /livez HTTP/1.1\r\nHost: te"] {
                let answer = try await RawClient.connected(to: edge.port) { client async throws in
                    if !bytes.isEmpty { try await client.send(bytes) }
                    return try await client.rest()
                }
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"))
            }
        }
    }

    @Test func `A head that is too large is refused`() async throws {
        try await EdgeUnderTest.serving({ $0.maxHeaderBytes = 2048 }) { edge async throws in
            let answer = try await RawClient.connected(to: edge.port) { client async throws in
                try await client.send(
                    "GET /livez HTTP/1.1\r\nHost: test\r\nX-Big: \(String(repeating: "x", count: 5000))\r\n\r\n"
                )
                return try await client.rest()
            }
            #expect(answer.hasPrefix("HTTP/1.1 4"))
        }
    }

    @Test func `Several requests share a connection, and pipelined ones are answered in order`() async throws {
        try await EdgeUnderTest.serving { edge async throws in
            try await RawClient.connected(to: edge.port) { client async throws in
                let request = "GET /livez HTTP/1.1\r\nHost: test\r\nX-Request-Id: "
                try await client.send("\(request)one\r\n\r\n\(request)two\r\n\r\n")
                #expect(try await client.response().headers["x-request-id"] == "one")
                #expect(try await client.response().headers["x-request-id"] == "two")
                try await client.send("\(request)three\r\n\r\n")
                #expect(try await client.response().headers["x-request-id"] == "three")
            }
        }
    }

    @Test(arguments: [
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n", "Connection: close\r\n", "Connection: Close\r\n",
    ])
    func `A connection that cannot go on is answered and closed instead of hanging`(headers: String) async throws {
        try await EdgeUnderTest.serving { edge async throws in
            try await RawClient.connected(to: edge.port) { client async throws in
                try await client.send("GET /livez HTTP/1.1\r\nHost: test\r\n\(headers)\r\n")
                let response = try await client.response()
                #expect(response.status == 200)
                #expect(response.headers["connection"] == "close")
                #expect(try await client.rest() == "")
            }
        }
    }

    @Test func `Who sends too much still reads the answer, and then the end`() async throws {
        try await EdgeUnderTest.serving({ $0.maxBodyBytes = 1024 }) { edge async throws in
            try await RawClient.connected(to: edge.port) { client async throws in
                let chunk = String(repeating: "x", count: 500_000)
                try await client.send(
                    "POST /webhooks/whatsapp HTTP/1.1\r\nHost: test\r\nContent-Length: 500000\r\n\r\n\(chunk)"
                )
                #expect(try await client.response().status == 413)
                #expect(try await client.rest() == "")
            }
        }
    }

    @Test func `A request under way is answered before the server stops`() async throws {
        let (begun, began) = AsyncStream.makeStream(of: Void.self)
        let (gates, gate) = AsyncStream.makeStream(of: Void.self)
        let slow = EdgeUnderTest.Webhooks { _ in
            began.yield()
            for await _ in gates.prefix(1) {}
            return WebhookReply(status: 200, body: Array("late".utf8))
        }
        try await withThrowingTaskGroup(of: RawResponse.self) { tasks in
            try await EdgeUnderTest.serving(webhooks: slow) { edge async throws in
                tasks.addTask {
                    try await edge.exchange(
                        "POST /webhooks/whatsapp HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n"
                    )
                }
                for await _ in begun.prefix(1) {}
                // The server is told to stop as soon as this returns, with the request still open.
                gate.yield()
            }
            #expect(try await tasks.next()?.body == "late")
        }
    }
}
