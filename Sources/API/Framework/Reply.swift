import Foundation
import HTTPTypes
import Hummingbird

/// An answer with a JSON body, or none. It can be kept beside an idempotency key and given again.
struct Reply: Sendable, Codable {
    var status: Int
    /// By header name.
    var headers: [String: String] = [:]
    /// JSON text; nil for no body.
    var body: String?

    /// Answers with a value.
    ///
    /// - Parameters:
    ///   - version: what `ETag` says and `If-Match` may ask for.
    ///   - location: where the thing that was made is found.
    static func json(
        _ value: some Encodable,
        status: Int = 200,
        version: Int? = nil,
        location: String? = nil
    ) throws -> Reply {
        var reply = Reply(status: status)
        reply.body = String(decoding: try JSONEncoder.contract.encode(value), as: UTF8.self)
        if let version { reply.headers["ETag"] = "\"\(version)\"" }
        if let location { reply.headers["Location"] = location }
        return reply
    }

    /// Answers with nothing but that it is done.
    static let noContent = Reply(status: 204)

    /// The answer on the wire. Nobody may keep it: it is one person's view of one moment.
    var response: Response {
        var fields = HTTPFields()
        fields[.cacheControl] = "no-store"
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        guard let body else { return Response(status: .init(code: status), headers: fields) }
        fields[.contentType] = "application/json"
        return Response(
            status: .init(code: status),
            headers: fields,
            body: .init(byteBuffer: ByteBuffer(string: body))
        )
    }
}
