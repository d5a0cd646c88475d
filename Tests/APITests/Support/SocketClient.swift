import NIOCore
import Testing

/// A WebSocket client that can do what no good client does.
struct SocketClient {
    /// A frame of the server.
    struct Frame: Equatable {
        var opcode: UInt8
        var isFinal = true
        var payload: [UInt8]

        var text: String { String(decoding: payload, as: UTF8.self) }
        /// The number of a last frame; 0 for one without.
        var code: UInt16 { payload.count < 2 ? 0 : UInt16(payload[0]) << 8 | UInt16(payload[1]) }

        static func text(_ text: String) -> Frame { Frame(opcode: 1, payload: Array(text.utf8)) }
    }

    /// What the server did instead of what a test waited for.
    enum Failure: Error, CustomStringConvertible {
        /// It hung up: the code and the reason of its last frame, nil where it said none; how many frames there were
        /// before; and what was waited for, where.
        case closed(code: UInt16?, reason: String, frames: Int, waitingFor: String, at: SourceLocation)
        /// It did not let us in.
        case refused(status: Int, body: String)

        var description: String {
            switch self {
            case .closed(let code, let reason, let frames, let expected, let place):
                """
                the server hung up with \(code.map(String.init) ?? "no last frame") \(reason) after \(frames) frames, \
                while \(place) waited for \(expected)
                """
            case .refused(let status, let body): "the server answered \(status) instead of a socket: \(body)"
            }
        }
    }

    static let upgrade =
        "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

    private let wire: Wire
    private(set) var buffered: [UInt8] = []
    private var frames = 0
    private var lastFrame: Frame?

    /// Connects, runs the body, hangs up.
    static func connected<Result>(
        to port: Int,
        receiveBuffer: Int? = nil,
        _ body: (inout SocketClient) async throws -> Result
    ) async throws -> Result {
        try await Wire.connected(to: port, receiveBuffer: receiveBuffer) { wire in
            var client = SocketClient(wire: wire)
            return try await body(&client)
        }
    }

    /// Connects and is let in.
    static func open<Result>(
        to port: Int,
        _ path: String = "/echo",
        headers: String = "",
        _ body: (inout SocketClient) async throws -> Result
    ) async throws -> Result {
        try await connected(to: port) { client in
            let response = try await client.ask(path, headers: headers)
            guard response.status == 101 else { throw Failure.refused(status: response.status, body: response.body) }
            return try await body(&client)
        }
    }

    private init(wire: Wire) {
        self.wire = wire
    }

    // MARK: HTTP

    /// Asks for a socket, as browsers do.
    mutating func ask(
        _ path: String,
        headers: String = "",
        upgrade: String = upgrade,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RawResponse {
        try await send(bytes: Array("GET \(path) HTTP/1.1\r\nHost: test\r\n\(upgrade)\(headers)\r\n".utf8))
        return try await response(sourceLocation: sourceLocation)
    }

    /// The next HTTP answer.
    mutating func response(sourceLocation: SourceLocation = #_sourceLocation) async throws -> RawResponse {
        let end = Array("\r\n\r\n".utf8)
        while buffered.firstRange(of: end) == nil {
            guard try await fill() else { throw closed(waitingFor: "an answer", at: sourceLocation) }
        }
        let split = buffered.firstRange(of: end) ?? 0..<0
        var lines = String(decoding: buffered[..<split.lowerBound], as: UTF8.self).split(separator: "\r\n")
        buffered.removeFirst(split.upperBound)
        let status = Int(lines.removeFirst().split(separator: " ")[1]) ?? 0
        let headers = lines.map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (line[..<colon].lowercased(), line[colon...].dropFirst().drop { $0 == " " })
        }
        var response = RawResponse(
            status: status,
            headers: Dictionary(headers.map { ($0.0, String($0.1)) }) { first, _ in first },
            body: ""
        )
        let length = response.headers["content-length"].flatMap { Int($0) } ?? 0
        while buffered.count < length {
            guard try await fill() else { throw closed(waitingFor: "the body of an answer", at: sourceLocation) }
        }
        response.body = String(decoding: buffered.prefix(length), as: UTF8.self)
        buffered.removeFirst(length)
        return response
    }

