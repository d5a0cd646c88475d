import Domain
import Events
import Logging
import NIOCore
import Store

/// What a session follows: where it begins, what it missed, and how it comes to follow live.
extension LiveSession {
    static let mostSubscriptions = 100

    func resume(from text: String, _ id: String?, _ socket: SocketConnection) throws -> Handling {
        let cursor = try EventCursor.given(text)
        let (work, property) = (work, principal.property)
        // What is subscribed to next begins there, without waiting for the answer.
        resumed = cursor
        later(id, socket) {
            try await work.beginning(at: cursor, of: property)
        } then: { session, beginning in
            guard let cursor = beginning.cursor else { return }
            if let gap = beginning.gap {
                let payload = GapPayload(reason: gap.word)
                session.say(ServerMessage(type: "gap", id: id, cursor: cursor.text, payload: payload))
            } else {
                session.say(ServerMessage(type: "ack", id: id, cursor: cursor.text, payload: AckPayload()))
            }
        }
        return .working
    }

    func subscribe(
        to scope: ClientFrame.Scope,
        from text: String?,
        _ wantsSnapshot: Bool,
        _ id: String?,
        _ socket: SocketConnection
    ) throws -> Handling {
        guard subscriptions.count < Self.mostSubscriptions else {
            throw Problem(
                409,
                "too_many_subscriptions",
                "Too many subscriptions",
                detail: "One socket may have \(Self.mostSubscriptions)."
            )
        }
        names += 1
        let name = id ?? "subscription-\(names)"
        guard !subscriptions.contains(where: { $0.name == name }) else {
            throw Problem(409, "subscription_exists", "Subscription exists", detail: "Another one has this id.")
        }
        let cursor = try text.map { try EventCursor.given($0) }
        let start: LiveWork.Start =
            if wantsSnapshot { .snapshot } else if let cursor = cursor ?? resumed { .after(cursor) } else { .now }
        guard let loop else { throw Problem(503, "shutting_down", "Shutting down") }
        let subscription = LiveSubscription(name, scope, session: self, at: loop.position)
        subscriptions.append(subscription)
        if shown == nil { shown = [] }
        // From here on it misses nothing; what it is shown first comes from the database.
        loop.add(subscription)
        let (work, reader) = (work, principal)
        later(id, socket) {
            try await work.begin(scope, at: start, for: reader)
        } then: { session, beginning in
            session.begin(name, beginning, id)
        } failed: { session in
            session.drop(name)
        }
        return .working
    }

    private func subscription(_ name: String) -> LiveSubscription? { subscriptions.first { $0.name == name } }

    private func drop(_ name: String) {
        guard let index = subscriptions.firstIndex(where: { $0.name == name }) else { return }
        loop?.remove(subscriptions.remove(at: index))
    }

    /// The first answer to a subscription; then what it missed, page by page.
    private func begin(_ name: String, _ beginning: LiveWork.Beginning, _ id: String?) {
        guard subscription(name) != nil, let loop else { return }
        // Without a cursor it begins where this loop is now: nothing that waited is newer, nothing newer is lost.
        let cursor = beginning.cursor ?? loop.position
        if let gap = beginning.gap {
            let payload = GapPayload(reason: gap.word, subscription: name)
            say(ServerMessage(type: "gap", id: id, cursor: cursor.text, payload: payload))
        }
        let payload = SubscribedPayload(subscription: name, snapshot: beginning.snapshot)
        say(ServerMessage(type: "subscribed", id: id, cursor: cursor.text, payload: payload))
        if beginning.mustRead { readOn(name, from: cursor) } else { caughtUp(name, to: cursor) }
    }

    private func readOn(_ name: String, from cursor: EventCursor) {
        guard let socket else { return }
        let (work, property) = (work, principal.property)
        let handle = socket.handle
        let bound = NIOLoopBound(self, eventLoop: handle.eventLoop)
        // Not counted among the client's messages: it may ask on meanwhile, and what it asks waits for none of this.
        Task {
            let result: Result<LiveWork.Page, any Error>
            do {
                result = .success(try await work.page(after: cursor, of: property))
            } catch {
                result = .failure(error)
            }
            handle.perform { _ in bound.value.took(result, name, after: cursor) }
        }
    }

    private func took(_ result: Result<LiveWork.Page, any Error>, _ name: String, after cursor: EventCursor) {
        guard let socket, socket.isOpen, let subscription = subscription(name) else { return }
        switch result {
        case .success(let page):
            for frame in page.frames where isShown(frame, by: subscription) { show(frame) }
            flush()
            // The next page is read when this one is out: history must not count as slowness.
            if page.hasMore {
                socket.whenWritten { self.readOn(name, from: page.next) }
            } else {
                caughtUp(name, to: page.next)
            }
        case .failure(let error as EventCursorError):
            missed(error, at: loop?.position ?? cursor)
            caughtUp(name, to: loop?.position ?? cursor)
        case .failure(let error):
            work.logger.warning("a socket could not catch up", metadata: ["error": "\(error)"])
            end(.tryLater)
        }
    }

    /// Whether a past event is for a subscription, and was not shown by one that was live with it before.
    private func isShown(_ frame: LiveFrame, by subscription: LiveSubscription) -> Bool {
        guard maySee(frame), subscription.matches(frame) else { return false }
        return !subscriptions.contains { $0 !== subscription && $0.wasLive(with: frame, before: subscription.joinedAt) }
    }

    private func caughtUp(_ name: String, to cursor: EventCursor) {
        guard let subscription = subscription(name) else { return }
        guard let waited = subscription.caughtUp(to: cursor) else { return readOn(name, from: cursor) }
        for frame in waited where maySee(frame) { show(frame) }
        settle()
        flush()
    }

    /// Forgets what was shown once nothing can come a second time.
    private func settle() {
        guard shown != nil, let loop, subscriptions.allSatisfy({ $0.isSettled(at: loop.position) }) else { return }
        shown = nil
    }
}

extension EventCursor {
    /// A cursor as a client gave it.
    ///
    /// - Throws: ``Problem`` 422 for what is none of ours.
    static func given(_ text: String) throws -> EventCursor {
        do {
            return try EventCursor(text: text)
        } catch {
            throw Problem(
                422,
                "invalid_cursor",
                "Invalid cursor",
                errors: [.init(pointer: "/payload/cursor", detail: "is no cursor of ours")]
            )
        }
    }
}

extension EventCursorError {
    /// How frames call it.
    var word: String {
        switch self {
        case .malformed: "log"
        case .otherGeneration: "other_generation"
        case .fromTheFuture: "from_the_future"
        case .tooOld: "too_old"
        }
    }
}
