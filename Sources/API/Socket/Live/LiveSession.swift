import Domain
import Events
import Logging
import NIOCore
import Store

/// One socket of `/ws`: who it is, what it follows, and what it asks.
final class LiveSession: SocketSession {
    static let mostSubscriptions = 100
    /// After so many mistakes in a row nothing good is to be expected any more.
    private static let mostMistakes = 10
    /// A catching up of more events than this no longer looks for what overlapping subscriptions send twice.
    private static let mostRemembered = 50_000

    let identity: Principal.Identity
    private(set) var principal: Principal
    private var mayReadTasks: Bool
    let feed: LiveFeed
    let work: LiveWork
    private(set) var loop: LiveLoop?
    private(set) var socket: SocketConnection?
    private(set) var subscriptions: [LiveSubscription] = []
    /// Where following begins for subscriptions without a cursor of their own, after `resume`.
    private var resumed: EventCursor?
    /// The events sent since a subscription began to catch up, by which several that overlap send each once; nil when
    /// all follow live.
    private var shown: Set<Int64>?
    private var mistakes = 0
    private var names = 0

    /// The last event it was given, by its loop's count.
    var mark: UInt64 = 0
    /// Whether its loop has written to it and will flush.
    var isTouched = false

    init(_ principal: Principal, feed: LiveFeed, work: LiveWork) {
        self.principal = principal
        mayReadTasks = principal.may(.readTasks)
        identity = principal.identity
        self.feed = feed
        self.work = work
    }

    /// Everybody here may read conversations, or would not be here; tasks are another matter.
    func maySee(_ frame: LiveFrame) -> Bool { frame.permission == .readConversations || mayReadTasks }

    var staff: StaffID? { principal.staff }

    // MARK: The socket

    func opened(_ socket: SocketConnection) {
        self.socket = socket
        guard let loop = feed.loop(socket.handle.eventLoop) else { return socket.close(.tryLater) }
        self.loop = loop
        loop.add(self)
    }

    func closed(_ socket: SocketConnection) {
        for subscription in subscriptions { loop?.remove(subscription) }
        loop?.remove(self)
        subscriptions = []
        self.socket = nil
        loop = nil
    }

    func farewell(of socket: SocketConnection) -> ByteBuffer? {
        try? ServerMessage(type: "gap", payload: GapPayload(reason: "slow_reader")).frame()
    }

    func write(_ frame: ByteBuffer) { socket?.write(frame) }

    /// Sends an event, unless it was sent already by way of another subscription; says whether it did.
    @discardableResult
    func show(_ frame: LiveFrame) -> Bool {
        if shown != nil {
            guard shown?.insert(frame.id).inserted == true else { return false }
            if (shown?.count ?? 0) > Self.mostRemembered { shown = nil }
        }
        socket?.write(frame.bytes)
        return true
    }

    func flush() { socket?.flush() }

    /// Sends a frame of its own.
    func say(_ message: ServerMessage<some Encodable>) {
        do {
            socket?.send(try message.frame())
        } catch {
            work.logger.error(
                "a frame could not be encoded",
                metadata: ["error": "\(error)", "type": "\(message.type)"]
            )
            socket?.close(.internalError)
        }
    }

    /// Says what was wrong with a frame.
    func refuse(_ error: any Error, _ id: String?) {
        let problem = Problem.from(error)
        if problem.status >= 500 {
            work.logger.error(
                "a frame failed",
                metadata: ["code": "\(problem.code)", "error": "\(problem.cause.map { "\($0)" } ?? "unknown")"]
            )
        } else {
            mistakes += 1
        }
        say(ServerMessage(type: "error", id: id, payload: ErrorPayload(problem)))
        if mistakes >= Self.mostMistakes { socket?.close(.policy) }
    }

    /// Events are missing that nobody can read any more.
    func missed(_ reason: EventCursorError, at cursor: EventCursor) {
        say(ServerMessage(type: "gap", cursor: cursor.text, payload: GapPayload(reason: reason.word)))
    }

