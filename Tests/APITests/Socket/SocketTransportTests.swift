import NIOCore
import Synchronization
import Testing

@testable import API

/// WebSockets over real connections, with a client that misbehaves.
@Suite(.timeLimit(.minutes(15))) struct SocketTransportTests {
    @Test func `A request becomes a socket that answers`() async throws {
        try await SocketsUnderTest.serving { server async throws in
            try await SocketClient.connected(to: server.port) { client async throws in
                let response = try await client.ask("/echo", headers: "Sec-WebSocket-Protocol: other, concierge.v1\r\n")
                #expect(response.status == 101)
                // RFC 6455 §1.3.
                #expect(response.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                #expect(response.headers["upgrade"] == "websocket")
                #expect(response.headers["connection"] == "Upgrade")
                #expect(response.headers["sec-websocket-protocol"] == "concierge.v1")
                #expect(response.headers["content-length"] == nil && response.headers["transfer-encoding"] == nil)
                for length in [0, 1, 125, 126, 65_535, 65_536] {
                    let text = String(repeating: "x", count: length)
                    try await client.send(text)
                    #expect(try await client.message() == text)
                }
            }
        }
    }

    @Test func `The token among the subprotocols is heard and never said back`() async throws {
        try await SocketsUnderTest.serving { server async throws in
            try await SocketClient.connected(to: server.port) { client async throws in
                let response = try await client.ask(
                    "/echo",
                    headers: "Sec-WebSocket-Protocol: concierge.v1, bearer.secret\r\n"
                )
                #expect(response.headers["sec-websocket-protocol"] == "concierge.v1")
                #expect(!"\(response.headers)".contains("secret"))
            }
        }
    }

    @Test func `A kept connection can become a socket with its second request`() async throws {
        try await SocketsUnderTest.serving { server async throws in
            try await SocketClient.connected(to: server.port) { client async throws in
                try await client.send(bytes: Array("GET /livez HTTP/1.1\r\nHost: test\r\n\r\n".utf8))
                #expect(try await client.response().status == 200)
                #expect(try await client.ask("/echo").status == 101)
                try await client.send("hello")
                #expect(try await client.message() == "hello")
            }
        }
    }

    @Test func `Messages in the same packet as the request are not lost`() async throws {
        try await SocketsUnderTest.serving { server async throws in
            for _ in 0..<200 {
                try await SocketClient.connected(to: server.port) { client async throws in
                    let head = "GET /echo HTTP/1.1\r\nHost: test\r\n\(SocketClient.upgrade)\r\n"
                    try await client.send(
                        bytes: Array(head.utf8) + SocketClient.frame(1, Array("one".utf8))
                            + SocketClient.frame(1, Array("two".utf8))
                    )
                    #expect(try await client.response().status == 101)
                    #expect(try await client.message() == "one")
                    #expect(try await client.message() == "two")
                }
            }
            await server.sockets.drained()
        }
    }

    @Test func `A message in the same packet as the request does not count as one that never ends`() async throws {
        try await SocketsUnderTest.serving({
            $0.messageTimeout = .milliseconds(200)
            $0.pingInterval = .seconds(1)
        }) { server async throws in
            try await SocketClient.connected(to: server.port) { client async throws in
                let head = "GET /echo HTTP/1.1\r\nHost: test\r\n\(SocketClient.upgrade)\r\n"
                try await client.send(bytes: Array(head.utf8) + SocketClient.frame(1, Array("one".utf8)))
                #expect(try await client.response().status == 101)
                #expect(try await client.next() == .text("one"))
                // It stays idle five times as long as a message may take, and is asked whether it lives.
                #expect(try await client.next()?.opcode == 9)
            }
        }
    }

    @Test func `Whatever was worked on late does not count as a message that never ends`() async throws {
        try await SocketsUnderTest.serving({
            $0.maxUnansweredMessages = 1
            $0.messageTimeout = .milliseconds(200)
            $0.pingInterval = .seconds(1)
        }) { server async throws in
            try await SocketClient.open(to: server.port) { client async throws in
                let two = SocketClient.frame(1, Array("work:1".utf8)) + SocketClient.frame(1, Array("two".utf8))
                try await client.send(bytes: two)
                await server.sessions.until { $0.received == ["work:1"] }
                let handle = try #require(server.sessions.state.withLock { $0.handles.first })
                handle.perform { $0.finished() }
                #expect(try await client.next() == .text("two"))
                #expect(try await client.next()?.opcode == 9)
            }
        }
    }

    @Test func `Pings are answered with what they brought, between the pieces of a message too`() async throws {
        try await SocketsUnderTest.serving { server async throws in
            try await SocketClient.open(to: server.port) { client async throws in
                try await client.send(
                    bytes: SocketClient.frame(1, Array("a".utf8), isFinal: false) + SocketClient.frame(9, [7, 8])
                        + SocketClient.frame(0, Array("b".utf8))
                )
                let frames = [try await client.next(), try await client.next()]
                #expect(frames.contains(SocketClient.Frame(opcode: 10, payload: [7, 8])))
                #expect(frames.contains(.text("ab")))
            }
        }
    }

    @Test(arguments: [
        (SocketClient.frame(1, [65], isMasked: false), 1002), (SocketClient.frame(1, [65], reserved: 4), 1002),
        (SocketClient.frame(3), 1002), (SocketClient.frame(9, [UInt8](repeating: 0, count: 126)), 1002),
        (SocketClient.frame(2, [65]), 1003), (SocketClient.frame(1, [0xFF]), 1007),
        (SocketClient.frame(1, [], announcing: 65_537), 1009),
        (SocketClient.frame(1, [UInt8](repeating: 65, count: 300_000)), 1009),
    ])
    func `Whoever breaks the protocol reads why, and then the end`(bytes: [UInt8], code: Int) async throws {
        try await SocketsUnderTest.serving({ $0.closeTimeout = .milliseconds(500) }) { server async throws in
            try await SocketClient.open(to: server.port) { client async throws in
                try await client.send(bytes: bytes)
                #expect(try await client.end().map(Int.init) == code)
            }
            await server.sockets.drained()
            #expect(server.registry.exposition(process: nil).contains("gateway_ws_closed_total{code=\"\(code)\"} 1"))
        }
    }

    @Test(arguments: [1000, 1001, 3000, 4999, 0])
    func `A client that says good-bye hears it back`(code: UInt16) async throws {
        try await SocketsUnderTest.serving { server async throws in
            try await SocketClient.open(to: server.port) { client async throws in
                let payload = code == 0 ? [] : [UInt8(code >> 8), UInt8(code & 0xFF)]
                try await client.send(bytes: SocketClient.frame(8, payload) + SocketClient.frame(1, [65]))
                #expect(try await client.end() == code)
            }
            await server.sockets.drained()
            #expect(server.received.isEmpty)
        }
    }

    @Test func `A client that just hangs up leaves nothing behind`() async throws {
        try await SocketsUnderTest.serving { server async throws in
            for index in 0..<50 {
                try await SocketClient.open(to: server.port) { client async throws in
                    if index % 2 == 0 { client.hangUp() }
                    if index % 3 == 0 { try? await client.send(bytes: [0x81]) }
                }
            }
            await server.sockets.drained()
            // Who was gone before the first frame could be sent never was a session.
            #expect(server.sessions.state.withLock { $0.closed == $0.opened && $0.opened > 0 })
            #expect(server.registry.exposition(process: nil).contains("gateway_ws_connections 0\n"))
        }
    }

    @Test func `Whoever answers pings stays, whoever does not is let go`() async throws {
        let timing: (inout SocketConfiguration) -> Void = {
            $0.pingInterval = .milliseconds(100)
            // Time to answer for a client on a busy machine. Another ping comes only after the last one's answer.
            $0.pingTimeout = .seconds(3)
            $0.closeTimeout = .milliseconds(200)
        }
        try await SocketsUnderTest.serving(timing) { server async throws in
            try await SocketClient.open(to: server.port) { client async throws in
                for _ in 0..<5 {
                    let frame = try #require(try await client.next())
                    #expect(frame == SocketClient.Frame(opcode: 9, payload: []))
                    try await client.send(bytes: SocketClient.frame(10, frame.payload))
                }
                #expect(try await client.end() == 4409)
            }
            await server.sockets.drained()
        }
    }

    @Test func `A message that never ends is not waited for`() async throws {
        try await SocketsUnderTest.serving({
            $0.messageTimeout = .milliseconds(200)
            $0.closeTimeout = .milliseconds(200)
        }) { server async throws in
            for bytes in [SocketClient.frame(1, [65], isFinal: false), [0x81], SocketClient.frame(1, announcing: 100)] {
                try await SocketClient.open(to: server.port) { client async throws in
                    try await client.send(bytes: bytes)
                    #expect(try await client.end() == 1008)
                }
            }
        }
    }

    @Test func `Who never reads is told of the gap, let go, and costs no more than allowed`() async throws {
        try await SocketsUnderTest.serving({ $0.closeTimeout = .seconds(3) }) { server async throws in
            try await SocketClient.connected(to: server.port, receiveBuffer: 4096) { client async throws in
                #expect(try await client.ask("/echo").status == 101)
                await server.sessions.until { $0.opened == 1 }
                let handle = try #require(server.sessions.state.withLock { $0.handles.first })
                let frame = ServerFrame.text([UInt8](repeating: 65, count: 10_000))
                // Far more than the system's buffers and ours together.
                for _ in 0..<10 {
                    handle.perform { socket in for _ in 0..<200 { socket.write(frame) } }
                }
                handle.perform { socket in #expect(!socket.isOpen) }
                try await handle.eventLoop.submit {}.get()
                var frames = 0
                var last: [SocketClient.Frame] = []
                while let frame = try await client.next() {
                    frames += 1
                    last = last.suffix(1) + [frame]
                }
                #expect(last.map(\.opcode) == [1, 8])
                #expect(last.first?.text == "gap")
                #expect(last.last?.code == 4408)
                #expect(frames < 2_000)
            }
        }
    }

    @Test func `No more is read than may be worked on at once`() async throws {
        try await SocketsUnderTest.serving({ $0.maxUnansweredMessages = 4 }) { server async throws in
            try await SocketClient.open(to: server.port) { client async throws in
                for index in 0..<20 { try await client.send("work:\(index)") }
                await server.sessions.until { $0.received.count >= 4 }
                let handle = try #require(server.sessions.state.withLock { $0.handles.first })
                // A round through the loop gives it every chance to read too much.
                try await handle.eventLoop.submit {}.get()
                #expect(server.received.count == 4)
                for index in 0..<20 {
                    #expect(server.received.count == min(20, 4 + index))
                    handle.perform { $0.finished() }
                    try await handle.eventLoop.submit {}.get()
                    await server.sessions.until { $0.received.count == min(20, 5 + index) }
                }
                #expect(server.received == (0..<20).map { "work:\($0)" })
            }
        }
    }

    @Test func `A server that stops says so to every socket and ends`() async throws {
        try await SocketsUnderTest.serving { server async throws in
            try await SocketClient.open(to: server.port) { polite async throws in
                try await SocketClient.open(to: server.port) { other async throws in
                    await server.stop()
                    #expect(try await polite.next()?.code == 1001)
                    try await polite.send(bytes: SocketClient.frame(8, [3, 0xE9]))
                    #expect(try await polite.next() == nil)
                    #expect(try await other.next()?.code == 1001)
                }
            }
        }
    }

    @Test func `A client that does not agree to the end is not waited for for ever`() async throws {
        try await SocketsUnderTest.serving({ $0.closeTimeout = .milliseconds(200) }) { server async throws in
            try await SocketClient.open(to: server.port) { client async throws in
                await server.stop()
                #expect(try await client.end() == 1001)
            }
        }
    }
}
