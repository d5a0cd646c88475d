import Testing

@testable import API

/// That the client the other tests look through ends well, and says why it ended.
@Suite(.timeLimit(.minutes(15))) struct SocketClientTests {
    @Test func `Whoever is cancelled while waiting is let go, may go on trying, and harms nobody, in 200 rounds`()
        async throws
    {
        try await SocketsUnderTest.serving { server async throws in
            for round in 0..<200 {
                let waiting = Task {
                    try await SocketClient.open(to: server.port) { client async throws in
                        try await client.send("work:\(round)")
                        for _ in 0..<2 {
                            await #expect(throws: CancellationError.self) { try await client.message() }
                            try await client.send("still here")
                        }
                    }
                }
                // Sometimes it waits by then, sometimes it is not even connected.
                if round % 2 == 0 { await server.sessions.until { $0.received.contains("work:\(round)") } }
                waiting.cancel()
                switch await waiting.result {
                case .success: break
                case .failure(let error): #expect(error is CancellationError)
                }
            }
            await server.sockets.drained()
        }
    }

    @Test func `A server that hangs up is quoted, with the place where something else was waited for`() async throws {
        try await SocketsUnderTest.serving({ $0.closeTimeout = .milliseconds(200) }) { server async throws in
            try await SocketClient.open(to: server.port) { client async throws in
                try await client.send("one")
                #expect(try await client.message() == "one")
                try await client.send(bytes: SocketClient.frame(1, [0xFF]))
                let place = SourceLocation(fileID: "APITests/Here.swift", filePath: #filePath, line: 7, column: 1)
                let failure = await #expect(throws: SocketClient.Failure.self) {
                    try await client.message(sourceLocation: place)
                }
                let text = try #require(failure).description
                #expect(text.contains("1007") && text.contains("after 2 frames"))
                #expect(text.contains("Here.swift:7"))
            }
        }
    }
}
