import Domain
import NIOCore
import Synchronization
import Testing

@testable import API

/// Who is let in, who is not, and what they are told.
@Suite(.timeLimit(.minutes(15))) struct SocketHandshakeTests {
    private static let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    private static let version = "Sec-WebSocket-Version: 13\r\n"
    private static let asking = "Connection: Upgrade\r\nUpgrade: websocket\r\n"

    @Test(arguments: [
        ("", 426, "upgrade_required"), ("Upgrade: websocket\r\n" + version + key, 426, "upgrade_required"),
        ("Connection: Upgrade\r\nUpgrade: h2c\r\n", 426, "upgrade_required"),
        (asking + key, 426, "websocket_version"),
        (asking + key + "Sec-WebSocket-Version: 8\r\n", 426, "websocket_version"),
        (asking + version, 400, "malformed_handshake"),
        (asking + version + "Sec-WebSocket-Key: c2hvcnQ=\r\n", 400, "malformed_handshake"),
        (asking + version + "Sec-WebSocket-Key: ????????????????????????\r\n", 400, "malformed_handshake"),
        (asking + version + key + key, 400, "malformed_handshake"),
        (asking + version + key + "Content-Length: 3\r\n", 400, "malformed_handshake"),
        (asking + version + key + "Sec-WebSocket-Protocol: chat\r\n", 400, "malformed_handshake"),
        (asking + version + key + "Sec-WebSocket-Protocol: bearer.a\r\n", 400, "malformed_handshake"),
        (asking + version + key + "Origin: https://evil.example\r\n", 403, "origin_not_allowed"),
    ])
    func `A request that is none for a WebSocket is answered in HTTP`(headers: String, status: Int, code: String)
        async throws
    {
        try await SocketsUnderTest.serving({ $0.allowedOrigins = ["https://desk.example"] }) { server async throws in
            try await SocketClient.connected(to: server.port) { client async throws in
                let response = try await client.ask("/echo", headers: headers, upgrade: "")
                #expect(response.status == status)
                #expect(try response.json()["code"] as? String == code)
                if code == "websocket_version" { #expect(response.headers["sec-websocket-version"] == "13") }
                guard response.headers["connection"] == "close" else {
                    // It may go on: the next request on it is answered.
                    #expect(try await client.ask("/echo").status == 101)
                    return
                }
                #expect(try await client.next() == nil)
            }
            #expect(server.sockets.count == 0 || headers.isEmpty)
        }
    }

    @Test(arguments: ["Origin: https://desk.example\r\n", "Origin: http://test\r\n", "Origin: https://TEST\r\n", ""])
    func `Pages of the list and of our own address are let in, and who is no page`(origin: String) async throws {
        try await SocketsUnderTest.serving({ $0.allowedOrigins = ["https://desk.example"] }) { server async throws in
            try await SocketClient.connected(to: server.port) { client async throws in
                #expect(try await client.ask("/echo", headers: origin).status == 101)
            }
        }
    }

    @Test func `Other methods are refused`() async throws {
        try await SocketsUnderTest.serving { server async throws in
            try await SocketClient.connected(to: server.port) { client async throws in
                try await client.send(
                    bytes: Array(
                        "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\(SocketClient.upgrade)\r\n".utf8
                    )
                )
                #expect(try await client.response().status == 405)
            }
        }
    }

    @Test func `A full node says so, and has room again when one leaves`() async throws {
        try await SocketsUnderTest.serving({ $0.maxConnections = 2 }) { server async throws in
            try await SocketClient.open(to: server.port) { _ async throws in
                try await SocketClient.open(to: server.port) { second async throws in
                    try await SocketClient.connected(to: server.port) { third async throws in
                        let response = try await third.ask("/echo")
                        #expect(response.status == 503)
                        #expect(try response.json()["code"] as? String == "too_many_connections")
                        #expect(response.headers["retry-after"] == "5")
                    }
                    try await second.send(bytes: SocketClient.frame(8))
                    #expect(try await second.end() == 0)
                }
                await server.sessions.until { $0.closed == 1 }
                // It has left when its event loop is done with it.
                let second = try #require(server.sessions.state.withLock { $0.handles.last })
                try await second.eventLoop.submit {}.get()
                #expect(server.sockets.count == 1)
                try await SocketClient.open(to: server.port) { _ async throws in }
            }
            await server.sockets.drained()
            #expect(server.registry.exposition(process: nil).contains("gateway_ws_refused_total{reason=\"node\"} 1"))
        }
    }

    @Test func `One caller cannot take everybody's place`() async throws {
        try await SocketsUnderTest.serving({ $0.maxConnectionsPerCaller = 1 }) { server async throws in
            let ann = "Authorization: Bearer ann\r\n"
            try await SocketClient.open(to: server.port, headers: ann) { _ async throws in
                try await SocketClient.connected(to: server.port) { second async throws in
                    let response = try await second.ask("/echo", headers: ann)
                    #expect(response.status == 429)
                    #expect(try response.json()["code"] as? String == "too_many_sockets")
                    #expect(response.headers["retry-after"] == "30")
                }
                try await SocketClient.open(to: server.port, headers: "Authorization: Bearer bob\r\n") {
                    _ async throws in
                }
            }
        }
    }

    @Test func `Behind a proxy that is trusted each of its clients is counted, and this machine itself is not`()
        async throws
    {
        let proxy = [try #require(IPNetwork("127.0.0.0/8"))]
        try await SocketsUnderTest.serving({ $0.maxConnectionsPerAddress = 1 }, behind: proxy) { server async throws in
            func status(of client: String, _ token: String) async throws -> Int {
                try await SocketClient.connected(to: server.port) { socket async throws in
                    try await socket.ask(
                        "/echo",
                        headers: "Authorization: Bearer \(token)\r\nX-Forwarded-For: 127.0.0.1, \(client)\r\n"
                    ).status
                }
            }
            let here = "Authorization: Bearer ann\r\n"
            let there = here + "X-Forwarded-For: 192.0.2.1\r\n"
            try await SocketClient.open(to: server.port, headers: there) { _ async throws in
                #expect(try await status(of: "192.0.2.1", "bob") == 429)
                #expect(try await status(of: "192.0.2.2", "bob") == 101)
                #expect(try await status(of: "::ffff:192.0.2.1", "bob") == 429)
                try await SocketClient.open(to: server.port, headers: here) { _ async throws in
                    try await SocketClient.open(to: server.port, headers: here) { _ async throws in }
                }
            }
        }
        // Nobody's word is taken who is not trusted.
        try await SocketsUnderTest.serving({ $0.maxConnectionsPerAddress = 1 }) { server async throws in
            let claim = "Authorization: Bearer ann\r\nX-Forwarded-For: 192.0.2.1\r\n"
            try await SocketClient.open(to: server.port, headers: claim) { _ async throws in
                try await SocketClient.open(to: server.port, headers: claim) { _ async throws in }
            }
        }
    }

    @Test func `A stopping server lets nobody in`() async throws {
        let sockets = SocketAdmission(SocketConfiguration())
        let place = try sockets.admit(caller: "a", address: nil)
        sockets.stop()
        #expect(throws: SocketAdmission.Refusal.stopping) { try sockets.admit(caller: "a", address: nil) }
        withExtendedLifetime(place) { #expect(sockets.total == 1) }
    }

    @Test func `Addresses are counted each by itself`() throws {
        var configuration = SocketConfiguration()
        configuration.maxConnectionsPerAddress = 1
        let sockets = SocketAdmission(configuration)
        let first = try sockets.admit(caller: "a", address: "192.0.2.1")
        #expect(throws: SocketAdmission.Refusal.address) { try sockets.admit(caller: "b", address: "192.0.2.1") }
        var second: SocketPlace? = try sockets.admit(caller: "b", address: "192.0.2.2")
        #expect(sockets.total == 2)
        withExtendedLifetime((first, second)) {}
        second = nil
        #expect(sockets.total == 1)
        _ = try sockets.admit(caller: "b", address: "192.0.2.2")
    }
}
