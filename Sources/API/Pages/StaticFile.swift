import Crypto
import HTTPTypes
import Hummingbird
import NIOCore

/// A file that came with the program: in its own code, so that an installed binary needs nothing beside it.
struct StaticFile: Sendable {
    private let bytes: ByteBuffer
    private let headers: HTTPFields
    private let etag: String

    /// Takes a file.
    ///
    /// - Parameters:
    ///   - bytes: its contents, from `PackageResources`.
    ///   - type: its media type.
    ///   - policy: the Content-Security-Policy of a page; nil for anything else.
    init(_ bytes: [UInt8], type: String, policy: String? = nil) {
        self.bytes = ByteBuffer(bytes: bytes)
        etag =
            "\"" + SHA256.hash(data: bytes).prefix(12).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            + "\""
        var headers = HTTPFields()
        headers[.contentType] = type
        // Asked about each time, answered without the bytes when they are the same: a new version is seen at once.
        headers[.cacheControl] = "no-cache"
        headers[.eTag] = etag
        if let policy {
            headers[.contentSecurityPolicy] = policy
            headers[.referrerPolicy] = "same-origin"
        }
        self.headers = headers
    }

    /// The file, or 304 when the caller has it.
    func response(to request: Request) -> Response {
        let known = request.headers[.ifNoneMatch]?.split(separator: ",").map { $0.drop { $0 == " " } } ?? []
        if known.contains(where: { $0 == etag || $0 == "W/" + etag || $0 == "*" }) {
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: bytes))
    }

    /// Serves it at an address.
    func add(at path: RouterPath, to router: Router<EdgeContext>) {
        router.get(path) { request, _ in response(to: request) }
    }
}
