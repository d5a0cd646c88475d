package import Channels
package import Domain
package import Logging
package import Store
import Synchronization

/// What this node knows of the endpoints: read at the start, anew within a second of any change, and
/// when one is missing.
///
/// Verification works from it alone, so webhooks are told true from false even while the database is away.
package final class EndpointDirectory: Sendable {
    /// An endpoint with its credentials open.
    package struct Entry: Sendable {
        package let id: EndpointID
        package let property: PropertyID
        package let provider: String
        package let channel: ChannelKind
        package let address: String
        package let generation: Int
        package let isEnabled: Bool
        /// What was set last; nil when it has none, or they could not be opened.
        let current: EndpointCredentials?
        /// What was replaced and is good for a while yet.
        let retiring: Retiring?
        /// Web pages besides our own that may hold a chat here.
        package let origins: [String]
        /// Whether a guest who begins to write here is greeted.
        package let greets: Bool

        /// Credentials that were replaced.
        struct Retiring: Sendable {
            let credentials: EndpointCredentials
            let deadline: ContinuousClock.Instant
        }

        /// What is good now: where one secret replaces another, the new one first and the old one behind it, to check what
        /// others sign and to sign what a channel service gets. An access token is ours to show, and only the new one is;
        /// verify tokens are gathered by provider. Nil when it has none, or they could not be opened.
        package var credentials: EndpointCredentials? {
            guard var all = current, let retiring, .now < retiring.deadline else { return current }
            all.appSecrets += retiring.credentials.appSecrets.filter { !all.appSecrets.contains($0) }
            return all
        }
    }

    private let pages = EndpointPages()
    private let readings: Coalescer<Void, Void>
    private let reader: EndpointReader
    /// How the table stood before it was last read because of that.
    private let mark = Mutex<String?>(nil)

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
        let pages = pages
        // One reading at a time, shared by all who asked before it began: an older table never replaces a newer one.
        readings = Coalescer(maxBatch: 10_000, maxFlights: 1, maxWaiting: 10_000) { tickets in
            do {
                let asked = ContinuousClock.now
                pages.replace(by: try await reader.all(), readAt: asked, logger, open)
                for ticket in tickets { ticket.resolve(.success(())) }
            } catch {
                for ticket in tickets { ticket.resolve(.failure(error)) }
            }
        }
    }

    /// Reads every endpoint, in a reading that begins after this call. Credentials are opened only when their
    /// endpoint's generation moved.
    package func refresh() async throws {
        try await readings.submit(())
    }

    /// Reads every endpoint when any of them changed since the last such reading. One caller at a time.
    package func refreshIfChanged() async throws {
        let seen = try await reader.mark()
        guard mark.withLock({ $0 }) != seen else { return }
        try await refresh()
        // It is older than what was read: whatever came between is read again, and nothing is missed.
        mark.withLock { $0 = seen }
    }

    /// The endpoint a provider calls by this address.
    package func endpoint(provider: String, address: String) -> Entry? {
        pages.entry(provider, address)
    }

    /// The endpoint, reading the table again when it is missing: a hotel may have added it a moment ago.
    ///
    /// Only for who has shown a secret we know. Readings are shared, so that many who ask cost no more than one.
    package func endpointReading(provider: String, address: String) async throws -> Entry? {
        if let entry = endpoint(provider: provider, address: address) { return entry }
        try await refresh()
        return endpoint(provider: provider, address: address)
    }

    /// An endpoint by its id, reading the table again when this node knows only an older generation of it.
    package func endpoint(_ id: EndpointID, generation: Int) async throws -> Entry? {
        if let entry = pages.entry(id), entry.generation >= generation { return entry }
        try await refresh()
        return pages.entry(id)
    }

    /// Whether any endpoint of a provider lets this web page hold a chat.
    package func allows(origin: String, provider: String) -> Bool {
        pages.origins(of: provider).contains(origin)
    }

    /// Everything a provider's deliveries may be signed with.
    package func secrets(of provider: String) -> [String] {
        pages.secrets(of: provider)
    }

    /// Everything a provider may show when it asks whether the address is ours.
    package func verifyTokens(of provider: String) -> [String] {
        pages.verifyTokens(of: provider)
    }
}
