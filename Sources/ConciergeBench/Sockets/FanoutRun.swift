import Foundation

/// Publishes to a crowd for a while, never more than a few events ahead of what it has heard.
struct FanoutRun {
    /// What was seen.
    struct Result: Sendable {
        /// Frames read by all sockets together.
        var delivered = 0
        var seconds = 0.0
        /// Text frames that one publication makes on one socket.
        var framesPerEvent = 0

        var rate: Double { seconds > 0 ? Double(delivered) / seconds : 0 }
    }

    let crowd: SocketCrowd
    let publisher: Publisher
    let warmUp: Duration
    let duration: Duration
    /// How many events may be under way.
    var ahead = 8

    /// Measures.
    ///
    /// - Throws: ``BenchError`` when a socket heard less or more than was published: then the figure would be for nothing.
    func run() throws -> Result {
        var result = Result()
        publisher.publish(upTo: 1)
        try drain(quietFor: .milliseconds(500))
        guard crowd.received > 0, crowd.received % crowd.count == 0 else {
            throw BenchError("one event made \(crowd.received) frames on \(crowd.count) sockets")
        }
        result.framesPerEvent = crowd.received / crowd.count
        let perEvent = crowd.received
        var published = 1
        let countFrom = ContinuousClock.now + warmUp
        let end = countFrom + duration
        var before: Int?
        var began = countFrom
        var now = ContinuousClock.now
        while now < end {
            if before == nil, now >= countFrom {
                before = crowd.received
                began = now
            }
            let heard = crowd.received / perEvent
            if published < heard + ahead {
                published = heard + ahead
                publisher.publish(upTo: published)
            }
            _ = try publisher.answered()
            try crowd.read(waiting: 10)
            now = .now
        }
        result.delivered = crowd.received - (before ?? 0)
        result.seconds = (now - began) / .seconds(1)
        try drain(quietFor: .seconds(1))
        guard try crowd.received == publisher.answered() * perEvent else {
            throw BenchError("\(try publisher.answered()) events of \(perEvent) frames made \(crowd.received)")
        }
        return result
    }

    /// Reads until nothing has come for a while.
    private func drain(quietFor quiet: Duration) throws {
        var last = ContinuousClock.now
        var seen = crowd.received
        while .now - last < quiet {
            try crowd.read(waiting: 20)
            if crowd.received != seen {
                seen = crowd.received
                last = .now
            }
        }
    }
}
