import Domain
import NIOCore
import Store
import Synchronization

/// What one socket is told: the history behind its cursor, read anew whenever something happened to the conversation.
///
/// Events say only when to look. What a guest may see is decided in one place, the history's own query.
final class ChatFeed: Sendable {
    /// Where it reads on.
    private struct Place {
        var cursor: GuestCursor?
        /// Rises whenever the guest goes on from elsewhere: what was read before, or is half sent, is not for them then.
        var number = 0
    }

    private struct State {
        var place: Place
        var conversation: ChatConversation?
        var seat: ChatAudience.Seat?
        var isReading = false
        var isWoken = false
        var isClosed = false
    }

    /// How many of the newest messages one who brings no cursor begins with.
    private static let newest = 50
    /// The most messages read behind a cursor at once.
    private static let most = 100
    /// So many bytes are with the system before more are written; far fewer than may wait.
    private static let stretch = 16 << 10

    private let desk: ChatDesk
    private let guest: ChatDesk.Guest
    private let audience: ChatAudience
    private let handle: SocketHandle
    private let state: Mutex<State>

    init(
        desk: ChatDesk,
        guest: ChatDesk.Guest,
        audience: ChatAudience,
        handle: SocketHandle,
        after cursor: GuestCursor?
    ) {
        self.desk = desk
        self.guest = guest
        self.audience = audience
        self.handle = handle
        state = Mutex(State(place: Place(cursor: cursor)))
    }

    /// Begins to listen, and reads what there is.
    func begin() {
        let handle = handle
        let listener = ChatAudience.Listener(
            wake: { [weak self] in self?.wake() },
            gap: { [weak self] in
                if let frame = ChatFrame.gap(.log) { handle.perform { $0.send(frame) } }
                self?.wake()
            },
            typing: {
                guard let frame = ChatFrame.typing() else { return }
                handle.perform { $0.send(frame) }
            }
        )
        let seat = audience.join(guest.session.property, as: guest.session.guest, listener)
        state.withLock { $0.seat = seat }
        wake()
    }

    /// Goes on from another cursor. Of a page that is being sent no more is sent: its end would tell the guest a cursor
    /// beyond what they have yet to be given.
    func resume(after cursor: GuestCursor?) {
        state.withLock { state in
            state.place = Place(cursor: cursor, number: state.place.number + 1)
            state.conversation = nil
        }
        wake()
    }

    /// Reads soon; at once when nothing is being read.
    func wake() {
        let begins = state.withLock { state in
            guard !state.isClosed else { return false }
            guard !state.isReading else {
                state.isWoken = true
                return false
            }
            state.isReading = true
            return true
        }
        if begins { Task { await read() } }
    }

    /// Listens no more.
    func close() {
        let seat = state.withLock { state in
            state.isClosed = true
            defer { state.seat = nil }
            return state.seat
        }
        withExtendedLifetime(seat) {}
    }

    /// Reads what there is behind the cursor, once.
    private func read() async {
        do {
            guard try await desk.guest(of: guest.token) != nil else {
                return handle.perform { $0.close(.signedOut) }
            }
            let place = state.withLock { $0.place }
            let limit = place.cursor == nil ? Self.newest : Self.most
            let history = desk.history(of: guest.session)
            let found = try await history.page(of: guest.session, after: place.cursor, limit: limit)
            take(ChatHistory(found), from: place, next: found.page.cursor)
        } catch {
            // The guest comes again, to this node or another.
            handle.perform { $0.close(.tryLater) }
        }
    }

    /// Sends what is new.
    private func take(_ history: ChatHistory, from place: Place, next: GuestCursor?) {
        let (messages, conversation, isMore) = state.withLock { state in
            guard state.place.number == place.number else { return ([ChatMessage](), ChatConversation?.none, true) }
            state.place.cursor = next
            let previous = state.conversation
            let change = history.conversation == state.conversation ? nil : history.conversation
            state.conversation = history.conversation
            // What happened between this reading and listening to another conversation is read once more.
            let isOther = change.map { $0.id != previous?.id } ?? false
            if let seat = state.seat, let conversation = change {
                audience.listen(seat, at: guest.session.property, to: conversation.id)
            }
            return (history.messages, change, place.cursor != nil && history.hasMore || isOther)
        }
        let last = messages.last?.id
        let frames =
            [conversation.flatMap(ChatFrame.conversation)]
            + messages.map { ChatFrame.message($0, cursor: $0.id == last ? next?.text : nil) }
        let ready = frames.compactMap(\.self)
        guard !ready.isEmpty else { return goOn(isMore) }
        handle.perform { self.send(ready, from: 0, of: place, on: $0, isMore) }
    }

    /// Sends frames as fast as they are read, and only then reads on: history must not count as slowness.
    private func send(
        _ frames: [ByteBuffer],
        from start: Int,
        of place: Place,
        on socket: SocketConnection,
        _ isMore: Bool
    ) {
        guard state.withLock({ $0.place.number == place.number }) else { return goOn(true) }
        var bytes = 0
        for (index, frame) in frames.enumerated().dropFirst(start) {
            socket.write(frame)
            bytes += frame.readableBytes
            guard bytes >= Self.stretch else { continue }
            return socket.whenWritten { self.send(frames, from: index + 1, of: place, on: socket, isMore) }
        }
        socket.whenWritten { self.goOn(isMore) }
    }

    /// Reads on at once when there is more, or something happened meanwhile.
    private func goOn(_ isMore: Bool) {
        let goesOn = state.withLock { state in
            let goesOn = (isMore || state.isWoken) && !state.isClosed
            state.isWoken = false
            state.isReading = goesOn
            return goesOn
        }
        if goesOn { Task { await read() } }
    }
}
