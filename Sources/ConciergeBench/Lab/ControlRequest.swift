import Foundation

/// A question to a program that takes part, beside the measured load.
///
/// Over a plain socket: a client for real networks tries a refused connection again by itself, and a program that is
/// not yet listening would look slow to start.
struct ControlRequest: Sendable {
    let port: Int
    let path: String

    /// The body of a 200.
    ///
    /// - Throws: ``BenchError`` for another status or when nobody answers.
    func body() async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try self.ask() })
            }
        }
    }

    private func ask() throws -> [UInt8] {
        let socket = try StreamSocket(connectingTo: port)
        try socket.write(Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8))
        var buffer: [UInt8] = []
        while true {
            try socket.read(into: &buffer)
            guard let answer = try HTTPAnswer(buffer) else { continue }
            guard answer.status == 200 else { throw BenchError("\(path) answers \(answer.status)") }
            return Array(buffer[answer.bodyStart..<answer.length])
        }
    }
}
