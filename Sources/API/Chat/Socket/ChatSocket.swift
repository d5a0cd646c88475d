import Domain
import Foundation
import Logging
import NIOCore
import Store
import StrictJSON

/// A guest's socket: the same as the routes, and what is new without asking. Lives on its event loop.
final class ChatSocket: SocketSession {
    /// How many mistakes in a row are put up with.
    private static let patience = 10
    /// Typing is passed on once in so long: that it goes on says nothing new.
    private static let typingPause = TimeAmount.seconds(1)

    private let desk: ChatDesk
    private let guest: ChatDesk.Guest
    private let audience: ChatAudience
    private let typing: @Sendable (PropertyID, ConversationID) -> Void
    private let cursor: GuestCursor?
    private let logger: Logger
    private var feed: ChatFeed?
    private var mistakes = 0
    private var typedAt: NIODeadline?

    init(
        desk: ChatDesk,
        guest: ChatDesk.Guest,
        audience: ChatAudience,
        after cursor: GuestCursor?,
        logger: Logger,
        typing: @escaping @Sendable (PropertyID, ConversationID) -> Void
    ) {
        self.desk = desk
        self.guest = guest
        self.audience = audience
        self.cursor = cursor
        self.logger = logger
        self.typing = typing
    }

    func opened(_ socket: SocketConnection) {
        let feed = ChatFeed(desk: desk, guest: guest, audience: audience, handle: socket.handle, after: cursor)
        self.feed = feed
        feed.begin()
    }

    func received(_ message: [UInt8], on socket: SocketConnection) -> Handling {
        var id: String?
        do {
            let request = try ChatRequest(message, id: &id)
            try desk.count(guest.session)
            if case .send(let words) = request { try desk.count(words, of: guest) }
            mistakes = 0
            return handle(request, id, on: socket)
        } catch {
            mistakes += 1
            refuse(id, error, on: socket)
            if mistakes >= Self.patience { socket.close(.policy) }
            return .done
        }
    }

    func farewell(of socket: SocketConnection) -> ByteBuffer? { ChatFrame.gap(.slowReader) }

    func closed(_ socket: SocketConnection) {
        feed?.close()
        feed = nil
    }

    private func handle(_ request: ChatRequest, _ id: String?, on socket: SocketConnection) -> Handling {
        switch request {
        case .ping:
            if let frame = ChatFrame.pong(id) { socket.send(frame) }
        case .resume(let cursor):
            feed?.resume(after: cursor)
        case .typing:
            let now = NIODeadline.now()
            if let typedAt, now < typedAt + Self.typingPause { return .done }
            typedAt = now
            let (desk, session, typing) = (desk, guest.session, typing)
            Task {
                // Nobody waits for it and nothing is lost: what cannot be looked up is not passed on.
                guard let conversation = try? await desk.history(of: session).conversation(of: session),
                    conversation.isOpen
                else { return }
                typing(session.property, conversation.id)
            }
        case .send(let words):
            let (desk, guest, handle, feed, logger) = (desk, guest, socket.handle, feed, logger)
            Task {
                let frame: ByteBuffer?
                do {
                    let receipt = try await words.send(
                        of: guest.session,
                        at: guest.endpoint,
                        through: desk.router,
                        history: desk.history(of: guest.session)
                    )
                    frame = ChatFrame.ack(id, receipt)
                } catch {
                    let problem = Problem.from(error)
                    if problem.status >= 500 {
                        logger.error(
                            "a guest's word could not be stored",
                            metadata: [
                                "code": "\(problem.code)", "error": "\(problem.cause.map { "\($0)" } ?? "unknown")",
                            ]
                        )
                    }
                    frame = ChatFrame.error(id, problem)
                }
                handle.perform { socket in
                    if let frame { socket.send(frame) }
                    socket.finished()
                }
                feed?.wake()
            }
            return .working
        }
        return .done
    }

    private func refuse(_ id: String?, _ error: any Error, on socket: SocketConnection) {
        if let frame = ChatFrame.error(id, Problem.from(error)) { socket.send(frame) }
    }
}

/// What a guest's page asks over its socket.
enum ChatRequest: Sendable {
    case ping
    case resume(GuestCursor?)
    case typing
    case send(ChatWords)

    private enum Word: String, CaseIterable {
        case ping, resume, typing
        case sendMessage = "send_message"
    }

    /// Reads a frame.
    ///
    /// - Parameter id: set as soon as it is known, so that a refusal can name it.
    /// - Throws: ``Problem`` with everything wrong with it.
    init(_ bytes: [UInt8], id: inout String?) throws {
        var frame = try FieldReader(body: bytes)
        id = frame.optionalString("id", 1...64)
        let word: Word = frame.word("type", or: .ping)
        let payload = frame.optionalValue("payload")
        try frame.finish()
        var members: [JSONValue.Member] = []
        if let payload {
            guard case .object(let found) = payload.content else {
                throw Problem.invalid([.init(pointer: "/payload", detail: "must be an object")])
            }
            members = found
        }
        var fields = FieldReader(members: members, pointer: "/payload")
        switch word {
        case .ping: self = .ping
        case .typing: self = .typing
        case .resume:
            let text = fields.optionalString("cursor", 1...GuestCursor.longest)
            let cursor = text.flatMap { GuestCursor($0) }
            if text != nil, cursor == nil { fields.refuse("cursor", "must be a cursor of this chat") }
            self = .resume(cursor)
        case .sendMessage:
            self = .send(ChatWords(reading: &fields))
        }
        try fields.finish()
    }
}
