import Domain
import Store

/// One thing a session follows.
final class LiveSubscription {
    let name: String
    /// Names come again after `unsubscribe`; numbers do not.
    let number: Int
    let scope: ClientFrame.Scope
    /// Holds it: the session lets go of its subscriptions when it ends.
    let session: LiveSession
    /// Where it stands in its loop's list; -1 outside.
    var index = -1

    private enum Beginning {
        /// It is being found out.
        case unknown
        /// Behind a cursor.
        case after(EventCursor)
        /// So long ago that whatever happens is behind it.
        case past
    }

    private var beginning = Beginning.unknown
    /// Up to where its events were sent before its session went back for another subscription.
    private var shown: [EventCursor] = []

    init(_ name: String, number: Int, _ scope: ClientFrame.Scope, session: LiveSession) {
        self.name = name
        self.number = number
        self.scope = scope
        self.session = session
    }

    /// Whether it goes by what a conversation is now rather than by which one it is.
    var isFilter: Bool {
        if case .filter = scope { true } else { false }
    }

    /// Whether it is known where it begins.
    var hasBegun: Bool {
        if case .unknown = beginning { false } else { true }
    }

    /// Whether every event that comes from now on is behind its beginning.
    var isPast: Bool {
        if case .past = beginning { true } else { false }
    }

    func begin(after cursor: EventCursor) { beginning = .after(cursor) }

    /// What was before a cursor is lost, and what was sent of it says nothing any more.
    func beginAnew(after cursor: EventCursor) {
        forget()
        if hasBegun { begin(after: cursor) }
    }

    /// Its session goes back; up to here its events were sent.
    func remember(_ cursor: EventCursor) { shown.append(cursor) }

    /// Its session does not go back any more.
    func forget() { shown = [] }

    /// Looks whether events behind a snapshot can still lie before its beginning.
    func settle(at base: Snapshot) {
        guard case .after(let cursor) = beginning, base.covers(cursor.page?.target ?? cursor.base) else { return }
        beginning = .past
    }

    /// Whether an event is to be sent for it, be it that it was sent already.
    func wants(_ frame: LiveFrame) -> Bool {
        switch beginning {
        case .unknown: false
        case .after(let cursor): !cursor.hasSeen(frame) && matches(frame)
        case .past: matches(frame)
        }
    }

    /// Whether an event that it wants went by before its session went back: then it was sent, unless it is a filter that
    /// did not match at the time.
    func hasShown(_ frame: LiveFrame) -> Bool { shown.contains { $0.hasSeen(frame) } }

    /// Whether it is about an event.
    ///
    /// For a filter: of a conversation that is one of its own, and every update of one that may have been until then.
    /// Whose it was before is not told by events, so a filter by assignee is told of each that it would show otherwise.
    func matches(_ frame: LiveFrame) -> Bool {
        switch scope {
        case .conversation(let id): return frame.conversationID == id
        case .everything: return true
        case .filter(let filter):
            guard let now = frame.event.conversation else { return false }
            if filter.matches(now.state, now.channel, now.assigneeID, asker: session.staff) { return true }
            guard frame.isConversationUpdate else { return false }
            return filter.mayHaveMatched(frame.stateBefore ?? now.state, now.channel)
        }
    }
}
