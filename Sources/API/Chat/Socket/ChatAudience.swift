import Domain
import Synchronization

/// The guests of this node who listen, and what they are woken by: one subscription to each hotel's log, however many
/// guests there are.
final class ChatAudience: Sendable {
    /// Follows a hotel's log; the listener is told which conversations something happened to. Ends when let go of.
    typealias Follow =
        @Sendable (
            PropertyID, _ listener: @escaping @Sendable (Set<ConversationID>) -> Void
        ) async throws -> any AnyObject & Sendable

    /// One guest's place; the guest listens as long as somebody holds it.
    final class Seat: Sendable {
        fileprivate let id: Int
        private let leave: @Sendable () -> Void

        fileprivate init(id: Int, leave: @escaping @Sendable () -> Void) {
            self.id = id
            self.leave = leave
        }

        deinit { leave() }
    }

    /// What a place is told.
    struct Listener: Sendable {
        /// Something happened that is stored: read on.
        var wake: @Sendable () -> Void
        /// Somebody of the staff writes.
        var typing: @Sendable () -> Void
    }

    fileprivate struct Hotel {
        var conversations: [ConversationID: Set<Int>] = [:]
        var seats: [Int: (conversation: ConversationID?, listener: Listener)] = [:]
        var subscription: (any AnyObject & Sendable)?
        var isJoining = false
    }

    private struct State {
        var hotels: [PropertyID: Hotel] = [:]
        var lastID = 0
    }

    private let follow: Follow
    private let state = Mutex(State())

    init(follow: @escaping Follow) {
        self.follow = follow
    }

    /// Takes a place. It is told nothing until it says which conversation it listens to.
    func join(_ property: PropertyID, _ listener: Listener) -> Seat {
        let id = state.withLock { state in
            state.lastID += 1
            state.hotels[property, default: Hotel()].seats[state.lastID] = (nil, listener)
            return state.lastID
        }
        subscribe(property)
        return Seat(id: id) { [weak self] in self?.leave(property, id) }
    }

    /// Says which conversation a place listens to from now on. What happened to it before is the place's own to read.
    func listen(_ seat: Seat, at property: PropertyID, to conversation: ConversationID) {
        state.withLock { state in
            guard let old = state.hotels[property]?.seats[seat.id], old.conversation != conversation else { return }
            if let previous = old.conversation { state.hotels[property]?.remove(seat.id, from: previous) }
            state.hotels[property]?.seats[seat.id]?.conversation = conversation
            state.hotels[property]?.conversations[conversation, default: []].insert(seat.id)
        }
        subscribe(property)
    }

    private func leave(_ property: PropertyID, _ id: Int) {
        // The last to go takes the subscription along; it is let go of outside of the lock.
        let last = state.withLock { state -> (any AnyObject & Sendable)? in
            let seat = state.hotels[property]?.seats.removeValue(forKey: id)
            if let conversation = seat?.conversation { state.hotels[property]?.remove(id, from: conversation) }
            guard state.hotels[property]?.seats.isEmpty == true, state.hotels[property]?.isJoining == false else {
                return nil
            }
            return state.hotels.removeValue(forKey: property)?.subscription
        }
        withExtendedLifetime(last) {}
    }

    /// Follows the hotel's log unless that is done or being done; a failure is tried again with the next guest or word.
    private func subscribe(_ property: PropertyID) {
        let isFirst = state.withLock { state in
            guard let hotel = state.hotels[property], hotel.subscription == nil, !hotel.isJoining else { return false }
            state.hotels[property]?.isJoining = true
            return true
        }
        guard isFirst else { return }
        Task {
            let subscription = try? await follow(property) { [weak self] in self?.tell(property, $0) }
            let everybody = state.withLock { state in
                state.hotels[property]?.isJoining = false
                state.hotels[property]?.subscription = subscription
                if state.hotels[property]?.seats.isEmpty == true { state.hotels[property] = nil }
                return state.hotels[property]?.seats.values.map(\.listener.wake) ?? []
            }
            // What happened while the log was not followed yet is read once.
            for wake in everybody { wake() }
        }
    }

    private func tell(_ property: PropertyID, _ conversations: Set<ConversationID>) {
        for listener in listeners(property, conversations) { listener.wake() }
    }

    /// Tells a conversation's guest, if they are here, that somebody of the staff writes.
    func staffTypes(_ property: PropertyID, _ conversation: ConversationID) {
        for listener in listeners(property, [conversation]) { listener.typing() }
    }

    private func listeners(_ property: PropertyID, _ conversations: Set<ConversationID>) -> [Listener] {
        state.withLock { state in
            let hotel = state.hotels[property]
            let seats = conversations.reduce(into: Set<Int>()) { $0.formUnion(hotel?.conversations[$1] ?? []) }
            return seats.compactMap { hotel?.seats[$0]?.listener }
        }
    }
}

extension ChatAudience.Hotel {
    fileprivate mutating func remove(_ id: Int, from conversation: ConversationID) {
        conversations[conversation]?.remove(id)
        if conversations[conversation]?.isEmpty == true { conversations[conversation] = nil }
    }
}
