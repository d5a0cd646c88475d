import Foundation
import NIOCore
import NIOEmbedded
import Store
import Testing

@testable import API

/// Crowds get their events in rounds.
@Suite struct LiveLoopTests {
    /// A clock that only moves when it is told to, and a little whenever it is looked at.
    private final class Clock {
        var time = NIODeadline.uptimeNanoseconds(0)
        var step = TimeAmount.zero

        func now() -> NIODeadline {
            defer { time = time + step }
            return time
        }
    }

    private let generation = UUID()

    private func batch(_ xmax: UInt64) throws -> LiveFeed.Batch {
        LiveFeed.Batch(frames: [], cursor: try cursor(xmax))
    }

    private func cursor(_ xmax: UInt64) throws -> EventCursor {
        EventCursor(generation: generation, base: try #require(Snapshot(xmax: xmax)))
    }

    @Test func `After a round a loop rests as long as it took, and gives out together what came meanwhile`() throws {
        let eventLoop = EmbeddedEventLoop()
        let clock = Clock()
        let loop = LiveLoop(at: try cursor(1), on: eventLoop) { clock.now() }
        // Looked at before the round, at its beginning and at its end: the round takes five milliseconds.
        clock.step = .milliseconds(5)
        loop.publish(try batch(2))
        clock.step = .zero
        #expect(loop.position == (try cursor(2)), "who has not been busy waits for nothing")

        clock.time = .uptimeNanoseconds(11_000_000)
        loop.publish(try batch(3))
        loop.publish(try batch(4))
        #expect(loop.position == (try cursor(2)))
        eventLoop.advanceTime(to: .uptimeNanoseconds(14_999_999))
        #expect(loop.position == (try cursor(2)))
        eventLoop.advanceTime(to: .uptimeNanoseconds(15_000_000))
        #expect(loop.position == (try cursor(4)))
    }

    @Test func `However long a round took, the rest is short`() throws {
        let eventLoop = EmbeddedEventLoop()
        let clock = Clock()
        let loop = LiveLoop(at: try cursor(1), on: eventLoop) { clock.now() }
        clock.step = .seconds(1)
        loop.publish(try batch(2))
        clock.step = .zero
        clock.time = .uptimeNanoseconds(2_000_000_001)
        loop.publish(try batch(3))
        #expect(loop.position == (try cursor(2)))
        eventLoop.advanceTime(to: .uptimeNanoseconds(2_020_000_000))
        #expect(loop.position == (try cursor(3)))
    }
}
