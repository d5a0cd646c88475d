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

    /// Behind which cursor it begins; nil while that is being found out.
    private var beginning: EventCursor?
    /// Whether every event that comes from now on is behind its beginning. What is read again for another subscription
    /// need not be.
    private(set) var isPast = false
    /// Behind which cursor tasks begin for it, when it had begun before its session could see any.
    private var tasksBeginning: EventCursor?
    /// Up to where its events were sent before its session went back for another subscription, and whether its tasks
    /// were among them.
    private var shown: [(cursor: EventCursor, hasTasks: Bool)] = []

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
    var hasBegun: Bool { beginning != nil }

    func begin(after cursor: EventCursor) {
        beginning = cursor
        isPast = false
    }

    /// What was before a cursor is lost, and what was sent of it says nothing any more.
    func beginAnew(after cursor: EventCursor) {
        forget()
        tasksBeginning = nil
        if hasBegun { begin(after: cursor) }
    }

    /// Its session sees tasks from now on, and has been told everything else up to a cursor: no task was sent so far.
    func beginTasks(after cursor: EventCursor) {
        guard hasBegun else { return }
        tasksBeginning = cursor
        for index in shown.indices { shown[index].hasTasks = false }
    }

    /// Its session goes back; up to here its events were sent.
    func remember(_ cursor: EventCursor) { shown.append((cursor, hasTasks: true)) }

    /// Its session does not go back any more.
    func forget() { shown = [] }

    /// Looks whether events behind a snapshot can still lie before its beginning.
    func settle(at base: Snapshot) {
        guard !isPast, let beginning, base.covers(beginning.page?.target ?? beginning.base) else { return }
        isPast = true
    }

    /// Whether an event is to be sent for it, be it that it was sent already.
    func wants(_ frame: LiveFrame) -> Bool {
        guard let beginning, !beginning.hasSeen(frame) else { return false }
        if frame.isTask, let tasksBeginning, tasksBeginning.hasSeen(frame) { return false }
        return matches(frame)
    }

    /// Whether an event that it wants went by before its session went back: then it was sent, unless it is a filter that
    /// did not match at the time.
    func hasShown(_ frame: LiveFrame) -> Bool {
        shown.contains { ($0.hasTasks || !frame.isTask) && $0.cursor.hasSeen(frame) }
    }

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
