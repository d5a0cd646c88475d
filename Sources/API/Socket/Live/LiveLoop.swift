import Domain
import NIOCore
import Store

/// The sessions of one hotel on one event loop, found by what they follow. Touched on that loop only.
final class LiveLoop {
    /// The longest rest between two rounds: what a crowd costs in time until its members see what happened.
    private static let mostRest = TimeAmount.milliseconds(20)

    /// How far the sessions here have been told.
    private(set) var position: EventCursor
    private(set) var sessions: [ObjectIdentifier: LiveSession] = [:]
    private var byConversation: [ConversationID: [LiveSubscription]] = [:]
    private var broad: [LiveSubscription] = []
    /// Rises with each event: a session that bears it has been given that event.
    private var mark: UInt64 = 0
    private var touched: [LiveSession] = []
    private let eventLoop: any EventLoop
    private let now: () -> NIODeadline
    /// What the next round gives out.
    private var pending: [LiveFeed.Batch] = []
    private var restsUntil = NIODeadline.uptimeNanoseconds(0)

    /// Begins at a place in the log.
    ///
    /// - Parameter now: the clock by which the loop's own deadlines go.
    init(at position: EventCursor, on eventLoop: any EventLoop, now: @escaping () -> NIODeadline = { .now() }) {
        self.position = position
        self.eventLoop = eventLoop
        self.now = now
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

    /// Gives a batch out: at once, or when this loop has rested from the round before for as long as that took.
    ///
    /// So requests, pings and other hotels' sockets have half of its time however many follow, and what comes while it
    /// rests goes to each socket in one piece.
    func publish(_ batch: LiveFeed.Batch) {
        pending.append(batch)
        guard pending.count == 1 else { return }
        if restsUntil <= now() { return deliver() }
        eventLoop.assumeIsolated().scheduleTask(deadline: restsUntil) { self.deliver() }
    }

    /// Gives everybody what is theirs, and hands it to the system once for each.
    private func deliver() {
        let began = now()
        for batch in pending {
            position = batch.cursor
            for frame in batch.frames { offer(frame) }
            if batch.isIncomplete { for session in sessions.values { session.passedOver() } }
            guard let gap = batch.gap else { continue }
            for session in sessions.values { session.missed(gap, at: batch.cursor) }
        }
        pending.removeAll(keepingCapacity: true)
        for session in touched {
            session.isTouched = false
            session.flush()
        }
        touched.removeAll(keepingCapacity: true)
        let end = now()
        restsUntil = end + min(end - began, Self.mostRest)
    }

    private func offer(_ frame: LiveFrame) {
        mark &+= 1
        if let id = frame.conversationID, let list = byConversation[id] {
            for subscription in list { offer(frame, to: subscription.session) }
        }
        for subscription in broad where subscription.matches(frame) { offer(frame, to: subscription.session) }
    }

    /// Gives a session an event that one of its subscriptions is about, once.
    private func offer(_ frame: LiveFrame, to session: LiveSession) {
        guard session.mark != mark else { return }
        session.mark = mark
        guard session.take(frame), !session.isTouched else { return }
        session.isTouched = true
        touched.append(session)
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
