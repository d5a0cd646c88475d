import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOEmbedded
import Testing

@testable import API

/// What becomes of errors that nobody expected.
@Suite struct FailureTests {
    private struct Unexpected: Error, CustomStringConvertible {
        var description: String { "the disk said no" }
    }

    private func answer(
        throwing error: any Error,
        log: LogLines
    ) async throws -> (response: Response, problem: [String: Any]) {
        let served = Router(context: EdgeContext.self)
        served.get("/x") { _, _ in "" }
        let middleware = EdgeMiddleware(
            metrics: EdgeMetrics(factory: PrometheusRegistry()),
            routes: RouteTable(served)
        )
        var fields = HTTPFields()
        fields[.xRequestID] = "req-1"
        let head = HTTPRequest(method: .get, scheme: "http", authority: "test", path: "/x", headerFields: fields)
        let context = EdgeContext(
            source: ApplicationRequestContextSource(
                channel: EmbeddedChannel(),
                logger: Logger(label: "t") { _ in log.handler }
            )
        )
        let request = Request(head: head, body: .init(buffer: ByteBuffer()))
        let response = try await middleware.handle(request, context: context) { _, _ in throw error }
        let body = Data(Problem.from(error).json(requestID: "req-1"))
        return (response, try JSONSerialization.jsonObject(with: body) as? [String: Any] ?? [:])
    }

    @Test func `An unexpected error is 500 without its words, and one line in the log with them`() async throws {
        let log = LogLines()
        let (response, problem) = try await answer(throwing: Unexpected(), log: log)
        #expect(response.status == .internalServerError)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.xRequestID] == "req-1")
        #expect(problem["code"] as? String == "internal_error")
        #expect(!"\(problem)".contains("disk"))
        let lines = log.lines(from: .warning)
        #expect(lines.count == 1)
        #expect(lines.first?.level == .error)
        #expect(lines.first?.metadata["requestId"] == "req-1")
        #expect(lines.first?.metadata["error"] == "the disk said no")
    }

    @Test func `A cancelled request is 503 and nothing to log`() async throws {
        let log = LogLines()
        let (response, problem) = try await answer(throwing: CancellationError(), log: log)
        #expect(response.status == .serviceUnavailable)
        #expect(problem["code"] as? String == "shutting_down")
        #expect(log.lines(from: .warning).isEmpty)
    }

    @Test func `A refusal that was meant is answered as meant and nothing to log`() async throws {
        let log = LogLines()
        let problem = Problem(
            422,
            "bad_date",
            "Bad date",
            errors: [.init(pointer: "/arrival", detail: "is in the past")]
        )
        let (response, body) = try await answer(throwing: problem, log: log)
        #expect(response.status.code == 422)
        #expect((body["errors"] as? [[String: String]])?.first == ["pointer": "/arrival", "detail": "is in the past"])
        #expect(log.lines(from: .warning).isEmpty)
    }
}
