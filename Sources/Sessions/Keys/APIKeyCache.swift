import Domain
import Postgres
import Store
import Synchronization

/// Looks services' keys up, at most once a second each, and remembers which were used.
final class APIKeyCache: Sendable {
    private struct Entry {
        var principal: Principal?
        var isRevoked: Bool
        var readAt: ContinuousClock.Instant
    }

    private struct State {
        var entries: [APIKeyToken: Entry] = [:]
        var used: Set<APIKeyID> = []
    }

    private let state = Mutex(State())
    private let store: APIKeyStore
    private let greatestAge: Duration
    private let unknown: UnknownCredentials
    /// All are forgotten when there are more: whoever makes keys up must not fill memory.
    private let most = 10_000

    init(store: APIKeyStore, greatestAge: Duration, unknown: UnknownCredentials) {
        self.store = store
        self.unknown = unknown
        self.greatestAge = greatestAge
    }

    /// Whom a key speaks for.
    ///
    /// - Parameter address: where it came from; what is not known yet is counted there, unless it was good a moment ago.
    /// - Throws: ``TokenFailure`` for one that was revoked or never was, ``TooManyUnknownCredentials``.
    func principal(_ key: APIKeyToken, from address: String?) async throws -> Principal {
        let known = state.withLock { $0.entries[key] }
        if let known, .now - known.readAt <= greatestAge {
            if known.isRevoked { throw TokenFailure.revoked }
            guard let principal = known.principal else { throw TokenFailure.invalid }
            state.withLock { _ = $0.used.insert(key.id) }
            return principal
        }
        if known?.principal != nil { return try await look(key) }
        return try await unknown.looking(from: address) { try await look(key) }
    }

    private func look(_ key: APIKeyToken) async throws -> Principal {
        let readAt = ContinuousClock.now
        let record = try await store.find(key.id)
        let isRight = record?.hash.array == key.hash
        let isRevoked = isRight && record?.isRevoked == true
        let principal = isRight && !isRevoked ? record?.principal : nil
        state.withLock { state in
            if state.entries.count >= most { state.entries.removeAll() }
            state.entries[key] = Entry(principal: principal, isRevoked: isRevoked, readAt: readAt)
            if principal != nil { state.used.insert(key.id) }
        }
        if isRevoked { throw TokenFailure.revoked }
        guard let principal else { throw TokenFailure.invalid }
        return principal
    }

    /// Writes down which keys were used since the last time.
    func noteUse() async throws {
        let used = state.withLock { state in
            defer { state.used = [] }
            return state.used
        }
        guard !used.isEmpty else { return }
        try await store.touch(used)
    }
}
