import ContractSupport
import Foundation
import NIOCore
import Testing

/// An answer as it came over the wire.
struct RawResponse {
    var status: Int
    /// By lowercased name.
    var headers: [String: String]
    var body: String

    /// The body as a JSON object.
    func json() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any] ?? [:]
    }
}

/// Speaks bytes, so that what no HTTP library would send can be sent.
///
/// It reads along what is asked, and holds each answer that ``response(isPromised:sourceLocation:)`` reads against the
/// contract.
struct RawClient {
    enum Failure: Error { case closedBeforeAnswer(String) }

    private let wire: Wire
    private var buffered: [UInt8] = []
    /// What was asked and is not answered yet.
    private var asked: [(method: String, path: String)] = []

    /// Connects, runs the body, hangs up.
    static func connected<Result>(to port: Int, _ body: (inout RawClient) async throws -> Result) async throws -> Result
    {
        try await Wire.connected(to: port) { wire in
            var client = RawClient(wire: wire)
            return try await body(&client)
        }
    }

    private init(wire: Wire) {
        self.wire = wire
    }

    mutating func send(_ text: String) async throws {
        asked += text.matches(of: /([A-Z]+) (\/[^ ?]*)[^ ]* HTTP\/1\.1\r\n/).map { (String($0.1), String($0.2)) }
        wire.send(ByteBuffer(string: text))
    }

    /// Ends our side of the connection.
    func finish() {
        wire.hangUp()
    }

    /// The next answer; one that announces no length ends where the head ends.
    ///
    /// - Parameter isPromised: whether the contract knows the question; false where a test asks what it does not.
    mutating func response(
        isPromised: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RawResponse {
        let question = asked.isEmpty ? nil : asked.removeFirst()
        let end = Array("\r\n\r\n".utf8)
        while buffered.firstRange(of: end) == nil { try await fill() }
        let split = buffered.firstRange(of: end) ?? 0..<0
        let head = String(decoding: buffered[..<split.lowerBound], as: UTF8.self)
        buffered.removeFirst(split.upperBound)
        var lines = head.split(separator: "\r\n").map(String.init)
        let status = Int(lines.removeFirst().split(separator: " ")[1]) ?? 0
        let headers = lines.map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (line[..<colon].lowercased(), line[colon...].dropFirst().trimmingCharacters(in: .whitespaces))
        }
        var response = RawResponse(status: status, headers: Dictionary(headers) { first, _ in first }, body: "")
        let isHead = question?.method == "HEAD"
        let length = isHead ? 0 : response.headers["content-length"].flatMap { Int($0) } ?? 0
        while buffered.count < length { try await fill() }
        response.body = String(decoding: buffered.prefix(length), as: UTF8.self)
        buffered.removeFirst(length)
        if isPromised, let question {
            response.check(question.method, question.path, sourceLocation: sourceLocation)
        }
        return response
    }

    /// Everything up to the other side's hanging up.
    mutating func rest() async throws -> String {
        while let buffer = try await wire.next() { buffered += buffer.readableBytesView }
        return String(decoding: buffered, as: UTF8.self)
    }

    private mutating func fill() async throws {
        guard let buffer = try await wire.next() else {
            throw Failure.closedBeforeAnswer(String(decoding: buffered, as: UTF8.self))
        }
        buffered += buffer.readableBytesView
    }
}
