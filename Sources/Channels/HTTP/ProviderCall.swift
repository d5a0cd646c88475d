import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One request to a provider, told as what is known of it afterwards.
struct ProviderCall {
    /// What is known.
    enum Result {
        /// The whole answer arrived.
        case answered(status: Int, retryAfter: Duration?, body: [UInt8])
        /// The provider cannot have received it.
        case neverLeft(String)
        /// It left, and what became of it is not known.
        case lost(String)
    }

    /// The longest answer that is read; what providers say to a send is a few hundred bytes.
    static let maximumAnswer = 64 * 1024

    var method = HTTPMethod.POST
    var url: String
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// Performs it once, until the deadline at most.
    func perform(by client: HTTPClient, deadline: ContinuousClock.Instant) async -> Result {
        let left = deadline - .now
        guard left > .zero else { return .neverLeft("the deadline had passed") }
        let body = TellTaleBody(body)
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = HTTPHeaders(headers.map { ($0.name, $0.value) })
        if method != .GET { request.body = .bytes(body, length: .known(Int64(body.count))) }
        do {
            let response = try await client.execute(request, deadline: .now() + TimeAmount(left))
            // Before the body, which may never end: the client's own deadline covers the head only.
            let retryAfter = Self.retryAfter(response.headers.first(name: "retry-after"))
            let bytes = try await Self.collect(response.body, deadline: deadline)
            return .answered(status: Int(response.status.code), retryAfter: retryAfter, body: bytes)
        } catch {
            let detail = String(describing: error)
            return body.mark.wasAsked ? .lost(detail) : .neverLeft(detail)
        }
    }

    private static func collect(
        _ body: HTTPClientResponse.Body,
        deadline: ContinuousClock.Instant
    ) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { Array(try await body.collect(upTo: maximumAnswer).readableBytesView) }
            group.addTask {
                try await Task.sleep(until: deadline, clock: .continuous)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let bytes = first else { throw AnswerTookTooLong() }
            return bytes
        }
    }

    /// Whole seconds up to a day; the form with a date is not used by the providers we speak to.
    private static func retryAfter(_ header: String?) -> Duration? {
        guard let seconds = header.flatMap({ Int($0) }), (0...86_400).contains(seconds) else { return nil }
        return .seconds(seconds)
    }

    private struct AnswerTookTooLong: Error {}
}
