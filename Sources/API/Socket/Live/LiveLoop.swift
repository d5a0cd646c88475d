import Domain
import NIOCore
import Store

/// The sessions of one hotel on one event loop, found by what they follow. Touched on that loop only.
final class LiveLoop {
    /// How far the sessions here have been told.
    private(set) var position: EventCursor
    private(set) var sessions: [ObjectIdentifier: LiveSession] = [:]
    private var byConversation: [ConversationID: [LiveSubscription]] = [:]
    private var broad: [LiveSubscription] = []
    /// Rises with each event: a session that bears it has been given that event.
    private var mark: UInt64 = 0
    private var touched: [LiveSession] = []

    init(at position: EventCursor) {
        self.position = position
    }

    func add(_ session: LiveSession) { sessions[ObjectIdentifier(session)] = session }

    func remove(_ session: LiveSession) { sessions[ObjectIdentifier(session)] = nil }

    func add(_ subscription: LiveSubscription) {
        if case .conversation(let id) = subscription.scope {
            subscription.index = byConversation[id, default: []].count
            byConversation[id, default: []].append(subscription)
        } else {
            subscription.index = broad.count
            broad.append(subscription)
        }
    }

    func remove(_ subscription: LiveSubscription) {
        guard subscription.index >= 0 else { return }
        if case .conversation(let id) = subscription.scope {
            Self.remove(subscription, from: &byConversation[id, default: []])
            if byConversation[id]?.isEmpty == true { byConversation[id] = nil }
        } else {
            Self.remove(subscription, from: &broad)
        }
    }

    private static func remove(_ subscription: LiveSubscription, from list: inout [LiveSubscription]) {
        let index = subscription.index
        guard list.indices.contains(index), list[index] === subscription, let last = list.last else { return }
        subscription.index = -1
        if last !== subscription {
            list[index] = last
            last.index = index
        }
        list.removeLast()
    }

    /// Gives everybody what is theirs, and hands it to the system once for each.
    func deliver(_ batch: LiveFeed.Batch) {
        let before = position
        position = batch.cursor
        for frame in batch.frames {
            mark &+= 1
            if let id = frame.conversationID, let list = byConversation[id] {
                for subscription in list { offer(frame, to: subscription, after: before) }
            }
            for subscription in broad where subscription.matches(frame) {
                offer(frame, to: subscription, after: before)
            }
        }
        if let gap = batch.gap {
            for session in sessions.values { session.missed(gap, at: batch.cursor) }
        }
        for session in touched {
            session.isTouched = false
            session.flush()
        }
        touched.removeAll(keepingCapacity: true)
    }

    private func offer(_ frame: LiveFrame, to subscription: LiveSubscription, after before: EventCursor) {
        let session = subscription.session
        guard session.mark != mark, session.maySee(frame) else { return }
        guard subscription.takes(frame, after: before) else { return }
        session.mark = mark
        guard session.show(frame) else { return }
        if !session.isTouched {
            session.isTouched = true
            touched.append(session)
        }
    }

    /// Passes something on that is not stored.
    func relay(_ frame: ByteBuffer, in conversation: ConversationID, but sender: ObjectIdentifier?) {
        mark &+= 1
        let list = (byConversation[conversation] ?? []) + broad.filter { $0.scope == .everything }
        for subscription in list {
            let session = subscription.session
            guard session.mark != mark, ObjectIdentifier(session) != sender else { continue }
            session.mark = mark
            session.write(frame)
            session.flush()
        }
    }
}

/// One thing a session follows.
final class LiveSubscription {
    /// Beyond so many waiting events a subscription that is catching up reads again instead of keeping them.
    private static let mostWaiting = 500
    /// How many conversations a filter remembers to have shown.
    private static let mostShown = 2_000

    let name: String
    /// How far its loop was when it was asked for.
    let joinedAt: EventCursor
    let scope: ClientFrame.Scope
    /// Holds it: the session lets go of its subscriptions when it ends.
    let session: LiveSession
    /// Where it stands in its loop's list; -1 outside.
    var index = -1
    /// What came while it was catching up; nil when it follows live.
    private(set) var waiting: [LiveFrame]?
    /// Whether more came than could wait.
    private(set) var hasOverflowed = false
    /// What its catching up has shown already, until the live events are beyond that.
    private var ahead: EventCursor?
    /// Where it began to follow live; nil while it catches up.
    private var liveFrom: EventCursor?
    /// Conversations a filter has shown: the client is told when one leaves it.
    private var shown: Set<ConversationID> = []

    /// Begins with keeping what comes, until it has caught up.
    init(_ name: String, _ scope: ClientFrame.Scope, session: LiveSession, at position: EventCursor) {
        self.name = name
        self.scope = scope
        self.session = session
        joinedAt = position
        waiting = []
    }

    /// Whether it was live with an event before another subscription was asked for at `position`.
    func wasLive(with frame: LiveFrame, before position: EventCursor) -> Bool {
        guard let liveFrom, !liveFrom.hasSeen(xid: frame.xid, id: frame.id) else { return false }
        return position.hasSeen(xid: frame.xid, id: frame.id) && matches(frame)
    }

    /// Whether all that catching up has shown lies behind where everybody is.
    func isSettled(at position: EventCursor) -> Bool {
        guard waiting == nil else { return false }
        guard let ahead else { return true }
        return position.page == nil && position.base.covers(ahead.base)
    }

    /// Whether it is about an event.
    func matches(_ frame: LiveFrame) -> Bool {
        switch scope {
        case .conversation(let id): return frame.conversationID == id
        case .everything: return true
        case .filter(let filter):
            guard let conversation = frame.conversation else { return false }
            if filter.matches(
                conversation.state,
                conversation.channel,
                conversation.assigneeID,
                asker: session.staff
            ) {
                if shown.count < Self.mostShown { shown.insert(conversation.id) }
                return true
            }
            return shown.remove(conversation.id) != nil
        }
    }

    /// Whether a live event is to be sent now; keeps it when it is too early.
    ///
    /// - Parameter before: how far everybody had been told before the event's batch.
    func takes(_ frame: LiveFrame, after before: EventCursor) -> Bool {
        if waiting != nil {
            if (waiting?.count ?? 0) < Self.mostWaiting {
                waiting?.append(frame)
            } else {
                hasOverflowed = true
            }
            return false
        }
        guard let ahead else { return true }
        if before.page == nil, before.base.covers(ahead.base) {
            self.ahead = nil
            return true
        }
        return !ahead.hasSeen(xid: frame.xid, id: frame.id)
    }

    /// It has read up to a cursor: it follows live, beginning with what waited and is not older than that.
    ///
    /// - Returns: what waited; nil when more came than could wait, and reading must go on from the cursor.
    func caughtUp(to cursor: EventCursor) -> [LiveFrame]? {
        defer { hasOverflowed = false }
        guard !hasOverflowed else {
            waiting = []
            return nil
        }
        let fresh = (waiting ?? []).filter { !cursor.hasSeen(xid: $0.xid, id: $0.id) }
        waiting = nil
        ahead = cursor
        liveFrom = cursor
        return fresh
    }
}
