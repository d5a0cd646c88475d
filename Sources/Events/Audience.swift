package import Store

/// Who follows one hotel's log, and how far each has come. All that follow live share each page; who begins further back
/// is read to the present first, alone.
///
/// A value without I/O: it says what to read next and, given the page, who gets which part of it. Each follower gets every
/// event that its cursor had not seen, once, whatever commits meanwhile. That holds because snapshots of one server are
/// ordered: of two, the later one covers the earlier.
package struct Audience<Event: LogEntry>: Sendable {
    /// One follower's number.
    package typealias FollowerID = Int

    /// What to read.
    package enum Read: Sendable, Hashable {
        /// The next page for all that follow live.
        case live(EventCursor)
        /// The next page for one that is still behind.
        case behind(FollowerID, EventCursor)
    }

    private enum Follower {
        /// Gets the shared pages, but for what `ahead` has seen.
        case live(ahead: EventCursor?)
        case behind(EventCursor)
    }

    /// How far those that follow live have come.
    package private(set) var position: EventCursor
    private var followers: [FollowerID: Follower] = [:]
    private var waiting: [FollowerID] = []
    private var wasLive = false

    /// Nobody follows yet; whoever will, shares pages from here on.
    package init(from position: EventCursor) {
        self.position = position
    }

    /// How many follow.
    package var count: Int { followers.count }

    /// Adds one who begins where the log ended a moment ago, as the server just said.
    package mutating func join(_ id: FollowerID, atEnd end: EventCursor) {
        settle(id, at: end)
    }

    /// Adds one who has read up to a cursor.
    package mutating func join(_ id: FollowerID, after cursor: EventCursor) {
        followers[id] = .behind(cursor)
        waiting.append(id)
    }

    /// Forgets one.
    package mutating func leave(_ id: FollowerID) {
        followers[id] = nil
        waiting.removeAll { $0 == id }
    }

    /// What to read next, the shared log and those behind in turn; nil when there is nothing to do.
    ///
    /// - Parameter isDue: whether the shared log is to be looked at.
    package mutating func next(isDue: Bool) -> Read? {
        let isLive = isDue && (waiting.isEmpty || !wasLive)
        wasLive = isLive
        if isLive { return .live(position) }
        guard let id = waiting.first, case .behind(let cursor) = followers[id] else { return nil }
        // To the end of the line: everybody behind gets a page in turn.
        waiting.removeFirst()
        waiting.append(id)
        return .behind(id, cursor)
    }

    /// Takes what was read and says who gets what.
    ///
    /// - Parameters:
    ///   - events: the page, by ids.
    ///   - next: where reading goes on.
    ///   - hasMore: whether there may be more at once.
    ///   - read: what was asked for.
    package mutating func received(
        _ events: [Event],
        next: EventCursor,
        hasMore: Bool,
        for read: Read
    ) -> [(FollowerID, EventBatch<Event>)] {
        switch read {
        case .live: return share(events, next: next)
        case .behind(let id, _):
            guard followers[id] != nil else { return [] }
            if hasMore { followers[id] = .behind(next) } else { settle(id, at: next) }
            return events.isEmpty ? [] : [(id, EventBatch(events: events, cursor: next))]
        }
    }

    /// Reading could not go on: whoever was to get the page is told, and goes on from the log's end.
    package mutating func lost(
        _ reason: EventCursorError,
        end: EventCursor,
        for read: Read
    ) -> [(FollowerID, EventBatch<Event>)] {
        let told = EventBatch<Event>(events: [], cursor: end, gap: reason)
        switch read {
        case .live:
            position = end
            let live = followers.keys.sorted().filter { isLive($0) }
            for id in live { followers[id] = .live(ahead: nil) }
            return live.map { ($0, told) }
        case .behind(let id, _):
            guard followers[id] != nil else { return [] }
            settle(id, at: end)
            return [(id, told)]
        }
    }

    private func isLive(_ id: FollowerID) -> Bool {
        if case .live = followers[id] { true } else { false }
    }

    /// Lets one follow live who has seen all that the server showed at some moment, if that was late enough.
    private mutating func settle(_ id: FollowerID, at cursor: EventCursor) {
        waiting.removeAll { $0 == id }
        let shared = position.page?.target ?? position.base
        if cursor.page == nil, cursor.generation == position.generation, cursor.base.covers(shared) {
            followers[id] = .live(ahead: cursor)
        } else {
            join(id, after: cursor)
        }
    }

    private mutating func share(_ events: [Event], next: EventCursor) -> [(FollowerID, EventBatch<Event>)] {
        position = next
        let reached = next.page?.target ?? next.base
        let whole = EventBatch(events: events, cursor: next)
        var result: [(FollowerID, EventBatch<Event>)] = []
        for id in followers.keys.sorted() {
            guard case .live(let ahead) = followers[id] else { continue }
            guard let ahead else {
                if !events.isEmpty { result.append((id, whole)) }
                continue
            }
            // What it has seen already reaches beyond this page.
            guard !ahead.base.covers(reached) else {
                if next.page == nil, reached.covers(ahead.base) { followers[id] = .live(ahead: nil) }
                continue
            }
            let fresh = events.filter { !ahead.hasSeen(xid: $0.xid, id: $0.id) }.map { $0.rebased(on: ahead.base) }
            let cursor = EventCursor(
                generation: next.generation,
                base: next.page == nil ? reached : ahead.base,
                page: next.page
            )
            if next.page == nil { followers[id] = .live(ahead: nil) }
            if !fresh.isEmpty { result.append((id, EventBatch(events: fresh, cursor: cursor))) }
        }
        return result
    }
}
