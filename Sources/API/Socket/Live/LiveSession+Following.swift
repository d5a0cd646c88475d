import Domain
import Events
import Logging
import NIOCore
import Store

/// What a session follows: where it begins, what it missed, and how it comes to follow live.
extension LiveSession {
    func resume(from text: String, _ id: String?, _ socket: SocketConnection) throws -> Handling {
        let cursor = try EventCursor.given(text)
        let (work, property) = (work, principal.property)
        // What is subscribed to next begins there, without waiting for the answer.
        numbers += 1
        let number = numbers
        resumed = LiveResumption(number, cursor)
        beginning += 1
        later(id, socket) {
            try await work.beginning(at: cursor, of: property)
        } then: { session, beginning in
            session.beginning -= 1
            guard let cursor = beginning.cursor else { return }
            if session.resumed?.number == number { session.resumed?.answered(cursor, at: .now()) }
            if let gap = beginning.gap {
                let payload = GapPayload(reason: gap.word)
                session.say(ServerMessage(type: "gap", id: id, cursor: cursor.text, payload: payload))
            } else {
                session.say(ServerMessage(type: "ack", id: id, cursor: cursor.text, payload: AckPayload()))
            }
        } failed: { session in
            session.beginning -= 1
            if session.resumed?.number == number { session.resumed?.answered(cursor, at: .now()) }
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
        guard subscriptions.count < configuration.maxSubscriptions else {
            socket.refused(.subscriptions)
            throw Problem(
                409,
                "too_many_subscriptions",
                "Too many subscriptions",
                detail: "One socket may have \(configuration.maxSubscriptions)."
            )
        }
        numbers += 1
        let number = numbers
        let name = id ?? "subscription-\(number)"
        guard !subscriptions.contains(where: { $0.name == name }) else {
            throw Problem(409, "subscription_exists", "Subscription exists", detail: "Another one has this id.")
        }
        let cursor = try text.map { try EventCursor.given($0) }
        let start: LiveWork.Start =
            if wantsSnapshot { .snapshot } else if let cursor = cursor ?? resumed?.cursor(at: .now()) {
                .after(cursor)
            } else {
                .now
            }
        guard let loop else { throw Problem(503, "shutting_down", "Shutting down") }
        // From here on it misses nothing: events are kept until it has begun.
        if catchUp == nil { catchUp = LiveCatchUp(at: told(on: loop)) }
        beginning += 1
        isSimple = false
        let subscription = LiveSubscription(name, number: number, scope, session: self)
        subscriptions.append(subscription)
        loop.add(subscription)
        let (work, reader) = (work, principal)
        later(id, socket) {
            try await work.begin(scope, at: start, for: reader)
        } then: { session, beginning in
            session.begin(number, beginning, id)
        } failed: { session in
            session.beginning -= 1
            session.drop(number)
        }
        return .working
    }

    /// Forgets a subscription; nothing is read for nobody.
    func drop(_ number: Int) {
        guard let loop, let index = subscriptions.firstIndex(where: { $0.number == number }) else { return }
        loop.remove(subscriptions.remove(at: index))
        if subscriptions.isEmpty { catchUp?.lost(upTo: loop.position) }
        goOn()
    }

    /// Up to where it has been told everything.
    func told(on loop: LiveLoop) -> EventCursor {
        if let catchUp { return catchUp.cursor }
        guard let ahead, !loop.position.base.covers(ahead.base) else { return loop.position }
        guard let page = loop.position.page else { return ahead }
        return EventCursor(generation: ahead.generation, base: ahead.base, page: page)
    }

    // MARK: Beginning

    /// The answer to a subscription; what it missed follows once all that were asked for have begun.
    private func begin(_ number: Int, _ beginning: LiveWork.Beginning, _ id: String?) {
        self.beginning -= 1
        guard let loop, let subscription = subscriptions.first(where: { $0.number == number }) else { return }
        // Without a cursor it begins where this loop is now: nothing that waits is newer, nothing newer is lost.
        var start = beginning.cursor ?? loop.position
        var gap = beginning.gap
        if start.generation != loop.position.generation {
            // The log began anew between finding this out and now: a cursor of one says nothing of the other.
            start = loop.position
            gap = gap ?? .otherGeneration
        }
        let others = subscriptions.filter(\.hasBegun)
        let told = catchUp?.cursor
        if catchUp?.begin(after: start, isAlone: others.isEmpty, position: loop.position) == true, let told {
            for other in others { other.remember(told) }
        }
        subscription.begin(after: start)
        let cursor = (catchUp?.cursor ?? start).text
        if let gap {
            let payload = GapPayload(reason: gap.word, subscription: subscription.name)
            say(ServerMessage(type: "gap", id: id, cursor: cursor, payload: payload))
        }
        let payload = SubscribedPayload(subscription: subscription.name, snapshot: beginning.snapshot)
        say(ServerMessage(type: "subscribed", id: id, cursor: cursor, payload: payload))
    }

    // MARK: Catching up

    /// Reads on, or follows live, as soon as nothing is waited for.
    func goOn() {
        guard beginning == 0, catchUp != nil, let socket, socket.isOpen else { return }
        if let rest = catchUp?.rest { return follow(rest) }
        guard let cursor = catchUp?.read(numbers + 1) else { return }
        numbers += 1
        let (number, work, property) = (numbers, work, principal.property)
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
            handle.perform { _ in bound.value.took(result, number) }
        }
    }

