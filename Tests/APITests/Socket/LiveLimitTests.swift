import Domain
import TestSupport
import Testing

@testable import API

/// What one socket of `/ws` may ask for.
@Suite struct LiveLimitTests {
    @Test func `A socket has so many subscriptions, and one more when one is given up`() async throws {
        var sockets = SocketConfiguration()
        sockets.maxSubscriptions = 3
        try await PeopleUnderTest.serving(sockets: sockets) { server async throws in
            let token = try await server.realToken(for: .viewer)
            try await LiveClient.open(to: server.port, as: token) { client async throws in
                for index in 0..<3 { _ = try await client.subscribe(#"{"all":true}"#, id: "\(index)") }
                try await client.say(#"{"type":"subscribe","id":"3","payload":{"all":true}}"#)
                let refused = try await client.next()
                #expect(refused.type == "error" && refused.id == "3")
                #expect(refused.code == "too_many_subscriptions")
                try await client.say(#"{"type":"unsubscribe","id":"u","payload":{"subscription":"0"}}"#)
                #expect(try await client.next().type == "ack")
                _ = try await client.subscribe(#"{"all":true}"#, id: "3")
            }
            let metrics = server.registry.exposition(process: nil)
            #expect(metrics.contains(#"gateway_ws_frames_refused_total{reason="subscriptions"} 1"#))
        }
    }

    @Test func `Whoever sends too many frames is told so, and let go when that does not help`() async throws {
        var sockets = SocketConfiguration()
        sockets.frameRate = RateLimit(maxRequests: 5, windowMs: 3_600_000)
        try await PeopleUnderTest.serving(sockets: sockets) { server async throws in
            let token = try await server.realToken(for: .viewer)
            try await LiveClient.open(to: server.port, as: token) { client async throws in
                for _ in 0..<15 { try await client.say(#"{"type":"ping","id":"p"}"#) }
                for _ in 0..<5 { #expect(try await client.next().type == "pong") }
                for _ in 0..<10 {
                    let refused = try await client.next()
                    #expect(refused.type == "error" && refused.id == "p")
                    #expect(refused.code == "too_many_requests")
                }
                #expect(try await client.socket.end() == 1008)
            }
            let metrics = server.registry.exposition(process: nil)
            #expect(metrics.contains(#"gateway_ws_frames_refused_total{reason="rate"} 10"#))
        }
    }
}
