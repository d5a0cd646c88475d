import AIEngine
import AsyncHTTPClient
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Postgres
import TestSupport
import Testing

@testable import API

/// An engine that never ends its answer costs a deadline and a few bytes; the guest hears of people, who have it.
@Suite(.timeLimit(.minutes(15))) struct EndlessEngineTests {
    /// How an answer may go on for ever.
    enum Endless: String, CaseIterable, Sendable {
        case body, events, drip, silence

        var type: String { self == .events ? "text/event-stream" : "application/json" }
    }

    private func serving(
        _ endless: Endless,
        _ body: @escaping @Sendable (HTTPEngineClient) async throws -> Void
    ) async throws {
        let router = Router()
        router.post("answer") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: endless.type],
                body: .init { writer in
                    if endless == .drip { try await writer.write(ByteBuffer(string: #"{"response":""#)) }
                    var pieces = 0
                    while true {
                        pieces += 1
                        // More than enough: from here on without an end, but not at the cost of every test beside it.
                        if pieces > 50_000 { try await Task.sleep(for: .milliseconds(5)) }
                        switch endless {
                        case .body:
                            try await writer.write(ByteBuffer(string: #"{"response":"aaaaaaaaaaaaaaaaaaaaaaaaa"#))
                        case .events: try await writer.write(ByteBuffer(string: "data: {\"response\":\"Hello\"}\n\n"))
                        case .drip:
                            try await writer.write(ByteBuffer(string: "a"))
                            try await Task.sleep(for: .milliseconds(5))
                        case .silence: try await Task.sleep(for: .seconds(3600))
                        }
                    }
                }
            )
        }
        var logger = Logger(label: "endless")
        logger.logLevel = .critical
        let (ports, running) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { running.yield($0.localAddress?.port ?? 0) },
            logger: logger
        )
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPEngineClient.clientConfiguration
        )
        let result: Result<Void, any Error> = await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await application.run() }
            var result: Result<Void, any Error> = .success(())
            for await port in ports.prefix(1) {
                do {
                    try await body(HTTPEngineClient(url: "http://127.0.0.1:\(port)/answer", client: client))
                } catch {
                    result = .failure(error)
                }
            }
            group.cancelAll()
            return result
        }
        try await client.shutdown()
        try result.get()
    }

    @Test(arguments: Endless.allCases)
    func `An engine that never ends its answer: the guest is told, people have it, and others are answered`(
        endless: Endless
    ) async throws {
        try await serving(endless) { client in
            let policy = RetryingEngine.Policy(maxRetries: 0, attemptTimeout: .seconds(1))
            let engine = RetryingEngine(client, policy: policy)
            try await PeopleUnderTest.serving(working: true, engine: engine) { server in
                try await server.addChat()
                let guests = try await [WebGuest.opening(server), WebGuest.opening(server)]
                for guest in guests { #expect(try await guest.says("Is the pool heated?").status == 202) }
                let deadline = ContinuousClock.now + .seconds(30)
                while .now < deadline {
                    let people: Int = try await server.hotel.value(
                        "SELECT count(*) FROM conversations WHERE state = 'escalated'"
                    )
                    if people == 2 { break }
                    await Task.yield()
                }
                let standings: [String] = try await server.hotel.values(
                    "SELECT concat_ws(' ', state, escalation_reason) FROM conversations"
                )
                #expect(standings == ["escalated engine_silent", "escalated engine_silent"])
                // The holding line was said with it; what came before is the welcome.
                let notices: Int = try await server.hotel.value(
                    """
                    SELECT count(*) FROM messages m WHERE m.author = 'system' AND EXISTS
                    (SELECT FROM messages g WHERE g.conversation_id = m.conversation_id AND g.author = 'guest' AND g.seq < m.seq)
                    """
                )
                #expect(notices == 2)
                #expect(
                    try await server.hotel.value("SELECT count(*) FROM messages WHERE author = 'ai'", as: Int.self) == 0
                )
                #expect(try await server.hotel.violations() == [])
            }
        }
    }
}
