import Foundation
import Histogram

#if canImport(CoreFoundation)
    // Where the compiler of an optimised build looks for the system's `timespec`.
    import CoreFoundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Posts webhooks over a number of kept-alive connections, one at a time on each, from one thread of its own.
struct LoadGenerator: Sendable {
    /// What was seen while it counted.
    struct Result: Sendable {
        /// Answers 2xx.
        var accepted = 0
        /// Answers 2xx before, during and after counting: what the database must hold.
        var acceptedInAll = 0
        /// Every other answer.
        var refused = 0
        /// How long it counted, in seconds.
        var seconds = 0.0
        /// The processor time of its thread while it counted, in seconds.
        var processorSeconds = 0.0
        /// From the first byte sent to the whole answer read, in microseconds.
        var latency = Histogram<UInt64>(highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)

        /// Accepted messages per second.
        var rate: Double { seconds > 0 ? Double(accepted) / seconds : 0 }
    }

    let port: Int
    let connections: Int
    let warmUp: Duration
    let duration: Duration
    /// How many messages may have been posted by now; asked before each. Nil sets no limit.
    var allowance: (@Sendable () -> Int)?

    private struct Line {
        let socket: StreamSocket
        var buffer: [UInt8] = []
        var postedAt: ContinuousClock.Instant?
    }

    /// Posts until the time is up, then waits for the answers still due.
    func run(_ mint: WebhookMint) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try self.post(mint) })
            }
        }
    }

    private func post(_ source: WebhookMint) throws -> Result {
        var mint = source
        var lines = try (0..<connections).map { _ in Line(socket: try StreamSocket(connectingTo: port)) }
        var polled = lines.map { pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0) }
        var result = Result()
        var posted = 0
        let start = ContinuousClock.now
        let countFrom = start + warmUp
        let end = countFrom + duration
        var processorAtCount: Double?
        var now = start
        while true {
            let isOver = now >= end
            if processorAtCount == nil, now >= countFrom { processorAtCount = Self.processorSeconds() }
            var isHeld = false
            for index in lines.indices where lines[index].postedAt == nil && !isOver {
                if let allowance, posted >= allowance() {
                    isHeld = true
                    break
                }
                lines[index].postedAt = ContinuousClock.now
                try lines[index].socket.write(mint.next())
                posted += 1
            }
            if isOver, lines.allSatisfy({ $0.postedAt == nil }) { break }
            // Held back, it looks again after a millisecond; else there is always an answer to wait for.
            let ready = unsafe poll(&polled, nfds_t(polled.count), isHeld ? 1 : 1000)
            guard ready >= 0 || errno == EINTR else { throw BenchError("poll failed: \(errno)") }
            now = ContinuousClock.now
            if ready <= 0 { continue }
            for index in lines.indices where polled[index].revents != 0 {
                try take(&lines[index], at: now, counting: now >= countFrom && now < end, into: &result)
            }
        }
        result.seconds = duration / .seconds(1)
        result.processorSeconds = Self.processorSeconds() - (processorAtCount ?? 0)
        return result
    }

    private func take(
        _ line: inout Line,
        at now: ContinuousClock.Instant,
        counting isCounting: Bool,
        into result: inout Result
    ) throws {
        try line.socket.read(into: &line.buffer)
        guard let answer = try HTTPAnswer(line.buffer), let postedAt = line.postedAt else { return }
        line.buffer.removeFirst(answer.length)
        line.postedAt = nil
        let isAccepted = (200..<300).contains(answer.status)
        if isAccepted { result.acceptedInAll += 1 }
        guard isAccepted else {
            result.refused += 1
            return
        }
        guard isCounting else { return }
        result.accepted += 1
        result.latency.record(UInt64((now - postedAt) / .microseconds(1)))
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        // SAFETY: the call writes the local value only.
        guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
