import Domain
import Events
import Logging
import NIOCore
import Store
import Synchronization

/// One hotel's events on this node: each is encoded once and goes to every event loop that has sockets of the hotel.
///
/// Sockets hold it; when the last one is gone it follows no more.
final class LiveFeed: Sendable {
    /// What one round brings.
    struct Batch: Sendable {
        var frames: [LiveFrame]
        var cursor: EventCursor
        /// Why events before the cursor cannot be had any more.
        var gap: EventCursorError?
        /// Whether some could not be encoded.
        var isIncomplete = false
    }

    private struct State {
        var position: EventCursor?
        var loops: [ObjectIdentifier: NIOLoopBound<LiveLoop>] = [:]
        var subscription: EventSubscription?
    }

    let property: PropertyID
    private let logger: Logger
    private let state = Mutex(State())

    private init(_ property: PropertyID, logger: Logger) {
        self.property = property
        self.logger = logger
    }

    /// Begins to follow a hotel's log at its end.
    static func open(_ property: PropertyID, publisher: EventPublisher, logger: Logger) async throws -> LiveFeed {
        let feed = LiveFeed(property, logger: logger)
        let subscription = try await publisher.subscribe(property: property) { [weak feed] batch in
            feed?.publish(batch)
        }
        feed.state.withLock { state in
            state.subscription = subscription
            if state.position == nil { state.position = subscription.cursor }
        }
        return feed
    }

    /// The sockets of an event loop; called on it. What it is told from now on lies behind its position.
    func loop(_ eventLoop: any EventLoop) -> LiveLoop? {
        let bound: NIOLoopBound<LiveLoop>? = state.withLock { state in
            if let loop = state.loops[ObjectIdentifier(eventLoop)] { return loop }
            guard let position = state.position else { return nil }
            let loop = NIOLoopBound(LiveLoop(at: position, on: eventLoop), eventLoop: eventLoop)
            state.loops[ObjectIdentifier(eventLoop)] = loop
            return loop
        }
        return bound?.value
    }

    /// Sends something to those who follow a conversation here, but for one; nil when nobody of them said it.
    func relay(_ frame: ByteBuffer, in conversation: ConversationID, but sender: ObjectIdentifier?) {
        for loop in state.withLock({ Array($0.loops.values) }) {
            loop.eventLoop.execute { loop.value.relay(frame, in: conversation, but: sender) }
        }
    }

    /// Does something with every session of the hotel, on its event loop.
    func everywhere(_ body: @escaping @Sendable (LiveSession) -> Void) {
        for loop in state.withLock({ Array($0.loops.values) }) {
            loop.eventLoop.execute { loop.value.sessions.values.forEach(body) }
        }
    }

    /// Who is connected to the hotel here.
    func identities() async -> Set<Principal.Identity> {
        var all: Set<Principal.Identity> = []
        for loop in state.withLock({ Array($0.loops.values) }) {
            do {
                all.formUnion(try await loop.eventLoop.submit { Set(loop.value.sessions.values.map(\.identity)) }.get())
            } catch {
                logger.debug("an event loop is gone", metadata: ["error": "\(error)"])
            }
        }
        return all
    }

    private func publish(_ published: PublishedBatch) {
        let (frames, isWhole) = LiveFrame.encoded(published.events, logger: logger)
        let batch = Batch(frames: frames, cursor: published.cursor, gap: published.gap, isIncomplete: !isWhole)
        let loops = state.withLock { state in
            state.position = batch.cursor
            return Array(state.loops.values)
        }
        for loop in loops {
            loop.eventLoop.execute { loop.value.publish(batch) }
        }
    }
}

/// The feeds of this node, one for each hotel somebody watches.
final class LiveFeeds: Sendable {
    private struct Reference: Sendable {
        weak let feed: LiveFeed?
    }

    private let publisher: EventPublisher
    private let logger: Logger
    private let feeds = Mutex<[PropertyID: Reference]>([:])

    init(publisher: EventPublisher, logger: Logger) {
        self.publisher = publisher
        self.logger = logger
    }

    /// A hotel's feed, made when there is none. Two made at the same moment both do; the later is shared from then on.
    func feed(_ property: PropertyID) async throws -> LiveFeed {
        if let feed = feeds.withLock({ $0[property]?.feed }) { return feed }
        let feed = try await LiveFeed.open(property, publisher: publisher, logger: logger)
        return feeds.withLock { feeds in
            if let first = feeds[property]?.feed { return first }
            feeds = feeds.filter { $0.value.feed != nil }
            feeds[property] = Reference(feed: feed)
            return feed
        }
    }

    /// A hotel's feed if somebody watches it now.
    func watched(_ property: PropertyID) -> LiveFeed? { feeds.withLock { $0[property]?.feed } }

    /// Those somebody watches now.
    var all: [LiveFeed] { feeds.withLock { $0.values.compactMap(\.feed) } }
}
