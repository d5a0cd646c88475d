package import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// An engine behind a URL: `POST` of an ``EngineRequest``, answered by an ``EngineReply``.
package struct HTTPEngineClient: AIEngineClient {
    /// The most bytes of an answer that are read.
    package static let maximumResponseBytes = 256 * 1024

    /// How the HTTP client given to an engine should be set up.
    ///
    /// A dead engine must be known as dead at once, so that retries and the next engine get their turn: left to itself
    /// the client would go on connecting until the deadline. Redirects are refused because the key would follow them.
    package static var clientConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(3)
        return configuration
    }

    package let name: String
    private let url: String
    private let key: EngineKey?
    private let client: HTTPClient

    /// Names an engine.
    ///
    /// - Parameters:
    ///   - name: for logs and metrics.
    ///   - url: where to post.
    ///   - key: sent as a bearer token.
    ///   - client: the HTTP client, made with ``clientConfiguration``; the caller shuts it down.
    package init(name: String = "http", url: String, key: EngineKey? = nil, client: HTTPClient) {
        self.name = name
        self.url = url
        self.key = key
        self.client = client
    }

    package func answer(
        _ request: EngineRequest,
        deadline: ContinuousClock.Instant
    ) async throws(EngineError) -> EngineReply {
        let body: Data
        do {
            body = try EngineJSON.encode(request)
        } catch {
            throw .failed(detail: "the request cannot be written as JSON")
        }
        let data = try await beforeDeadline(deadline) { () async throws(EngineError) -> Data in
            try await post(body, deadline: deadline)
        }
        let reply = try EngineJSON.decode(EngineReply.self, from: data)
        try EngineReplyValidator().validate(reply, for: request.conversationId)
        return reply
    }

    private func post(_ body: Data, deadline: ContinuousClock.Instant) async throws(EngineError) -> Data {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        if let key { request.headers.add(name: "Authorization", value: "Bearer \(key.secret)") }
        request.body = .bytes(ByteBuffer(bytes: body))
        let left = ContinuousClock.now.duration(to: deadline)
        do {
            let response = try await client.execute(request, deadline: .now() + TimeAmount(left))
            guard (200..<300).contains(response.status.code) else {
                throw EngineError.status(Int(response.status.code), retryAfter: Self.retryAfter(response.headers))
            }
            let buffer = try await response.body.collect(upTo: Self.maximumResponseBytes)
            return Data(buffer.readableBytesView)
        } catch {
            throw EngineError(transport: error)
        }
    }

    /// Reads the delay form of `Retry-After`; the date form is rare and would trust a foreign clock.
    private static func retryAfter(_ headers: HTTPHeaders) -> Duration? {
        guard let seconds = headers.first(name: "Retry-After").flatMap(Int.init), seconds >= 0 else { return nil }
        return .seconds(min(seconds, 3600))
    }
}

extension EngineError {
    /// Sorts what the HTTP client throws.
    fileprivate init(transport error: any Error) {
        switch error {
        case let error as EngineError:
            self = error
        case is CancellationError:
            self = .cancelled
        case is NIOTooManyBytesError:
            self = .malformed(field: "body", detail: "is longer than 256 kB")
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
            self = .timeout
        case let error as HTTPClientError where error == .cancelled:
            self = .cancelled
        case let error as HTTPClientError:
            self = .unreachable(detail: error.shortDescription)
        default:
            self = .unreachable(detail: String(describing: type(of: error)))
        }
    }
}
