import Channels
import HTTPTypes
import Hummingbird

/// Where providers deliver. The raw bytes go to the handler untouched: signatures cover them.
struct WebhookRoutes {
    static let whatsAppPath = "/webhooks/whatsapp"

    let handler: EdgeRoutes.WebhookHandler
    let maxBodyBytes: Int

    func add(to router: Router<EdgeContext>) {
        let handler = handler
        let limit = maxBodyBytes
        for method in [HTTPRequest.Method.get, .post] {
            router.on(RouterPath(Self.whatsAppPath), method: method) { request, _ in
                let delivery = try await Self.delivery(request, limit: limit)
                return Self.response(await handler(delivery, "whatsapp"))
            }
        }
    }

    /// - Throws: ``Problem`` 413 for a body over the limit, 400 for one cut short.
    private static func delivery(_ request: Request, limit: Int) async throws -> WebhookRequest {
        let body = try await RequestBody.bytes(request, limit: limit)
        return WebhookRequest(
            method: request.method.rawValue,
            path: request.uri.path,
            query: request.uri.query ?? "",
            headers: request.headers.lazy.map { ($0.name.rawName, $0.value) },
            body: body
        )
    }

    private static func response(_ reply: WebhookReply) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = reply.contentType
        // Not stored: the provider should come again, though not at once.
        if reply.status == 503 { headers[.retryAfter] = "5" }
        return Response(
            status: .init(code: reply.status),
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: reply.body))
        )
    }
}
