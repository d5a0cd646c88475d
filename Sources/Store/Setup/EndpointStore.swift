package import Domain
package import Postgres

/// An endpoint to be added.
package struct NewEndpoint: Sendable {
    package var property: PropertyID
    package var channel: ChannelKind
    /// Who carries it, for example `whatsapp` for Meta's own API.
    package var provider: String
    /// The provider's name for it; for WhatsApp the phone number id.
    package var address: String
    package var displayName = ""
    /// How long a burst may gather here: 0, or 200 to 3000 ms; nil takes the channel's own.
    package var accumulation: Duration?
    /// What a guest who begins to write here is greeted with, once; nil greets nobody.
    package var welcome: String?
    /// Web pages besides our own that may hold a chat here, such as `https://www.hotel.example`.
    package var origins: [String] = []

    /// Names what it cannot be without.
    package init(property: PropertyID, channel: ChannelKind, provider: String, address: String) {
        self.property = property
        self.channel = channel
        self.provider = provider
        self.address = address
    }
}

/// An endpoint as people are shown it: without its credentials.
package struct EndpointSummary: Sendable, Hashable {
    package let id: EndpointID
    /// The hotel's slug.
    package let property: String
    package let channel: String
    package let provider: String
    package let address: String
    package let displayName: String
    package let isEnabled: Bool
    /// Whether it is closed and still sends what is said there.
    package let isDraining: Bool
    package let hasCredentials: Bool
    /// Why nothing is sent there for now; nil when something is.
    package let pausedReason: String?
}

/// Sets endpoints up.
package struct EndpointStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Adds an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: what it is.
    ///   - credentials: its secrets in the clear; nil adds it without.
    ///   - box: seals them.
    /// - Throws: ``SetupError`` when provider and address are taken or a part is not as it must be.
    @discardableResult
    package func add(
        _ endpoint: NewEndpoint,
        credentials: [UInt8]? = nil,
        box: SecretBox?
    ) async throws -> EndpointID {
        if let welcome = endpoint.welcome, !endpoint.channel.takesWhole(welcome) {
            throw SetupError("a welcome on \(endpoint.channel.rawValue) is one message, and this one is too long")
        }
        // Secrets are sealed for one row, so its id comes first.
        let made = try await executor.query(SQL("SELECT uuid_v7() AS id").named("endpoint.id"))
        guard let id = try made.first?.get("id", as: EndpointID.self) else { throw SetupError("no id was made") }
        let sealed = try Self.seal(credentials, box, id)
        let sentences = [
            "endpoints_provider_address_key":
                "there is already an endpoint \(endpoint.provider) \(endpoint.address); an address belongs to one hotel only",
            "endpoints_accumulation_ms_check": "accumulation is 0 or 200 to 3000 milliseconds",
            "endpoints_welcome_check": "a welcome has 1 to 4000 characters",
            "endpoints_address_check": "an address has 1 to 320 characters",
            "endpoints_provider_check": "a provider's name has 1 to 64 characters",
            "endpoints_origins_check": "a chat is held by at most 20 web pages",
        ]
        try await SetupError.explaining(sentences) {
            _ = try await executor.query(
                SQL(
                    """
                    INSERT INTO endpoints (id, property_id, channel, provider, address, display_name, credentials, accumulation_ms, welcome, origins)
                    VALUES (\(id), \(endpoint.property), \(endpoint.channel.rawValue), \(endpoint.provider),
                        \(endpoint.address), \(endpoint.displayName), \(sealed),
                        \(endpoint.accumulation.map { Int32(clamping: Int($0.milliseconds)) }),
                        \(endpoint.welcome), \(endpoint.origins))
                    """
                ).named("endpoint.add")
            )
        }
        return id
    }

    /// Replaces an endpoint's credentials, and ends whatever was good beside them; nodes notice by its generation.
    ///
    /// - Throws: ``SetupError`` when there is no such endpoint or no key to seal with.
    package func setCredentials(_ credentials: [UInt8], of id: EndpointID, box: SecretBox?) async throws {
        let sealed = try Self.seal(credentials, box, id)
        let rows = try await executor.query(
            SQL(
                """
                UPDATE endpoints SET credentials = \(sealed), retiring_credentials = NULL, retiring_until = NULL,
                    generation = generation + 1
                WHERE id = \(id) RETURNING id
                """
            )
            .named("endpoint.credentials")
        )
        if rows.isEmpty { throw SetupError("there is no endpoint \(id)") }
    }

    /// Opens or closes an endpoint. What guests write to a closed one is kept or refused.
    ///
    /// - Parameter deliveries: what becomes of words that are to go out at one that is closed.
    /// - Throws: ``SetupError`` when there is no such endpoint.
    package func setEnabled(
        _ isEnabled: Bool,
        provider: String,
        address: String,
        deliveries: ClosedDeliveries = .drain
    ) async throws {
        let rows = try await executor.query(
            SQL(
                """
                UPDATE endpoints SET enabled = \(isEnabled), draining = \(!isEnabled && deliveries == .drain),
                    generation = generation + 1
                WHERE provider = \(provider) AND address = \(address) RETURNING id
                """
            ).named("endpoint.enable")
        )
        if rows.isEmpty { throw SetupError("there is no endpoint \(provider) \(address)") }
    }

    /// All endpoints, by hotel, provider and address.
    package func list() async throws -> [EndpointSummary] {
        let rows = try await executor.query(
            SQL(
                """
                SELECT e.id, p.slug, e.channel, e.provider, e.address, e.display_name, e.enabled, e.draining,
                       e.credentials IS NOT NULL AS sealed,
                       CASE WHEN e.paused_until > now() THEN coalesce(e.paused_reason, 'paused') END AS paused
                FROM endpoints e JOIN properties p ON p.id = e.property_id
                ORDER BY p.slug, e.provider, e.address
                """
            ).named("endpoint.list")
        )
        return try rows.map { row in
            EndpointSummary(
                id: try row.get("id"),
                property: try row.get("slug"),
                channel: try row.get("channel"),
                provider: try row.get("provider"),
                address: try row.get("address"),
                displayName: try row.get("display_name"),
                isEnabled: try row.get("enabled"),
                isDraining: try row.get("draining"),
                hasCredentials: try row.get("sealed"),
                pausedReason: try row.get("paused")
            )
        }
    }

    /// The endpoint a provider calls by this address, or nil.
    package func find(provider: String, address: String) async throws -> EndpointID? {
        let rows = try await executor.query(
            SQL("SELECT id FROM endpoints WHERE provider = \(provider) AND address = \(address)").named("endpoint.find")
        )
        return try rows.first?.get("id")
    }

    /// An endpoint's sealed credentials; nil when it has none, or is not of this hotel.
    package func sealedCredentials(of id: EndpointID, at property: PropertyID) async throws -> Bytes? {
        let rows = try await executor.query(
            SQL("SELECT credentials FROM endpoints WHERE id = \(id) AND property_id = \(property)")
                .named("endpoint.sealed")
        )
        return try rows.first?.get("credentials", as: Bytes?.self)
    }

    private static func seal(_ credentials: [UInt8]?, _ box: SecretBox?, _ id: EndpointID) throws -> Bytes? {
        guard let credentials else { return nil }
        guard let box else { throw SetupError("credentials need secrets.key: nothing is stored in the clear") }
        return Bytes(try box.seal(credentials, for: .endpointCredentials, row: id.rawValue))
    }
}
