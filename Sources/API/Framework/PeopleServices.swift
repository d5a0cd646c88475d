package import Domain
package import Sessions
package import Store

/// What routes for people stand on.
package struct PeopleServices: Sendable {
    /// The pools; people's statements run on the one that sees a single hotel.
    package var database: Database
    /// Finds out who asks.
    package var authentication: any CallerAuthentication
    /// How much one caller may ask.
    package var limits: CallerLimits
    /// How much one channel service may hand in; it speaks for a whole hotel's guests.
    package var inboundLimits: CallerLimits
    /// What a hotel allows its people and services.
    package var allowance: @Sendable (PropertyID) -> LimitPolicy
    /// Told of each caller who is not listened to for a while.
    package var blocked: @Sendable (CallerBlock) -> Void
    /// Called after each committed change at a hotel: readers of its log look at once, executors wake.
    package var changed: @Sendable (PropertyID) -> Void
    /// Seals what people hand in and may never read again.
    package var box: SecretBox

    /// Names every part.
    package init(
        database: Database,
        authentication: any CallerAuthentication,
        limits: CallerLimits = CallerLimits(),
        inboundLimits: CallerLimits = CallerLimits(RateLimit(maxRequests: 6000, windowMs: 60_000), of: "inbound"),
        box: SecretBox,
        allowance: @escaping @Sendable (PropertyID) -> LimitPolicy = { _ in LimitPolicy() },
        blocked: @escaping @Sendable (CallerBlock) -> Void = { _ in },
        changed: @escaping @Sendable (PropertyID) -> Void
    ) {
        self.database = database
        self.authentication = authentication
        self.limits = limits
        self.inboundLimits = inboundLimits
        self.box = box
        self.allowance = allowance
        self.blocked = blocked
        self.changed = changed
    }
}

extension PeopleServices {
    /// What a call counts against.
    enum Count: Sendable {
        /// What everything counts against.
        case requests
        /// Guests' messages that a channel service hands in.
        case inbound
    }

    /// Counts one call of somebody known, by what the hotel allows.
    func count(_ principal: Principal, as count: Count = .requests) -> CallerLimits.Standing {
        let policy = allowance(principal.property)
        let (bucket, own) =
            switch count {
            case .inbound: (inboundLimits, policy.inbound)
            case .requests: (limits, principal.staff == nil ? policy.apiKey : policy.staff)
            }
        let standing = bucket.take(
            principal.key,
            of: principal.property,
            limit: own?.rate,
            block: policy.block?.rule
        )
        if let block = standing.begins { blocked(block) }
        return standing
    }
}
