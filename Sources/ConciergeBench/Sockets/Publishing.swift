import Foundation

/// Posts what a crowd is to hear, one request after the other over one connection, from a thread of its own.
final class Publisher: @unchecked Sendable {
    // Sendable by its lock: every stored value is touched under `condition` alone, but for `request`, which is constant.
    private let condition = NSCondition()
    private var wanted = 0
    private var done = 0
    private var isOver = false
    private var failure: (any Error)?
    private let request: @Sendable (Int) -> [UInt8]

    /// Begins to listen for work.
    ///
    /// - Parameter request: the nth HTTP request, whole.
    init(port: Int, request: @escaping @Sendable (Int) -> [UInt8]) {
        self.request = request
        Thread.detachNewThread { self.work(port) }
    }

    /// Asks for so many requests in all.
    func publish(upTo count: Int) {
        condition.withLock {
            guard count > wanted else { return }
            wanted = count
            condition.broadcast()
        }
    }

    /// How many were answered.
    func answered() throws -> Int {
        try condition.withLock {
            if let failure { throw failure }
            return done
        }
    }

    /// Ends the thread.
    func stop() {
        condition.withLock {
            isOver = true
            condition.broadcast()
        }
    }

    private func work(_ port: Int) {
        do {
            let socket = try StreamSocket(connectingTo: port)
            var buffer: [UInt8] = []
            while let number = next() {
                try socket.write(request(number))
                while true {
                    try socket.read(into: &buffer)
                    guard let answer = try HTTPAnswer(buffer) else { continue }
                    guard (200..<300).contains(answer.status) else {
                        throw BenchError("publishing was refused: \(String(decoding: buffer, as: UTF8.self))")
                    }
                    buffer.removeFirst(answer.length)
                    break
                }
                condition.withLock { done += 1 }
            }
        } catch {
            condition.withLock { failure = error }
        }
    }

    /// The number of the next request; nil when it is over.
    private func next() -> Int? {
        condition.withLock {
            while wanted <= done, !isOver { condition.wait() }
            return isOver ? nil : done
        }
    }
}
