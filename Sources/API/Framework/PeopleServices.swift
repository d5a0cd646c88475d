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
        changed: @escaping @Sendable (PropertyID) -> Void
    ) {
        self.database = database
        self.authentication = authentication
        self.limits = limits
        self.inboundLimits = inboundLimits
        self.box = box
        self.changed = changed
    }
}
