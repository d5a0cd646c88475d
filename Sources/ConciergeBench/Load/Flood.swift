import Foundation
import Synchronization

/// Posts messages at a steady pace over several connections, a thread for each, whatever becomes of them, until it is
/// stopped.
final class Flood: Sendable {
    /// One connection alone would wait for each answer, and be no flood where answers take their time.
    private static let connections = 16

    private struct State {
        var isStopped = false
        var accepted = 0
        var refused = 0
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    private let mint: Mutex<WebhookMint>
    private let ended = DispatchSemaphore(value: 0)

    /// Begins at once.
    ///
    /// - Parameter rate: messages a second, of all connections together.
    init(_ mint: WebhookMint, port: Int, rate: Int) {
        self.mint = Mutex(mint)
        for _ in 0..<Self.connections {
            Thread.detachNewThread { [self] in
                do {
                    try pour(port, every: Double(Self.connections) / Double(rate))
                } catch {
                    state.withLock { $0.failure = error }
                }
                ended.signal()
            }
        }
    }

    private func pour(_ port: Int, every interval: TimeInterval) throws {
        let socket = try StreamSocket(connectingTo: port)
        var due = Date()
        while !state.withLock({ $0.isStopped }) {
            try socket.write(mint.withLock { $0.next() })
            var buffer: [UInt8] = []
            var answer: HTTPAnswer?
            while answer == nil {
                try socket.read(into: &buffer)
                answer = try HTTPAnswer(buffer)
            }
            let isAccepted = answer?.status == 200
            state.withLock { if isAccepted { $0.accepted += 1 } else { $0.refused += 1 } }
            due += interval
            let wait = due.timeIntervalSinceNow
            if wait > 0 { Thread.sleep(forTimeInterval: wait) }
        }
    }

    /// Ends it, and says how many were accepted.
    ///
    /// - Throws: ``BenchError`` when any was refused: then the flood was none.
    func stop() throws -> Int {
        state.withLock { $0.isStopped = true }
        for _ in 0..<Self.connections { ended.wait() }
        let (accepted, refused, failure) = state.withLock { ($0.accepted, $0.refused, $0.failure) }
        if let failure { throw failure }
        guard refused == 0 else { throw BenchError("\(refused) messages of the flood were refused") }
        return accepted
    }
}