    private func took(_ result: Result<LiveWork.Page, any Error>, _ number: Int) {
        guard let loop, catchUp?.reading == number else { return }
        switch result {
        case .success(let page): send(page, from: 0, number)
        case .failure(let error as EventCursorError):
            missed(error, at: loop.position)
            goOn()
        case .failure(let error):
            work.logger.warning("a socket could not catch up", metadata: ["error": "\(error)"])
            end(.tryLater)
        }
    }

    /// Sends a page as fast as it is read: history must not count as slowness.
    private func send(_ page: LiveWork.Page, from start: Int, _ number: Int) {
        guard let socket, socket.isOpen, catchUp?.reading == number else { return }
        var bytes = 0
        for (index, frame) in page.frames.enumerated().dropFirst(start) where isDue(frame) {
            write(frame.bytes)
            bytes += frame.bytes.readableBytes
            guard bytes >= configuration.maxWaitingBytes / 4 else { continue }
            catchUp?.sent(upTo: frame.event.cursor)
            return socket.whenWritten { self.send(page, from: index + 1, number) }
        }
        flush()
        catchUp?.took(page.next, hasMore: page.hasMore)
        if page.isIncomplete { passedOver() }
        if page.hasMore { socket.whenWritten { self.goOn() } } else { goOn() }
    }

    /// Whether an event is for a subscription, and was not sent before the socket went back for another one.
    private func isDue(_ frame: LiveFrame) -> Bool {
        guard maySee(frame) else { return false }
        var isWanted = false
        for subscription in subscriptions where subscription.wants(frame) {
            guard subscription.hasShown(frame) else {
                isWanted = true
                continue
            }
            // A filter goes by what the conversation is now: when the event went by, it may not have been of it. Rather
            // twice than not at all.
            if !subscription.isFilter { return false }
        }
        return isWanted
    }

    /// Follows live, beginning with what happened meanwhile.
    private func follow(_ rest: [LiveFrame]) {
        guard let reached = catchUp?.cursor, let loop else { return }
        catchUp = nil
        if reached.page == nil, !loop.position.base.covers(reached.base) { ahead = reached }
        for frame in rest where isDue(frame) { write(frame, behind: reached.base) }
        for subscription in subscriptions { subscription.forget() }
        flush()
    }

    // MARK: Following live

    /// A live event that one of its subscriptions is about; says whether it was written.
    func take(_ frame: LiveFrame) -> Bool {
        if isSimple {
            guard maySee(frame) else { return false }
            write(frame.bytes)
            return true
        }
        guard catchUp == nil else {
            // Whether it may be seen is asked when it is sent.
            catchUp?.keep(frame, mostBytes: configuration.maxWaitingBytes / 4)
            return false
        }
        let base = frame.event.cursor.base
        if let ahead, base.covers(ahead.base) { self.ahead = nil }
        for subscription in subscriptions { subscription.settle(at: base) }
        isSimple = ahead == nil && subscriptions.allSatisfy(\.isPast)
        guard ahead?.hasSeen(frame) != true, isDue(frame) else { return false }
        write(frame, behind: ahead?.base)
        return true
    }

    /// Sends an event with a cursor that covers what was sent before it.
    private func write(_ frame: LiveFrame, behind base: Snapshot?) {
        guard let base, !frame.event.cursor.base.covers(base) else { return write(frame.bytes) }
        do {
            write(try frame.rebased(on: base).bytes)
        } catch {
            // It was encoded before.
            work.logger.error("an event could not be encoded", metadata: ["error": "\(error)"])
            socket?.close(.internalError)
        }
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
        case .tooFar: "too_far"
        }
    }
}
