package import Domain
package import Foundation
package import Postgres

/// An endpoint as people see it: whether there are credentials, and never which.
package struct EndpointDetails: Sendable, Hashable {
    package let id: EndpointID
    package let channel: ChannelKind
    package let provider: String
    package let address: String
    package let displayName: String
    package let isEnabled: Bool
    /// Whether it is closed and still sends what is said there, until nothing is left.
    package let isDraining: Bool
    /// Since when it has been closed.
    package let closedAt: Date?
    package let welcome: String?
    /// Web pages besides our own that may hold a chat here.
    package let origins: [String]
    package let accumulationMs: Int?
    package let hasCredentials: Bool
    /// Until when secrets that were replaced are good beside the new ones.
    package let retiringUntil: Date?
    package let pausedUntil: Date?
    package let pausedReason: String?
    /// Rises with every change.
    package let generation: Int
    package let createdAt: Date
}

/// What becomes of words that are to go out at an endpoint that is closed.
package enum ClosedDeliveries: String, Sendable, CaseIterable {
    /// They are sent, and what is said meanwhile; it is over when nothing is left.
    case drain
    /// They wait until it is open again.
    case park
}

/// What is to change at an endpoint; nil leaves a part as it is.
package struct EndpointChange: Sendable, Hashable {
    package var displayName: String?
    package var isEnabled: Bool?
    /// For one that is closed; nil drains one that was open, and leaves any other as it is.
    package var deliveries: ClosedDeliveries?
    package var welcome = Patch<String>.keep
    package var origins: [String]?
    package var accumulationMs = Patch<Int>.keep
    /// Sealed for the endpoint's row.
    package var credentials: Bytes?
    /// Whether secrets that were replaced before are good no longer.
    package var endsOverlap = false

    /// Changes nothing yet.
    package init() {}

    /// The names of what changes.
    package var names: [String] {
        var names: [String] = []
        if displayName != nil { names.append("displayName") }
        if isEnabled != nil { names.append("enabled") }
        if deliveries != nil { names.append("deliveries") }
        if welcome.isChange { names.append("welcome") }
        if origins != nil { names.append("origins") }
        if accumulationMs.isChange { names.append("accumulationMs") }
        if credentials != nil { names.append("credentials") }
        return names
    }
}

