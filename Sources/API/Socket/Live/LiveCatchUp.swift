import NIOCore
import Store

/// A session that does not follow live: a subscription is about to begin, or the past is read for one.
///
/// There is one reading for the whole socket, and nothing else is sent of events meanwhile. So each frame's cursor
/// speaks for all its subscriptions: whoever is cut off and resumes from the last one misses nothing of any.
struct LiveCatchUp {
    /// Beyond so many live events the log is read again instead of keeping them.
    private static let mostWaiting = 500

    /// Up to where the socket was told everything; reading goes on from here.
    private(set) var cursor: EventCursor
    /// Whether there may be events behind the cursor that were not kept.
    private(set) var mustRead = false
    /// The reading under way, by its number.
    private(set) var reading: Int?
    /// What happened meanwhile.
    private var waiting: [LiveFrame] = []
    private var waitingBytes = 0
    private var hasOverflowed = false

    /// Begins where the socket was told everything.
    init(at cursor: EventCursor) {
        self.cursor = cursor
    }

    /// Keeps a live event, unless there are more of them than may go out in one piece.
    mutating func keep(_ frame: LiveFrame, mostBytes: Int) {
        guard !hasOverflowed else { return }
        waiting.append(frame)
        waitingBytes += frame.bytes.readableBytes
        guard waiting.count > Self.mostWaiting || waitingBytes > mostBytes else { return }
        hasOverflowed = true
        dropWaiting()
    }

    /// A subscription begins behind a cursor: says whether the others have been told more than what is read next.
    ///
    /// - Parameters:
    ///   - start: where it begins.
    ///   - isAlone: whether there is no other that has begun.
    ///   - position: how far the live events are.
    mutating func begin(after start: EventCursor, isAlone: Bool, position: EventCursor) -> Bool {
        if isAlone {
            reading = nil
            cursor = start
            mustRead = !start.base.covers(position.page?.target ?? position.base)
            return false
        }
        // Of two snapshots of a server the later one covers the earlier; of one half read, only its base is sure.
        guard start != cursor, !start.base.covers(cursor.page?.target ?? cursor.base) else { return false }
        reading = nil
        cursor = EventCursor(
            generation: cursor.generation,
            base: cursor.base.covers(start.base) ? start.base : cursor.base
        )
        mustRead = true
        return true
    }

    /// A reading begins; nil when there is none to be begun.
    mutating func read(_ number: Int) -> EventCursor? {
        guard reading == nil else { return nil }
        if hasOverflowed {
            hasOverflowed = false
            mustRead = true
        }
        guard mustRead else { return nil }
        reading = number
        return cursor
    }

    /// Part of a page is sent.
    mutating func sent(upTo cursor: EventCursor) { self.cursor = cursor }

    /// A page was read, and is sent.
    mutating func took(_ next: EventCursor, hasMore: Bool) {
        reading = nil
        cursor = next
        mustRead = hasMore
    }

    /// Events up to a cursor cannot be had any more.
    mutating func lost(upTo cursor: EventCursor) {
        self.cursor = cursor
        reading = nil
        mustRead = false
        hasOverflowed = false
        dropWaiting()
    }

    private mutating func dropWaiting() {
        waiting = []
        waitingBytes = 0
    }

    /// What happened meanwhile and was not read, when there is nothing left to wait for; nil otherwise.
    var rest: [LiveFrame]? {
        guard reading == nil, !mustRead, !hasOverflowed else { return nil }
        return waiting.filter { !cursor.hasSeen($0) }
    }
}
