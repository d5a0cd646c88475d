import Channels
import Domain
import Logging
import Store
import Synchronization

/// The directory's content: replaced as a whole, looked up from anywhere.
final class EndpointPages: Sendable {
    private struct Address: Hashable {
        let provider: String
        let address: String
    }

    private struct State {
        var byAddress: [Address: EndpointDirectory.Entry] = [:]
        var byID: [EndpointID: EndpointDirectory.Entry] = [:]
        var secrets: [String: [String]] = [:]
        var verifyTokens: [String: [String]] = [:]
        /// What was replaced, by provider; hardly ever is there any.
        var retiring: [String: [EndpointDirectory.Entry.Retiring]] = [:]
        var origins: [String: Set<String>] = [:]
    }

    private let state = Mutex(State())

    /// Takes what was read. An endpoint that did not change keeps the credentials that were opened before.
    ///
    /// - Parameter readAt: when the reading began.
    func replace(
        by records: [EndpointRecord],
        readAt: ContinuousClock.Instant,
        _ logger: Logger,
        _ open: (EndpointRecord) throws -> EndpointCredentials?
    ) {
        let known = state.withLock { $0.byID }
        let entries = records.map { record in
            if let old = known[record.id], old.generation == record.generation, old.isEnabled == record.isEnabled {
                return old
            }
            return Self.entry(record, readAt, logger, open)
        }
        state.withLock { state in
            state.byAddress = Dictionary(
                entries.map { (Address(provider: $0.provider, address: $0.address), $0) },
                uniquingKeysWith: { first, _ in first }
            )
            state.byID = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            state.secrets = Self.gather(entries) { $0.appSecrets }
            state.verifyTokens = Self.gather(entries) { [$0.verifyToken] }
            state.retiring = entries.reduce(into: [:]) { all, entry in
                if let retiring = entry.retiring { all[entry.provider, default: []].append(retiring) }
            }
            state.origins = entries.reduce(into: [:]) { $0[$1.provider, default: []].formUnion($1.origins) }
        }
    }

    func entry(_ provider: String, _ address: String) -> EndpointDirectory.Entry? {
        state.withLock { $0.byAddress[Address(provider: provider, address: address)] }
    }

    func entry(_ id: EndpointID) -> EndpointDirectory.Entry? {
        state.withLock { $0.byID[id] }
    }

    func secrets(of provider: String) -> [String] {
        words(of: provider, \.secrets) { $0.appSecrets }
    }

    func origins(of provider: String) -> Set<String> {
        state.withLock { $0.origins[provider] ?? [] }
    }

    func verifyTokens(of provider: String) -> [String] {
        words(of: provider, \.verifyTokens) { [$0.verifyToken].filter { !$0.isEmpty } }
    }

    /// What is good for good, and what is for a while yet.
    private func words(
        of provider: String,
        _ lasting: KeyPath<State, [String: [String]]>,
        _ part: (EndpointCredentials) -> [String]
    ) -> [String] {
        let (all, retiring) = state.withLock { ($0[keyPath: lasting][provider] ?? [], $0.retiring[provider] ?? []) }
        guard !retiring.isEmpty else { return all }
        let now = ContinuousClock.now
        return all + retiring.filter { now < $0.deadline }.flatMap { part($0.credentials) }
    }

    private static func entry(
        _ record: EndpointRecord,
        _ readAt: ContinuousClock.Instant,
        _ logger: Logger,
        _ open: (EndpointRecord) throws -> EndpointCredentials?
    ) -> EndpointDirectory.Entry {
        func opened(_ record: EndpointRecord) -> EndpointCredentials? {
            do {
                return try open(record)
            } catch {
                logger.error(
                    "the credentials of an endpoint cannot be opened",
                    metadata: ["endpoint": "\(record.id)", "provider": "\(record.provider)"]
                )
                return nil
            }
        }
        var retiring: EndpointDirectory.Entry.Retiring?
        if let remaining = record.retiring?.remaining, let old = record.retired.flatMap(opened) {
            retiring = .init(credentials: old, deadline: readAt + remaining)
        }
        return EndpointDirectory.Entry(
            id: record.id,
            property: record.property,
            provider: record.provider,
            channel: record.channel,
            address: record.address,
            generation: record.generation,
            isEnabled: record.isEnabled,
            current: opened(record),
            retiring: retiring,
            origins: record.origins,
            greets: record.greets
        )
    }

    /// The distinct words of all endpoints of each provider.
    private static func gather(
        _ entries: [EndpointDirectory.Entry],
        _ words: (EndpointCredentials) -> [String]
    ) -> [String: [String]] {
        var gathered: [String: Set<String>] = [:]
        for entry in entries {
            guard let credentials = entry.current else { continue }
            gathered[entry.provider, default: []].formUnion(words(credentials).filter { !$0.isEmpty })
        }
        return gathered.mapValues(Array.init)
    }
}