    /// What it may do has changed; nil when it may do nothing any more.
    func changed(to principal: Principal?) {
        guard let principal, principal.property == self.principal.property else { return end(.signedOut) }
        guard principal.may(.readConversations) else { return end(.forbidden) }
        self.principal = principal
        mayReadTasks = principal.may(.readTasks)
    }

    /// Ends the socket.
    func end(_ code: CloseCode) { socket?.close(code) }

    // MARK: Frames

    func received(_ message: [UInt8], on socket: SocketConnection) -> Handling {
        do {
            let frame = try ClientFrame(message)
            let handling = try handle(frame, socket)
            mistakes = 0
            return handling
        } catch {
            refuse(error, ClientFrame.id(in: message))
            return .done
        }
    }

    private func handle(_ frame: ClientFrame, _ socket: SocketConnection) throws -> Handling {
        if case .ping = frame.request {
            say(ServerMessage(type: "pong", id: frame.id, payload: EmptyPayload()))
            return .done
        }
        switch frame.request {
        case .ping: return .done
        case .unsubscribe(let name): try unsubscribe(name, frame.id)
        case .typing(let conversation, let isTyping):
            try countOne()
            try typing(conversation, isTyping)
        case .sendMessage(let conversation, let content, let channel):
            guard principal.may(.writeConversations) else { throw Problem.forbidden(.writeConversations) }
            try countOne()
            let (work, principal, id) = (work, principal, frame.id ?? "")
            later(frame.id, socket) {
                try await work.send(content, to: conversation, over: channel, by: principal, id: id)
            } then: { session, ack in
                session.say(ServerMessage(type: "ack", id: id, payload: ack))
            }
            return .working
        case .resume(let text):
            guard subscriptions.isEmpty else {
                throw Problem(
                    409,
                    "resume_too_late",
                    "Resume too late",
                    detail: "Resume before the first subscription."
                )
            }
            return try resume(from: text, frame.id, socket)
        case .subscribe(let scope, let cursor, let wantsSnapshot):
            return try subscribe(to: scope, from: cursor, wantsSnapshot, frame.id, socket)
        }
        return .done
    }

    private func unsubscribe(_ name: String, _ id: String?) throws {
        guard let index = subscriptions.firstIndex(where: { $0.name == name }) else {
            throw Problem(404, "not_found", "Not found", detail: "There is no such subscription.")
        }
        loop?.remove(subscriptions.remove(at: index))
        say(ServerMessage(type: "ack", id: id, payload: AckPayload()))
    }

    /// What reaches others counts like a request.
    private func countOne() throws {
        let standing = work.limits.take(principal.key)
        if let wait = standing.wait { throw Problem.tooMany(wait, limit: standing.limit) }
    }

    // MARK: Following

    private func resume(from text: String, _ id: String?, _ socket: SocketConnection) throws -> Handling {
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

    private func subscribe(
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
        let (work, property) = (work, principal.property)
        later(id, socket) {
            try await work.begin(scope, at: start, of: property)
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

    // MARK: Work in tasks

    /// Does something that takes a while; its outcome is handled on the event loop, and then the frame is done with.
    private func later<Value: Sendable>(
        _ id: String?,
        _ socket: SocketConnection,
        _ work: @escaping @Sendable () async throws -> Value,
        then: @escaping @Sendable (LiveSession, Value) -> Void,
        failed: (@Sendable (LiveSession) -> Void)? = nil
    ) {
        let handle = socket.handle
        let bound = NIOLoopBound(self, eventLoop: handle.eventLoop)
        Task {
            let result: Result<Value, any Error>
            do {
                result = .success(try await work())
            } catch {
                result = .failure(error)
            }
            handle.perform { socket in
                let session = bound.value
                switch result {
                case .success(let value): then(session, value)
                case .failure(let error):
                    failed?(session)
                    session.refuse(error, id)
                }
                socket.finished()
            }
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
        }
    }
}
