import CoreMetrics
import Domain
import Foundation
import Logging
import NIOCore
import Synchronization
import Testing

@testable import API

/// Who is told that something happened, and that something may have.
@Suite struct ChatAudienceTests {
    private struct Unreachable: Error {}
    private final class Subscription: Sendable {}

    /// A log that can be followed from the third attempt on, and what its followers were told.
    private final class World: Sendable {
        let attempts = Mutex(0)
        let tell = Mutex<(@Sendable (ChatAudience.News) -> Void)?>(nil)
        let told = Mutex<[String]>([])
        let registry = PrometheusRegistry()
        let changes: AsyncStream<Void>
        private let changed: AsyncStream<Void>.Continuation
        let hotel = PropertyID(UUID.version7())

        init() {
            (changes, changed) = AsyncStream.makeStream()
        }

        func audience(failures: Int) -> ChatAudience {
            ChatAudience(
                backoff: RetryBackoff(base: .milliseconds(1), cap: .milliseconds(2)),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                gaps: Counter(label: "gateway_chat_gaps_total", dimensions: [], factory: registry)
            ) { [self] _, listener in
                let attempt = attempts.withLock { attempts in
                    attempts += 1
                    return attempts
                }
                guard attempt > failures else { throw Unreachable() }
                tell.withLock { $0 = listener }
                return Subscription()
            }
        }

        func listener(_ name: String) -> ChatAudience.Listener {
            func note(_ word: String) -> @Sendable () -> Void {
                {
                    self.told.withLock { $0.append("\(name) \(word)") }
                    self.changed.yield()
                }
            }
            return ChatAudience.Listener(wake: note("wake"), gap: note("gap"), typing: note("typing"))
        }

        /// Waits until so much was told.
        func heard(_ count: Int) async -> [String] {
            for await _ in changes where told.withLock({ $0.count >= count }) { break }
            return told.withLock { $0 }
        }
    }

    @Test func `A log that cannot be followed is a gap at once, is tried again, and then everybody looks`() async throws
    {
        let world = World()
        let audience = world.audience(failures: 2)
        let seat = audience.join(world.hotel, as: GuestID(UUID.version7()), world.listener("ada"))
        #expect(await world.heard(2) == ["ada gap", "ada wake"])
        #expect(world.attempts.withLock { $0 } == 3)
        #expect(world.registry.exposition(process: nil).contains("gateway_chat_gaps_total 1"))
        withExtendedLifetime(seat) {}
    }

    @Test func `A gap in the log is told to every guest of the hotel, news to those they are about`() async throws {
        let world = World()
        let audience = world.audience(failures: 0)
        let (ada, bob) = (GuestID(UUID.version7()), GuestID(UUID.version7()))
        let first = audience.join(world.hotel, as: ada, world.listener("ada"))
        #expect(await world.heard(1) == ["ada wake"])
        let second = audience.join(world.hotel, as: bob, world.listener("bob"))
        let tell = try #require(world.tell.withLock { $0 })
        tell(.init(guests: [bob]))
        #expect(world.told.withLock { $0 } == ["ada wake", "bob wake"])
        tell(.init(guests: [], hasGap: true))
        #expect(world.told.withLock { $0.suffix(2).sorted() } == ["ada gap", "bob gap"])
        let conversation = ConversationID(UUID.version7())
        audience.listen(second, at: world.hotel, to: conversation)
        audience.staffTypes(world.hotel, conversation)
        #expect(world.told.withLock { $0.last } == "bob typing")
        withExtendedLifetime((first, second)) {}
    }

    @Test func `A guest who is told of a gap gets a frame that says so`() throws {
        let frame = try #require(ChatFrame.gap(.log))
        let text = String(decoding: frame.readableBytesView.dropFirst(2), as: UTF8.self)
        #expect(text == #"{"payload":{"reason":"log"},"type":"gap"}"#)
    }
}
