import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// A request to go on as a WebSocket (RFC 6455 §4.2), checked.
struct SocketHandshake {
    /// The subprotocol of all our sockets.
    static let subprotocol = "concierge.v1"
    /// A subprotocol that is no protocol: browsers can send a token in no other header.
    private static let bearerPrefix = "bearer."

    /// The answer to the client's key.
    let accept: String
    /// Whether the client speaks ``subprotocol`` and wants to hear that we do.
    let namesSubprotocol: Bool
    /// A token given among the subprotocols or in `Authorization`.
    let token: String?

    /// Checks a request.
    ///
    /// - Parameter origins: pages that may ask; nil lets any.
    /// - Throws: ``Problem`` 400, 403 or 426.
    init(_ request: Request, origins: Set<String>?) throws {
        guard request.method == .get else { throw Problem.methodNotAllowed(["GET"]) }
        let headers = request.headers
        guard Self.tokens(headers[values: .upgrade]).contains("websocket"),
            Self.tokens(headers[values: .connection]).contains("upgrade")
        else {
            throw Problem(
                426,
                "upgrade_required",
                "Upgrade required",
                detail: "This address is a WebSocket.",
                headers: [("Upgrade", "websocket"), ("Connection", "Upgrade")]
            )
        }
        guard headers[values: .secWebSocketVersion] == ["13"] else {
            throw Problem(
                426,
                "websocket_version",
                "WebSocket version not supported",
                detail: "Version 13 is spoken here.",
                headers: [("Sec-WebSocket-Version", "13"), ("Upgrade", "websocket"), ("Connection", "Upgrade")]
            )
        }
        let keys = headers[values: .secWebSocketKey]
        guard keys.count == 1, let key = keys.first, key.utf8.count == 24, Data(base64Encoded: key)?.count == 16 else {
            throw Self.malformed("Sec-WebSocket-Key must be 16 bytes in base64.")
        }
        guard headers[.contentLength].map({ $0 == "0" }) ?? true, headers[.transferEncoding] == nil else {
            throw Self.malformed("A request for a WebSocket has no body.")
        }
        try Self.check(request, origins)
        let offered = Self.offered(request)
        namesSubprotocol = offered.contains(Self.subprotocol)
        let tokens = offered.filter { $0.hasPrefix(Self.bearerPrefix) }
        guard offered.isEmpty || namesSubprotocol, tokens.count <= 1 else {
            throw Self.malformed("Among the subprotocols must be \(Self.subprotocol), and at most one token.")
        }
        token = Self.token(of: request)
        accept = Self.accept(key)
    }

    /// A token given among the subprotocols or in `Authorization`, whatever else the request is like.
    static func token(of request: Request) -> String? {
        let named = offered(request).first { $0.hasPrefix(bearerPrefix) }
        return named.map { String($0.dropFirst(bearerPrefix.count)) } ?? BearerToken.of(request)
    }

    private static func offered(_ request: Request) -> [String] {
        request.headers[values: .secWebSocketProtocol].flatMap { $0.split(separator: ",") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// What to answer to a key: RFC 6455 §4.2.2, step 5.4.
    static func accept(_ key: String) -> String {
        let hash = Insecure.SHA1.hash(data: Data("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))
        return Data(hash).base64EncodedString()
    }

    /// The headers of the answer.
    var headers: HTTPFields {
        var fields = HTTPFields()
        fields[.upgrade] = "websocket"
        fields[.connection] = "Upgrade"
        fields[.secWebSocketAccept] = accept
        if namesSubprotocol { fields[.secWebSocketProtocol] = Self.subprotocol }
        return fields
    }

    /// A page says in `Origin` where it came from. Who sends none is no browser and cannot be somebody's by mistake.
    private static func check(_ request: Request, _ origins: Set<String>?) throws {
        guard let origins, let origin = request.headers[.origin], !origins.contains(origin) else { return }
        let own = request.head.authority ?? ""
        guard
            origin.lowercased() == "https://\(own)".lowercased() || origin.lowercased() == "http://\(own)".lowercased()
        else {
            throw Problem(
                403,
                "origin_not_allowed",
                "Origin not allowed",
                detail: "This page may not open a socket here."
            )
        }
    }

    private static func tokens(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",") }.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    }

    private static func malformed(_ detail: String) -> Problem {
        Problem(400, "malformed_handshake", "Malformed handshake", detail: detail)
    }
}
