import Domain
import Events
import Foundation
import Logging
import NIOCore
import Sessions
import Store

/// One socket of `/ws`: who it is, what it follows, and what it asks.
final class LiveSession: SocketSession {
    /// After so many mistakes in a row nothing good is to be expected any more.
    private static let mostMistakes = 10

    let identity: Principal.Identity
    private(set) var principal: Principal
    private var mayReadTasks: Bool
    let feed: LiveFeed
    /// Asks once more who this is, when the socket can already be told of a change; nil once asked.
    private var confirm: (@Sendable () async -> Void)?
    let work: LiveWork
    private(set) var loop: LiveLoop?
    private(set) var socket: SocketConnection?
    var subscriptions: [LiveSubscription] = []
    /// Where following begins for subscriptions without a cursor of their own.
    var resumed: LiveResumption?
    /// How many subscriptions, and `resume`, are still to be answered.
    var beginning = 0
    /// What is done before the socket follows live; nil while it does.
    var catchUp: LiveCatchUp?
    /// What catching up has sent beyond where the loop is; nil once the loop is there.
    var ahead: EventCursor?
    /// Whether whatever its subscriptions are about is simply sent.
    var isSimple = true
    let configuration: SocketConfiguration
    private var frames: RateBucket
    private var mistakes = 0
    /// Numbers subscriptions and readings.
    var numbers = 0

    /// The last event it was given, by its loop's count.
    var mark: UInt64 = 0
    /// Whether its loop has written to it and will flush.
    var isTouched = false

    init(
        _ principal: Principal,
        feed: LiveFeed,
        work: LiveWork,
        configuration: SocketConfiguration,
        confirm: @escaping @Sendable () async -> Void
    ) {
        self.configuration = configuration
        frames = RateBucket(limit: configuration.frameRate, now: SteadyTime.now())
        self.principal = principal
        mayReadTasks = principal.may(.readTasks)
        identity = principal.identity
        self.feed = feed
        self.work = work
        self.confirm = confirm
    }

    /// Everybody here may read conversations, or would not be here; tasks are another matter.
    func maySee(_ frame: LiveFrame) -> Bool { mayReadTasks || !frame.isTask }

    var staff: StaffID? { principal.staff }

    // MARK: The socket

    func opened(_ socket: SocketConnection) {
        self.socket = socket
        guard let loop = feed.loop(socket.handle.eventLoop) else { return socket.close(.tryLater) }
        self.loop = loop
        loop.add(self)
        // What was taken back between signing in and now was told to others only.
        if let confirm { Task { await confirm() } }
        confirm = nil
    }

    func closed(_ socket: SocketConnection) {
        for subscription in subscriptions { loop?.remove(subscription) }
        loop?.remove(self)
        subscriptions = []
        catchUp = nil
        self.socket = nil
        loop = nil
    }

    func farewell(of socket: SocketConnection) -> ByteBuffer? {
        try? ServerMessage(type: "gap", payload: GapPayload(reason: "slow_reader")).frame()
    }

    func write(_ frame: ByteBuffer) { socket?.write(frame) }

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
        // It may be another log from here on, of which no cursor from before says anything.
        ahead = nil
        resumed?.lost(upTo: cursor)
        for subscription in subscriptions { subscription.beginAnew(after: cursor) }
        catchUp?.lost(upTo: cursor)
        goOn()
    }

    /// An event could not be encoded: what it was is to be read, and everything goes on as it was.
    func passedOver() {
        guard let loop else { return }
        let payload = GapPayload(reason: EventCursorError.malformed.word)
        say(ServerMessage(type: "gap", cursor: told(on: loop).text, payload: payload))
    }

    /// What it may do has changed; nil when it may do nothing any more.
    func changed(to principal: Principal?) {
        guard let principal, principal.property == self.principal.property else { return end(.signedOut) }
        // Several may have asked at once: what was read last is not always what is newest.
        guard principal.identity.generation >= self.principal.identity.generation else { return }
        guard principal.may(.readConversations) else { return end(.forbidden) }
        self.principal = principal
        let couldReadTasks = mayReadTasks
        mayReadTasks = principal.may(.readTasks)
        guard mayReadTasks, !couldReadTasks, let loop else { return }
        // Tasks that went by until now were not shown by any subscription.
        let reached = told(on: loop)
        for subscription in subscriptions { subscription.beginTasks(after: reached) }
    }

    /// Ends the socket.
    func end(_ code: CloseCode) { socket?.close(code) }

    // MARK: Frames

    func received(_ message: [UInt8], on socket: SocketConnection) -> Handling {
        do {
            try countFrame()
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
        drop(subscriptions[index].number)
        say(ServerMessage(type: "ack", id: id, payload: AckPayload()))
    }

    /// Whatever is asked costs something, be it only an answer.
    private func countFrame() throws {
        let now = SteadyTime.now()
        guard frames.take(1, at: now) == 0 else { return }
        socket?.refused(.rate)
        throw Problem.tooMany(frames.wait(at: now) ?? .seconds(1), limit: frames.limit.maxRequests)
    }

    /// What reaches others counts like a request.
    private func countOne() throws {
        let standing = work.count(principal)
        if let wait = standing.wait { throw Problem.tooMany(wait, limit: standing.limit) }
    }

    // MARK: Work in tasks

    /// Does something that takes a while; its outcome is handled on the event loop, and then the frame is done with.
    func later<Value: Sendable>(
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
                // Behind what the client had sent already: several subscriptions begin together.
                session.goOn()
            }
        }
    }
}
