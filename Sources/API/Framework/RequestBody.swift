import HTTPTypes
import Hummingbird

/// Reads whole bodies within limits.
enum RequestBody {
    /// The bytes of a body.
    ///
    /// - Throws: ``Problem`` 413 for one over the limit, 400 for one cut short.
    static func bytes(_ request: Request, limit: Int) async throws -> [UInt8] {
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        if let announced, announced > limit { throw Problem.tooLarge(limit: limit) }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: limit)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw Problem.tooLarge(limit: limit)
        }
        if let announced, body.readableBytes < announced { throw Problem.incomplete }
        return Array(body.readableBytesView)
    }

    /// The bytes of a body that says it is JSON; an empty one need not say anything.
    ///
    /// - Throws: ``Problem`` 415 for another type, besides what ``bytes(_:limit:)`` throws.
    static func json(_ request: Request, limit: Int) async throws -> [UInt8] {
        let body = try await bytes(request, limit: limit)
        guard !body.isEmpty else { return body }
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        guard type.filter({ !$0.isWhitespace }) == "application/json" else {
            throw Problem(415, "unsupported_media_type", "Unsupported media type", detail: "Send application/json.")
        }
        return body
    }
}
