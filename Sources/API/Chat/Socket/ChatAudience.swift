import Domain
import Events
import Logging
import Metrics
import Store
import Synchronization

/// The guests of this node who listen, and what they are woken by: one subscription to each hotel's log, however many
/// guests there are.
final class ChatAudience: Sendable {
    /// What a hotel's log tells of guests.
    struct News: Sendable {
        /// The guests to whom something happened.
        var guests: Set<GuestID>
        /// Whether some of it is not known.
        var hasGap = false
    }

    /// Follows a hotel's log. Ends when let go of.
    typealias Follow =
        @Sendable (PropertyID, _ listener: @escaping @Sendable (News) -> Void) async throws -> any AnyObject & Sendable

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
        /// Something may have happened that nobody told of.
        var gap: @Sendable () -> Void
        /// Somebody of the staff writes.
        var typing: @Sendable () -> Void
    }

    private struct Place {
        var guest: GuestID
        /// The conversation whose typing it is told of.
        var conversation: ConversationID?
        var listener: Listener
    }

    private struct Hotel {
        var guests: [GuestID: Set<Int>] = [:]
        var seats: [Int: Place] = [:]
        var subscription: (any AnyObject & Sendable)?
        var isJoining = false

        var listeners: [Listener] { seats.values.map(\.listener) }
    }

    private struct State {
        var hotels: [PropertyID: Hotel] = [:]
        var lastID = 0
    }

    private let follow: Follow
    private let backoff: RetryBackoff
    private let logger: Logger
    private let gaps: Counter
    private let state = Mutex(State())

    /// Makes one without guests.
    ///
    /// - Parameters:
    ///   - backoff: how long to wait before a log that could not be followed is tried again.
    ///   - gaps: counts the places that were told of a gap.
    init(
        backoff: RetryBackoff = RetryBackoff(base: .milliseconds(200), cap: .seconds(5)),
        logger: Logger,
        gaps: Counter = Counter(label: "gateway_chat_gaps_total"),
        follow: @escaping Follow
    ) {
        self.follow = follow
        self.backoff = backoff
        self.logger = logger
        self.gaps = gaps
    }

    /// Takes a guest's place. What happened before is the place's own to read.
    func join(_ property: PropertyID, as guest: GuestID, _ listener: Listener) -> Seat {
        let id = state.withLock { state in
            state.lastID += 1
            state.hotels[property, default: Hotel()].seats[state.lastID] = Place(guest: guest, listener: listener)
            state.hotels[property]?.guests[guest, default: []].insert(state.lastID)
            return state.lastID
        }
        subscribe(property)
        return Seat(id: id) { [weak self] in self?.leave(property, id) }
    }

    /// Says whose typing a place is told of from now on.
    func listen(_ seat: Seat, at property: PropertyID, to conversation: ConversationID) {
        state.withLock { $0.hotels[property]?.seats[seat.id]?.conversation = conversation }
    }

    private func leave(_ property: PropertyID, _ id: Int) {
        // The last to go takes the subscription along; it is let go of outside of the lock.
        let last = state.withLock { state -> (any AnyObject & Sendable)? in
            if let guest = state.hotels[property]?.seats.removeValue(forKey: id)?.guest {
                state.hotels[property]?.guests[guest]?.remove(id)
                if state.hotels[property]?.guests[guest]?.isEmpty == true {
                    state.hotels[property]?.guests[guest] = nil
                }
            }
            guard state.hotels[property]?.seats.isEmpty == true, state.hotels[property]?.isJoining == false else {
                return nil
            }
            return state.hotels.removeValue(forKey: property)?.subscription
        }
        withExtendedLifetime(last) {}
    }

    /// Follows the hotel's log unless that is done or being done.
    private func subscribe(_ property: PropertyID) {
        let isFirst = state.withLock { state in
            guard let hotel = state.hotels[property], hotel.subscription == nil, !hotel.isJoining else { return false }
            state.hotels[property]?.isJoining = true
            return true
        }
        if isFirst { Task { await keepTrying(property) } }
    }

    /// Follows a log, as often as it takes, while somebody listens.
    private func keepTrying(_ property: PropertyID) async {
        var failures = 0
        while true {
            do {
                let subscription = try await follow(property) { [weak self] in self?.tell(property, $0) }
                // What happened while the log was not followed yet is read once.
                for listener in joined(property, subscription) { listener.wake() }
                return
            } catch {
                failures += 1
                if failures == 1 {
                    logger.warning(
                        "guests at the chat cannot be told what happens; it is tried again",
                        metadata: ["property": "\(property)", "error": "\(error)"]
                    )
                    tellGap(state.withLock { $0.hotels[property]?.listeners ?? [] })
                }
                let pause = backoff.delay(afterAttempt: failures, jitter: .random(in: 0..<1))
                // Cut short only by cancellation, and then there is nothing left to try for.
                var isOver = error is EventPublisherStopped
                if !isOver { isOver = (try? await Task.sleep(for: pause)) == nil }
                let isAlone = state.withLock { state in
                    guard isOver || state.hotels[property]?.seats.isEmpty != false else { return false }
                    state.hotels[property]?.isJoining = false
                    if state.hotels[property]?.seats.isEmpty == true { state.hotels[property] = nil }
                    return true
                }
                if isAlone { return }
            }
        }
    }

    private func joined(_ property: PropertyID, _ subscription: any AnyObject & Sendable) -> [Listener] {
        state.withLock { state in
            state.hotels[property]?.isJoining = false
            state.hotels[property]?.subscription = subscription
            if state.hotels[property]?.seats.isEmpty == true { state.hotels[property] = nil }
            return state.hotels[property]?.listeners ?? []
        }
    }

    private func tell(_ property: PropertyID, _ news: News) {
        if news.hasGap { return tellGap(state.withLock { $0.hotels[property]?.listeners ?? [] }) }
        let told = state.withLock { state -> [Listener] in
            guard let hotel = state.hotels[property] else { return [] }
            return news.guests.flatMap { hotel.guests[$0] ?? [] }.compactMap { hotel.seats[$0]?.listener }
        }
        for listener in told { listener.wake() }
    }

    private func tellGap(_ listeners: [Listener]) {
        gaps.increment(by: listeners.count)
        for listener in listeners { listener.gap() }
    }

    /// Tells a conversation's guest, if they are here, that somebody of the staff writes.
    func staffTypes(_ property: PropertyID, _ conversation: ConversationID) {
        let told = state.withLock { state in
            state.hotels[property]?.seats.values.filter { $0.conversation == conversation }.map(\.listener) ?? []
        }
        for listener in told { listener.typing() }
    }
}

extension ChatAudience.News {
    /// What of a batch is about guests.
    init(_ batch: PublishedBatch) {
        guests = Set(batch.events.compactMap { $0.conversation?.guestID })
        hasGap = batch.gap != nil || batch.events.contains { $0.conversationID != nil && $0.conversation == nil }
    }
}
