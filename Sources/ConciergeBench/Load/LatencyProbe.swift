import Foundation
import Histogram

/// Posts one message at a time and waits for the answer to come out on the other side, on a thread of its own.
struct LatencyProbe: Sendable {
    /// What was seen, in microseconds.
    struct Result: Sendable {
        /// From the request to the 200.
        var accept = Histogram<UInt64>(highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)
        /// From the 200 to the call of the channel.
        var answer = Histogram<UInt64>(highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)
    }

    let port: Int
    let samples: Int
    let arrivals: Arrivals
    /// How long it rests between two messages, in seconds: what is left to do for one is done before the next.
    var rest = 0.01

    /// Some messages before the first that counts: connections open, plans are made.
    private static let warmUp = 50

    /// Takes all samples.
    func run(_ mint: WebhookMint) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try self.probe(mint) })
            }
        }
    }

    private func probe(_ source: WebhookMint) throws -> Result {
        var mint = source
        var result = Result()
        let socket = try StreamSocket(connectingTo: port)
        for number in 0..<(samples + Self.warmUp) {
            let request = mint.next()
            let posted = ContinuousClock.now
            try socket.write(request)
            var buffer: [UInt8] = []
            var answer: HTTPAnswer?
            while answer == nil {
                try socket.read(into: &buffer)
                answer = try HTTPAnswer(buffer)
            }
            let accepted = ContinuousClock.now
            guard answer?.status == 200 else { throw BenchError("a webhook was answered \(answer?.status ?? 0)") }
            let called = try arrivals.next(within: .seconds(10))
            if number >= Self.warmUp {
                result.accept.record(UInt64((accepted - posted) / .microseconds(1)))
                result.answer.record(UInt64(max(0, (called - accepted) / .microseconds(1))))
            }
            Thread.sleep(forTimeInterval: rest)
        }
        return result
    }
}
