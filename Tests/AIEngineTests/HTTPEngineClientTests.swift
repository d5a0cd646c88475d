import AIEngine
import Domain
import Foundation
import HTTPTypes
import Testing

@Suite("An engine over HTTP", .timeLimit(.minutes(15)))
struct HTTPEngineClientTests {
    private static let id = ConversationID(UUID())

    private static func body(
        id: String = id.description,
        response: String = #""Hello""#,
        confidence: String = "0.9",
        more: String = ""
    ) -> String {
        #"{"conversationId":"\#(id)","response":\#(response),"intent":"greeting","confidence":\#(confidence),"shouldEscalate":false\#(more)}"#
    }

    private func ask(_ script: ScriptedServer.Script, expect error: EngineError) async throws {
        try await ScriptedServer.serving(script) { server in
            var request = question("hello")
            request.conversationId = Self.id
            let engine = HTTPEngineClient(url: server.url, client: server.client)
            await #expect(throws: error) { try await engine.answer(request, deadline: soon) }
        }
    }

    /// A body that is no answer, and the field that is named for it.
    struct Nonsense: Sendable, CustomTestStringConvertible {
        var name: String
        var body: String
        var field: String
        var detail: String
        var testDescription: String { name }
    }

    @Test(
        "Nonsense is an error that names the field",
        arguments: [
            Nonsense(name: "not JSON", body: "<html>", field: "body", detail: "is not JSON"),
            Nonsense(name: "nothing", body: "", field: "body", detail: "is not JSON"),
            Nonsense(name: "an array", body: "[]", field: "body", detail: "is not of type Dictionary<String, Any>"),
            Nonsense(name: "no fields", body: "{}", field: "conversationId", detail: "is missing"),
            Nonsense(name: "wrong type", body: body(response: "7"), field: "response", detail: "is not of type String"),
            Nonsense(
                name: "confidence 7",
                body: body(confidence: "7"),
                field: "confidence",
                detail: "is not a number from 0 to 1"
            ),
            Nonsense(
                name: "confidence as text",
                body: body(confidence: #""NaN""#),
                field: "confidence",
                detail: "is not of type Double"
            ),
            Nonsense(name: "NaN", body: body(confidence: "NaN"), field: "body", detail: "is not JSON"),
            Nonsense(
                name: "empty response",
                body: body(response: #"" ""#),
                field: "response",
                detail: "is empty though nobody is to take over"
            ),
            Nonsense(
                name: "17 kB",
                body: body(response: "\"\(String(repeating: "x", count: 17_000))\""),
                field: "response",
                detail: "is longer than 16 kB"
            ),
            Nonsense(
                name: "1 MB",
                body: body(response: "\"\(String(repeating: "x", count: 1_000_000))\""),
                field: "body",
                detail: "is longer than 256 kB"
            ),
            Nonsense(name: "NUL", body: body(response: #""a\u0000b""#), field: "response", detail: "contains NUL"),
            Nonsense(
                name: "another conversation",
                body: body(id: UUID().uuidString),
                field: "conversationId",
                detail: "names another conversation"
            ),
            Nonsense(
                name: "unknown priority",
                body: body(
                    more: #","actions":[{"type":"create_task","department":"spa","priority":"asap","description":"x"}]"#
                ),
                field: "actions[0].priority",
                detail: "has a value that is not allowed"
            ),
            Nonsense(
                name: "no towels",
                body: body(
                    more:
                        #","actions":[{"type":"create_task","department":"spa","priority":"low","description":"x","items":[{"name":"towel","quantity":0}]}]"#
                ),
                field: "actions[0].items[0].quantity",
                detail: "is not from 1 to 1000"
            ),
        ]
    )
    func nonsense(_ nonsense: Nonsense) async throws {
        try await ask(.body(nonsense.body), expect: .malformed(field: nonsense.field, detail: nonsense.detail))
    }

    @Test("A status other than 2xx is an error, worth another try only when it may pass")
    func statuses() async throws {
        try await ask(.body("", status: .internalServerError), expect: .status(500))
        try await ask(.body("", status: .notFound), expect: .status(404))
        try await ask(
            .body("", status: .tooManyRequests, retryAfter: "7"),
            expect: .status(429, retryAfter: .seconds(7))
        )
        #expect(EngineError.status(500).isRetryable && EngineError.status(429).isRetryable)
        #expect(!EngineError.status(404).isRetryable && !EngineError.status(401).isRetryable)
    }

    @Test("An answer that breaks off, or nobody there, is unreachable")
    func brokenOff() async throws {
        try await ScriptedServer.serving(.half) { server in
            let engine = HTTPEngineClient(url: server.url, client: server.client)
            let error = await #expect(throws: EngineError.self) {
                try await engine.answer(question("hi"), deadline: soon)
            }
            #expect(error?.code == "unreachable")
            let nobody = HTTPEngineClient(url: "http://127.0.0.1:1/", client: server.client)
            let began = ContinuousClock.now
            let refused = await #expect(throws: EngineError.self) {
                try await nobody.answer(question("hi"), deadline: soon)
            }
            #expect(refused?.code == "unreachable")
            #expect(began.duration(to: .now) < .seconds(30))
        }
    }

    @Test(
        "An answer without end is cut off after 256 kB, whatever form it takes, and the engine notices",
        arguments: [
            ScriptedServer.Script.endless(#"{"response":"aaaaaaaaaaaaaaaa""#, times: 256, type: "application/json"),
            .endless("data: {\"response\":\"Hello\"}\n\n", times: 256, type: "text/event-stream"),
            .endless(" ", times: 65_536, type: "application/json"),
            .endless("[", times: 8192, type: "application/json"),
        ]
    )
    func endless(_ script: ScriptedServer.Script) async throws {
        try await ScriptedServer.serving(script) { server in
            let engine = HTTPEngineClient(url: server.url, client: server.client)
            await #expect(throws: EngineError.malformed(field: "body", detail: "is longer than 256 kB")) {
                try await engine.answer(question("hello"), deadline: soon)
            }
            await server.record.left.wait()
        }
    }

    @Test("An answer that comes byte by byte for ever is late at the deadline, and the engine notices")
    func drip() async throws {
        try await ScriptedServer.serving(.drip) { server in
            let engine = HTTPEngineClient(url: server.url, client: server.client)
            let began = ContinuousClock.now
            await #expect(throws: EngineError.timeout) {
                try await engine.answer(question("hello"), deadline: began + .milliseconds(500))
            }
            #expect(began.duration(to: .now) < .seconds(10))
            await server.record.left.wait()
        }
    }

    @Test("The question arrives as the contract says, with the key, which never shows itself")
    func request() async throws {
        let key = EngineKey("s3cret")
        #expect("\(key)" == "•••" && String(reflecting: key) == "•••")
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        try await ScriptedServer.serving(.echo) { server in
            let engine = HTTPEngineClient(url: server.url, key: key, client: server.client)
            let request = question("hello", room: "412", history: [(.guest, "hi"), (.ai, "Hello!")])
            _ = try await engine.answer(request, deadline: soon)
            #expect(server.record.authorization == "Bearer s3cret")
            #expect(server.record.request == request)
        }
    }
}
