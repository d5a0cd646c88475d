import Domain
import Store
import Synchronization

/// What one socket is told: the history behind its cursor, read anew whenever something happened to the conversation.
///
/// Events say only when to look. What a guest may see is decided in one place, the history's own query.
final class ChatFeed: Sendable {
    private struct State {
        var cursor: GuestCursor?
        var conversation: ChatConversation?
        var seat: ChatAudience.Seat?
        var isReading = false
        var isWoken = false
        var isClosed = false
    }

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
        state = Mutex(State(cursor: cursor))
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

    /// Goes on from another cursor.
    func resume(after cursor: GuestCursor?) {
        state.withLock { state in
            state.cursor = cursor
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

    private func read() async {
        while true {
            do {
                guard try await desk.guest(of: guest.token) != nil else {
                    return handle.perform { $0.close(.signedOut) }
                }
                let cursor = state.withLock { $0.cursor }
                let found = try await desk.history(of: guest.session).page(of: guest.session, after: cursor, limit: 100)
                let goesOn = take(ChatHistory(found), cursor: cursor, next: found.page.cursor)
                guard goesOn else { return }
            } catch {
                // The guest comes again, to this node or another.
                return handle.perform { $0.close(.tryLater) }
            }
        }
    }

    /// Sends what is new.
    ///
    /// - Returns: whether to read on at once.
    private func take(_ history: ChatHistory, cursor: GuestCursor?, next: GuestCursor?) -> Bool {
        let (messages, conversation, goesOn) = state.withLock { state in
            guard state.cursor == cursor else { return ([ChatMessage](), ChatConversation?.none, true) }
            state.cursor = next
            let previous = state.conversation
            let change = history.conversation == state.conversation ? nil : history.conversation
            state.conversation = history.conversation
            let isMore = cursor != nil && history.hasMore
            // What happened between this reading and listening to another conversation is read once more.
            let isOther = change.map { $0.id != previous?.id } ?? false
            let goesOn = (isMore || isOther || state.isWoken) && !state.isClosed
            state.isWoken = false
            state.isReading = goesOn
            if let seat = state.seat, let conversation = change {
                audience.listen(seat, at: guest.session.property, to: conversation.id)
            }
            return (history.messages, change, goesOn)
        }
        let last = messages.last?.id
        let frames =
            [conversation.flatMap(ChatFrame.conversation)]
            + messages.map { ChatFrame.message($0, cursor: $0.id == last ? next?.text : nil) }
        let ready = frames.compactMap(\.self)
        if !ready.isEmpty {
            handle.perform { socket in
                for frame in ready { socket.write(frame) }
                socket.flush()
            }
        }
        return goesOn
    }
}