    // MARK: Frames

    func send(bytes: [UInt8]) async throws {
        wire.send(ByteBuffer(bytes: bytes))
    }

    /// Sends a text message.
    func send(_ text: String) async throws {
        try await send(bytes: Self.frame(1, Array(text.utf8)))
    }

    /// Ends our side of the connection without a word.
    func hangUp() {
        wire.hangUp()
    }

    /// A client's frame.
    static func frame(
        _ opcode: UInt8,
        _ payload: [UInt8] = [],
        isFinal: Bool = true,
        reserved: UInt8 = 0,
        isMasked: Bool = true,
        announcing: Int? = nil
    ) -> [UInt8] {
        let length = announcing ?? payload.count
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
        let masked: UInt8 = isMasked ? 0x80 : 0
        switch length {
        case 0...125: bytes.append(masked | UInt8(length))
        case 126...0xFFFF: bytes += [masked | 126, UInt8(length >> 8), UInt8(length & 0xFF)]
        default:
            bytes.append(masked | 127)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) }
        }
        guard isMasked else { return bytes + payload }
        let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    /// The next frame; nil when the server has hung up.
    mutating func next() async throws -> Frame? {
        while true {
            if let (frame, length) = Self.parse(buffered) {
                buffered.removeFirst(length)
                frames += 1
                lastFrame = frame
                return frame
            }
            guard try await fill() else { return nil }
        }
    }

    /// The next message; pings are answered and passed over.
    mutating func message(sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        while let frame = try await next() {
            if frame.opcode == 1 { return frame.text }
            try await answer(frame)
        }
        throw closed(waitingFor: "a message", at: sourceLocation)
    }

    /// Answers a ping, as every good client does; nothing else.
    func answer(_ frame: Frame) async throws {
        if frame.opcode == 9 { try await send(bytes: Self.frame(10, frame.payload)) }
    }

    /// What to throw when the server hung up instead.
    func closed(waitingFor expected: String, at place: SourceLocation) -> Failure {
        let last = lastFrame.flatMap { $0.opcode == 8 ? $0 : nil }
        return .closed(
            code: last?.code,
            reason: String(decoding: last?.payload.dropFirst(2) ?? [], as: UTF8.self),
            frames: frames,
            waitingFor: expected,
            at: place
        )
    }

    /// The number of the last frame, behind which the server must hang up; nil when it hangs up without one.
    mutating func end() async throws -> UInt16? {
        var code: UInt16?
        while let frame = try await next() {
            if frame.opcode == 8 { code = frame.code }
        }
        return code
    }

    private static func parse(_ bytes: [UInt8]) -> (Frame, Int)? {
        guard bytes.count >= 2 else { return nil }
        var start = 2
        var length = Int(bytes[1] & 0x7F)
        if length == 126 {
            guard bytes.count >= 4 else { return nil }
            length = Int(bytes[2]) << 8 | Int(bytes[3])
            start = 4
        } else if length == 127 {
            guard bytes.count >= 10 else { return nil }
            length = bytes[2..<10].reduce(0) { $0 << 8 | Int($1) }
            start = 10
        }
        guard bytes.count >= start + length else { return nil }
        let frame = Frame(
            opcode: bytes[0] & 0x0F,
            isFinal: bytes[0] & 0x80 != 0,
            payload: Array(bytes[start..<start + length])
        )
        return (frame, start + length)
    }

    /// Reads on; false when the server has hung up.
    private mutating func fill() async throws -> Bool {
        guard let next = try await wire.next() else { return false }
        buffered += next.readableBytesView
        return true
    }
}
