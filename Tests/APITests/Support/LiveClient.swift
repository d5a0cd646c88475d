import ContractSupport
import Foundation
import Testing

/// A client of `/ws`; every frame it gets or sends well is held against the contract.
struct LiveClient {
    var socket: SocketClient

    /// Opens a socket with a token, runs the body, hangs up.
    static func open<Result>(
        to port: Int,
        as token: String,
        _ body: (inout LiveClient) async throws -> Result
    ) async throws -> Result {
        try await SocketClient.open(to: port, "/ws", headers: "Authorization: Bearer \(token)\r\n") { socket in
            var client = LiveClient(socket: socket)
            return try await body(&client)
        }
    }

    /// Sends a frame as it is.
    func say(_ text: String) async throws {
        try await socket.send(text)
    }

    /// The next frame but pings.
    mutating func next(sourceLocation: SourceLocation = #_sourceLocation) async throws -> LiveAnswer {
        let text = try await socket.message(sourceLocation: sourceLocation)
        for problem in Contract.shared.problems(ofFrameAt: "/ws", isFromServer: true, text: text) {
            Issue.record("\(text): \(problem)", sourceLocation: sourceLocation)
        }
        return try LiveAnswer(text)
    }

    /// The next frame of a type; what comes before it is passed over.
    mutating func next(_ type: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> LiveAnswer {
        while true {
            let frame = try await next(sourceLocation: sourceLocation)
            if frame.type == type { return frame }
        }
    }

    /// Subscribes and waits until that has begun.
    mutating func subscribe(
        _ payload: String,
        id: String = "s",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> LiveAnswer {
        try await say(#"{"type":"subscribe","id":"\#(id)","payload":\#(payload)}"#)
        return try await next("subscribed", sourceLocation: sourceLocation)
    }
}

/// A frame of the server.
struct LiveAnswer {
    let type: String
    let id: String?
    let seq: Int?
    let cursor: String?
    private let object: [String: Any]

    init(_ text: String) throws {
        object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
        type = object["type"] as? String ?? ""
        id = object["id"] as? String
        seq = object["seq"] as? Int
        cursor = object["cursor"] as? String
    }

    var payload: [String: Any] { object["payload"] as? [String: Any] ?? [:] }
    /// An object within the payload.
    func part(_ name: String) -> [String: Any] { payload[name] as? [String: Any] ?? [:] }
    var code: String? { payload["code"] as? String }
}
