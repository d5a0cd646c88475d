package import Channels
package import Domain
package import Logging
package import Store
import Synchronization

/// What this node knows of the endpoints: read at the start, read anew every few seconds and when one is missing.
///
/// Verification works from it alone, so webhooks are told true from false even while the database is away.
package final class EndpointDirectory: Sendable {
    /// An endpoint with its credentials open.
    package struct Entry: Sendable {
        package let id: EndpointID
        package let property: PropertyID
        package let provider: String
        package let address: String
        package let generation: Int
        package let isEnabled: Bool
        /// Nil when it has none, or they could not be opened.
        package let credentials: EndpointCredentials?
    }

    private struct Address: Hashable {
        let provider: String
        let address: String
    }

    private struct State {
        var byAddress: [Address: Entry] = [:]
        var byID: [EndpointID: Entry] = [:]
        var secrets: [String: [String]] = [:]
        var verifyTokens: [String: [String]] = [:]
        var lastRead: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let reader: EndpointReader
    private let open: @Sendable (EndpointRecord) throws -> EndpointCredentials?
    private let logger: Logger

    /// Prepares an empty directory.
    ///
    /// - Parameters:
    ///   - reader: where endpoints are read.
    ///   - logger: told of credentials that cannot be opened, without them.
    ///   - open: unseals an endpoint's credentials.
    package init(
        reader: EndpointReader,
        logger: Logger,
        open: @escaping @Sendable (EndpointRecord) throws -> EndpointCredentials?
    ) {
        self.reader = reader
        self.logger = logger
        self.open = open
    }

    /// Reads every endpoint. Credentials are opened only when their endpoint's generation moved.
    package func refresh() async throws {
        let records = try await reader.all()
        let known = state.withLock { $0.byID }
        var entries: [Entry] = []
        for record in records {
            if let old = known[record.id], old.generation == record.generation, old.isEnabled == record.isEnabled {
                entries.append(old)
                continue
            }
            entries.append(entry(record))
        }
        state.withLock { state in
            state.byAddress = Dictionary(
                entries.map { (Address(provider: $0.provider, address: $0.address), $0) },
                uniquingKeysWith: { first, _ in first }
            )
            state.byID = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            state.secrets = Self.gather(entries) { $0.appSecrets }
            state.verifyTokens = Self.gather(entries) { [$0.verifyToken] }
            state.lastRead = .now
        }
    }

    /// The endpoint a provider calls by this address.
    package func endpoint(provider: String, address: String) -> Entry? {
        state.withLock { $0.byAddress[Address(provider: provider, address: address)] }
    }

    /// The endpoint, reading the table again when it is missing, though not more than once a second: strangers may ask.
    package func endpointReading(provider: String, address: String) async throws -> Entry? {
        if let entry = endpoint(provider: provider, address: address) { return entry }
        let isFresh = state.withLock { $0.lastRead.map { .now - $0 < .seconds(1) } ?? false }
        guard !isFresh else { return nil }
        try await refresh()
        return endpoint(provider: provider, address: address)
    }

    /// An endpoint by its id.
    package func endpoint(_ id: EndpointID) -> Entry? {
        state.withLock { $0.byID[id] }
    }

    /// Everything a provider's deliveries may be signed with.
    package func secrets(of provider: String) -> [String] {
        state.withLock { $0.secrets[provider] ?? [] }
    }

    /// Everything a provider may show when it asks whether the address is ours.
    package func verifyTokens(of provider: String) -> [String] {
        state.withLock { $0.verifyTokens[provider] ?? [] }
    }

    private func entry(_ record: EndpointRecord) -> Entry {
        var credentials: EndpointCredentials?
        do {
            credentials = try open(record)
        } catch {
            logger.error(
                "the credentials of an endpoint cannot be opened",
                metadata: ["endpoint": "\(record.id)", "provider": "\(record.provider)"]
            )
        }
        return Entry(
            id: record.id,
            property: record.property,
            provider: record.provider,
            address: record.address,
            generation: record.generation,
            isEnabled: record.isEnabled,
            credentials: credentials
        )
    }

    /// The distinct words of all endpoints of each provider.
    private static func gather(_ entries: [Entry], _ words: (EndpointCredentials) -> [String]) -> [String: [String]] {
        var gathered: [String: Set<String>] = [:]
        for entry in entries {
            guard let credentials = entry.credentials else { continue }
            gathered[entry.provider, default: []].formUnion(words(credentials).filter { !$0.isEmpty })
        }
        return gathered.mapValues(Array.init)
    }
}