/// Endpoints, kept by the hotel's own people.
package struct EndpointDesk: Sendable {
    let scope: PropertyScope

    /// Sees the scope's hotel alone.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    private static let columns: SQL = """
        id, channel, provider, address, display_name, enabled, draining, closed_at, welcome, origins, accumulation_ms,
        has_credentials, retiring_until, paused_until, paused_reason, generation, created_at
        """

    /// A page by provider and address.
    ///
    /// - Parameter last: the provider and address last seen.
    package func list(after last: (provider: String, address: String)?, limit: Int) async throws -> [EndpointDetails] {
        try await scope.query(
            SQL(
                """
                SELECT \(fragment: Self.columns) FROM endpoints
                WHERE property_id = \(scope.property)
                  AND (\(last?.provider)::text IS NULL OR (provider, address) > (\(last?.provider), \(last?.address)))
                ORDER BY provider, address LIMIT \(Int32(clamping: limit))
                """
            ).named("endpoint.page")
        ).map(Self.details)
    }

    /// An endpoint; nil when there is no such one here.
    package func find(_ id: EndpointID) async throws -> EndpointDetails? {
        try await scope.query(
            SQL("SELECT \(fragment: Self.columns) FROM endpoints WHERE id = \(id) AND property_id = \(scope.property)")
                .named("endpoint.details")
        ).first.map(Self.details)
    }

    /// Adds an endpoint.
    ///
    /// - Parameters:
    ///   - id: its id; secrets are sealed for one row, so that it comes first.
    ///   - credentials: sealed.
    /// - Throws: ``ChangeRefusal`` when somebody has an endpoint with this provider and address, or the hotel has
    ///   ``most`` already.
    package func add(_ id: EndpointID, _ endpoint: NewEndpoint, credentials: Bytes?) async throws -> EndpointDetails {
        let counted = try await scope.query(
            SQL("SELECT count(*) AS count FROM endpoints WHERE property_id = \(scope.property)").named("endpoint.count")
        )
        guard try counted.first?.get("count", as: Int.self) ?? 0 < Self.most else {
            throw ChangeRefusal.inUse("A hotel has \(Self.most) endpoints at most.")
        }
        let refusals = [
            "endpoints_provider_address_key": ChangeRefusal.taken("\(endpoint.provider) \(endpoint.address)")
        ]
        let rows = try await ChangeRefusal.explaining(refusals) {
            try await scope.query(
                SQL(
                    """
                    INSERT INTO endpoints (id, property_id, channel, provider, address, display_name, credentials, accumulation_ms, welcome, origins)
                    VALUES (\(id), \(scope.property), \(endpoint.channel.rawValue), \(endpoint.provider),
                        \(endpoint.address), \(endpoint.displayName), \(credentials),
                        \(endpoint.accumulation.map { Int32(clamping: Int($0.milliseconds)) }), \(endpoint.welcome),
                        \(endpoint.origins))
                    RETURNING \(fragment: Self.columns)
                    """
                ).named("endpoint.open")
            )
        }
        guard let row = rows.first else { throw ChangeRefusal.missing }
        return try Self.details(row)
    }

    /// How many endpoints a hotel has at most: every node keeps all of them in memory.
    package static let most = 200

    /// Holds an endpoint until the transaction ends.
    ///
    /// - Throws: ``ChangeRefusal`` when there is no such endpoint, or it is not the version the caller has seen.
    package func hold(_ id: EndpointID, expecting generation: Int?) async throws {
        let locked = try await scope.query(
            SQL(
                "SELECT generation FROM endpoints WHERE id = \(id) AND property_id = \(scope.property) FOR NO KEY UPDATE"
            )
            .named("endpoint.lock")
        )
        try ChangeRefusal.check(locked, expected: generation)
    }

    /// Changes an endpoint that is held; nodes notice by its generation.
    ///
    /// - Throws: ``ChangeRefusal`` when there is no such endpoint.
    package func change(_ id: EndpointID, _ change: EndpointChange) async throws -> EndpointDetails {
        guard let old = try await find(id) else { throw ChangeRefusal.missing }
        let isEnabled = change.isEnabled ?? old.isEnabled
        let isDraining = !isEnabled && (change.deliveries.map { $0 == .drain } ?? (old.isEnabled || old.isDraining))
        let accumulation = change.accumulationMs.applied(to: old.accumulationMs).map { Int32(clamping: $0) }
        // The old credentials cannot be read here, so that the statement only names them when they change.
        let credentials: SQL = change.credentials.map { ", credentials = \($0)" } ?? ""
        let retiring: SQL = change.endsOverlap ? ", retiring_credentials = NULL, retiring_until = NULL" : ""
        let rows = try await scope.query(
            SQL(
                """
                UPDATE endpoints SET display_name = \(change.displayName ?? old.displayName),
                    enabled = \(isEnabled), draining = \(isDraining), welcome = \(change.welcome.applied(to: old.welcome)),
                    origins = \(change.origins ?? old.origins), accumulation_ms = \(accumulation),
                    generation = generation + 1\(fragment: credentials)\(fragment: retiring)
                WHERE id = \(id) AND property_id = \(scope.property) RETURNING \(fragment: Self.columns)
                """
            ).named("endpoint.change")
        )
        guard let row = rows.first else { throw ChangeRefusal.missing }
        return try Self.details(row)
    }

    /// Gives an endpoint that is held new credentials.
    ///
    /// - Parameters:
    ///   - credentials: sealed.
    ///   - retiring: what is good beside them until a moment, sealed; nil when nothing is.
    /// - Throws: ``ChangeRefusal`` when there is no such endpoint.
    package func rotate(_ id: EndpointID, to credentials: Bytes, retiring: (sealed: Bytes, until: Date)?) async throws
        -> EndpointDetails
    {
        let rows = try await scope.query(
            SQL(
                """
                UPDATE endpoints SET credentials = \(credentials), retiring_credentials = \(retiring?.sealed),
                    retiring_until = \(retiring?.until), generation = generation + 1
                WHERE id = \(id) AND property_id = \(scope.property) RETURNING \(fragment: Self.columns)
                """
            ).named("endpoint.rotate")
        )
        guard let row = rows.first else { throw ChangeRefusal.missing }
        return try Self.details(row)
    }

    /// Erases what was replaced and still good, at an endpoint that is held.
    ///
    /// - Throws: ``ChangeRefusal`` when there is no such endpoint.
    package func endOverlap(_ id: EndpointID) async throws -> EndpointDetails {
        let rows = try await scope.query(
            SQL(
                """
                UPDATE endpoints SET retiring_credentials = NULL, retiring_until = NULL, generation = generation + 1
                WHERE id = \(id) AND property_id = \(scope.property) RETURNING \(fragment: Self.columns)
                """
            ).named("endpoint.end_overlap")
        )
        guard let row = rows.first else { throw ChangeRefusal.missing }
        return try Self.details(row)
    }

    /// Whether a moment is ahead of the database's clock, and no further than this.
    package func isAhead(_ moment: Date, by longest: Duration) async throws -> Bool {
        try await scope.query(
            SQL(
                """
                SELECT \(moment) > now() AND \(moment) <= now() + \(longest.milliseconds) * interval '1 millisecond' AS ahead
                """
            ).named("endpoint.moment")
        ).first?.get("ahead") ?? false
    }

    private static func details(_ row: Row) throws -> EndpointDetails {
        guard let channel = ChannelKind(rawValue: try row.get("channel")) else {
            throw PostgresError(.decoding, "an endpoint has a channel that is none of ours")
        }
        return EndpointDetails(
            id: try row.get("id"),
            channel: channel,
            provider: try row.get("provider"),
            address: try row.get("address"),
            displayName: try row.get("display_name"),
            isEnabled: try row.get("enabled"),
            isDraining: try row.get("draining"),
            closedAt: try row.get("closed_at"),
            welcome: try row.get("welcome"),
            origins: try row.get("origins"),
            accumulationMs: try row.get("accumulation_ms", as: Int32?.self).map(Int.init),
            hasCredentials: try row.get("has_credentials"),
            retiringUntil: try row.get("retiring_until"),
            pausedUntil: try row.get("paused_until"),
            pausedReason: try row.get("paused_reason"),
            generation: Int(try row.get("generation", as: Int32.self)),
            createdAt: try row.get("created_at")
        )
    }
}
