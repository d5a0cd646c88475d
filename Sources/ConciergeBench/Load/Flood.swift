import Foundation
import Synchronization

/// Posts messages at a steady pace on a thread of its own, whatever becomes of them, until it is stopped.
final class Flood: Sendable {
    private struct State {
        var isStopped = false
        var accepted = 0
        var refused = 0
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    private let ended = DispatchSemaphore(value: 0)

    /// Begins at once.
    ///
    /// - Parameter rate: messages a second.
    init(_ mint: WebhookMint, port: Int, rate: Int) {
        Thread.detachNewThread { [self] in
            do {
                try pour(mint, port, every: 1 / Double(rate))
            } catch {
                state.withLock { $0.failure = error }
            }
            ended.signal()
        }
    }

    private func pour(_ source: WebhookMint, _ port: Int, every interval: TimeInterval) throws {
        let socket = try StreamSocket(connectingTo: port)
        var mint = source
        var due = Date()
        while !state.withLock({ $0.isStopped }) {
            try socket.write(mint.next())
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
        ended.wait()
        let (accepted, refused, failure) = state.withLock { ($0.accepted, $0.refused, $0.failure) }
        if let failure { throw failure }
        guard refused == 0 else { throw BenchError("\(refused) messages of the flood were refused") }
        return accepted
    }
}
