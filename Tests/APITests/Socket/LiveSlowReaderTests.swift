import Domain
import Events
import Postgres
import Store
import TestSupport
import Testing

@testable import API

/// Sockets of `/ws` whose clients read too slowly, or not at all.
@Suite(.timeLimit(.minutes(15))) struct LiveSlowReaderTests {
    @Test func `Who never reads is told of the gap and let go, and the others miss nothing`() async throws {
        // More than the system keeps for a socket, on both sides together.
        let (batches, size) = (60, 50)
        var sockets = SocketConfiguration()
        sockets.maxWaitingBytes = 64 << 10
        // It is given all the time to read what the system kept for it.
        sockets.closeTimeout = .seconds(3600)
        try await PeopleUnderTest.serving(sockets: sockets) { server async throws in
            let (hotel, guest) = (server.hotel, Guest(1))
            try await hotel.receive([guest.writes("Hello", to: hotel)])
            let id: String = try await hotel.value("SELECT id::text FROM conversations")
            let token = try await server.realToken(for: .viewer)
            try await SocketClient.connected(to: server.port, receiveBuffer: 4096) { slow async throws in
                #expect(try await slow.ask("/ws", headers: "Authorization: Bearer \(token)\r\n").status == 101)
                try await slow.send(#"{"type":"subscribe","id":"s","payload":{"conversationId":"\#(id)"}}"#)
                #expect(try LiveAnswer(try await slow.message()).type == "subscribed")
                try await LiveClient.open(to: server.port, as: token) { client async throws in
                    _ = try await client.subscribe(#"{"conversationId":"\#(id)"}"#)
                    let word = String(repeating: "x", count: 4_000)
                    for batch in 0..<batches {
                        try await hotel.receive((0..<size).map { guest.writes("\(batch) \($0) \(word)", to: hotel) })
                        for index in 0..<size {
                            let message = try await client.next("message").part("message")
                            #expect((message["content"] as? String)?.hasPrefix("\(batch) \(index) ") == true)
                        }
                    }
                }
                // It reads at last: what the system held for it, then why there is no more.
                var last: [SocketClient.Frame] = []
                var shown = 0
                while let frame = try await slow.next() {
                    last = last.suffix(1) + [frame]
                    shown += 1
                    // The server's last word; it would wait for ours as long as it waited for the reading.
                    if frame.opcode == 8 { break }
                }
                #expect(shown < batches * size, "what was not read was not kept")
                #expect(last.last?.code == 4408)
                let gap = try LiveAnswer(try #require(last.first).text)
                #expect(gap.type == "gap")
                #expect(gap.payload["reason"] as? String == "slow_reader")
            }
            let metrics = server.registry.exposition(process: nil)
            #expect(metrics.contains(#"gateway_ws_closed_total{code="4408"} 1"#))
        }
    }

    @Test func `Whoever comes back to a long history reads it at its own pace, and all of it`() async throws {
        var sockets = SocketConfiguration()
        // A page is many times as long.
        sockets.maxWaitingBytes = 32 << 10
        try await PeopleUnderTest.serving(sockets: sockets) { server async throws in
            let (hotel, guest) = (server.hotel, Guest(1))
            try await hotel.receive([guest.writes("Hello", to: hotel)])
            let id: String = try await hotel.value("SELECT id::text FROM conversations")
            let cursor = try await server.api.events.currentCursor(property: hotel.property).text
            let word = String(repeating: "x", count: 4_000)
            for batch in 0..<10 {
                try await hotel.receive((0..<50).map { guest.writes("\(batch * 50 + $0) \(word)", to: hotel) })
            }
            let token = try await server.realToken(for: .viewer)
            try await SocketClient.connected(to: server.port, receiveBuffer: 4096) { client async throws in
                #expect(try await client.ask("/ws", headers: "Authorization: Bearer \(token)\r\n").status == 101)
                try await client.send(
                    #"{"type":"subscribe","payload":{"conversationId":"\#(id)","cursor":"\#(cursor)"}}"#
                )
                #expect(try LiveAnswer(try await client.message()).type == "subscribed")
                for index in 0..<500 {
                    let message = try LiveAnswer(try await client.message()).part("message")
                    #expect((message["content"] as? String)?.hasPrefix("\(index) ") == true)
                }
            }
        }
    }
}
