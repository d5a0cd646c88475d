import ContractSupport
import Foundation
import Testing

/// A guest's socket that keeps every byte it is given; each frame is held against the contract.
struct ChatListener {
    private var socket: SocketClient
    /// All frames so far, pings included, as they came.
    private(set) var bytes = ""

    /// Opens the socket of a guest, runs the body, hangs up.
    static func open<Result>(
        _ guest: WebGuest,
        _ body: (inout ChatListener) async throws -> Result
    ) async throws -> Result {
        let headers = "Sec-WebSocket-Protocol: concierge.v1, bearer.\(guest.token)\r\n"
        return try await SocketClient.open(to: guest.server.port, "/chat/v1/socket", headers: headers) { socket in
            var listener = ChatListener(socket: socket)
            return try await body(&listener)
        }
    }

    private init(socket: SocketClient) {
        self.socket = socket
    }

    /// Sends a frame as it is.
    func say(_ text: String) async throws {
        try await socket.send(text)
    }

    /// Sends frames in one piece: they arrive at one moment, however busy the machine is.
    func say(_ texts: [String]) async throws {
        try await socket.send(bytes: texts.flatMap { SocketClient.frame(1, Array($0.utf8)) })
    }

    /// The next frame of a type that is as asked for; what comes before it is passed over.
    @discardableResult
    mutating func next(
        _ type: String,
        where isMeant: (LiveAnswer) -> Bool = { _ in true },
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> LiveAnswer {
        while let frame = try await socket.next() {
            bytes += frame.text
            guard frame.opcode == 1 else {
                try await socket.answer(frame)
                continue
            }
            for problem in Contract.shared.problems(
                ofFrameAt: "/chat/v1/socket",
                isFromServer: true,
                text: frame.text
            ) {
                Issue.record("\(frame.text): \(problem)", sourceLocation: sourceLocation)
            }
            let answer = try LiveAnswer(frame.text)
            if answer.type == type, isMeant(answer) { return answer }
        }
        Issue.record("closed before a \(type); heard \(bytes)", sourceLocation: sourceLocation)
        throw socket.closed(waitingFor: "a \(type)", at: sourceLocation)
    }

    /// Waits for words, whoever's they are.
    mutating func hears(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await next(
            "message",
            where: { $0.part("message")["text"] as? String == text },
            sourceLocation: sourceLocation
        )
    }
}
