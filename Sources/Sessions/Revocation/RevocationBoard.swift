import Domain
import Foundation
import Postgres
import Store
import Synchronization

/// What was taken back before its time, known to this node: read whole from the database twice a second, asked for
/// every request without waiting.
///
/// A node that has not read it within the last second believes no token before it has: revocation takes a second
/// everywhere or nobody gets in. While the database cannot be read, that is 503 for everybody; no route of people could
/// do anything without it.
package final class RevocationBoard: Sendable {
    private struct State {
        /// The generation below which a session's tokens are refused.
        var sessions: [SessionID: Int] = [:]
        var keys: Set<APIKeyID> = []
        var known: Set<Int64> = []
        /// When the read began that all this is from.
        var asOf: ContinuousClock.Instant?
        /// PostgreSQL's time at a moment of ours.
        var clock: (database: Date, own: ContinuousClock.Instant)?
        var reading: Task<Void, any Error>?
        var listeners: [Int: AsyncStream<AuthorityChange>.Continuation] = [:]
        var listenerCount = 0
    }

    private let state = Mutex(State())
    private let store: RevocationStore
    private let span: Duration
    private let greatestAge: Duration

    /// Reads what was taken back within `span`; what it knows counts for `greatestAge`.
    init(store: RevocationStore, span: Duration, greatestAge: Duration) {
        self.store = store
        self.span = span
        self.greatestAge = greatestAge
    }

    /// Makes sure that the board is of the last second.
    ///
    /// - Throws: when it cannot be read.
    func requireFresh() async throws {
        if let age, age <= greatestAge { return }
        try await read()
    }

    /// How old what it knows is; nil before the first reading.
    package var age: Duration? { state.withLock { $0.asOf.map { .now - $0 } } }

    /// PostgreSQL's time, as well as this node knows it: at most a round trip late.
    var now: Date {
        state.withLock { state in
            guard let (database, own) = state.clock else { return Date() }
            return database.addingTimeInterval((.now - own) / .seconds(1))
        }
    }

    /// Whether tokens of a session's generation are refused.
    func refuses(_ session: SessionID, generation: Int) -> Bool {
        state.withLock { generation < $0.sessions[session] ?? .min }
    }

    /// Whether a service's key is refused.
    func refuses(_ key: APIKeyID) -> Bool {
        state.withLock { $0.keys.contains(key) }
    }

    /// Everything taken back from now on, as this node learns of it. Bounded by what people do in the time it takes to
    /// close a socket; end the task that reads it to stop.
    package func changes() -> AsyncStream<AuthorityChange> {
        let (stream, continuation) = AsyncStream.makeStream(of: AuthorityChange.self)
        let number = state.withLock { state in
            state.listenerCount += 1
            state.listeners[state.listenerCount] = continuation
            return state.listenerCount
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in _ = state.listeners.removeValue(forKey: number) }
        }
        return stream
    }

    /// Reads the board, once for all who ask meanwhile.
    package func read() async throws {
        let task = state.withLock { state in
            if let reading = state.reading { return reading }
            let task = Task { try await self.readAlone() }
            state.reading = task
            return task
        }
        try await task.value
    }

    /// Learns what this node has just taken back, so that it need not wait for its own word. What was committed is done
    /// whether or not it can be read now: until it can, no token is believed here.
    package func catchUp() async {
        do {
            // One that is under way may have begun before the change was committed.
            if state.withLock({ $0.reading != nil }) { try await read() }
            try await read()
        } catch {
            state.withLock { $0.asOf = nil }
        }
    }

    private func readAlone() async throws {
        defer { state.withLock { $0.reading = nil } }
        let began = ContinuousClock.now
        let (now, revocations) = try await store.since(span)
        let own = ContinuousClock.now
        let (changes, listeners) = state.withLock { state in
            state.asOf = began
            state.clock = (now, own)
            let news = revocations.filter { !state.known.contains($0.id) }
            state.known = Set(revocations.map(\.id))
            state.sessions = [:]
            state.keys = []
            for revocation in revocations {
                switch revocation.subject {
                case .session(let id):
                    state.sessions[id] = max(state.sessions[id] ?? .min, revocation.belowGeneration ?? .max)
                case .key(let id):
                    state.keys.insert(id)
                }
            }
            return (news.map(\.change), Array(state.listeners.values))
        }
        for change in changes {
            for listener in listeners { listener.yield(change) }
        }
    }
}

extension Revocation {
    /// What it means to whoever is connected.
    fileprivate var change: AuthorityChange {
        let kind: AuthorityChange.Kind = belowGeneration == nil ? .ended : .roleChanged
        return switch subject {
        case .session(let id): AuthorityChange(subject: .session(id), kind: kind)
        case .key(let id): AuthorityChange(subject: .key(id), kind: kind)
        }
    }
}
