package import Domain
package import Foundation
package import Store

/// What routes for people stand on.
package struct PeopleServices: Sendable {
    /// Seals a secret for one row.
    package typealias Seal = @Sendable (_ secret: [UInt8], _ purpose: SecretBox.Purpose, _ row: UUID) throws -> [UInt8]

    /// The pools; people's statements run on the one that sees a single hotel.
    package var database: Database
    /// Finds out who asks.
    package var authentication: any CallerAuthentication
    /// How much one caller may ask.
    package var limits: CallerLimits
    /// Called after each committed change at a hotel: readers of its log look at once, executors wake.
    package var changed: @Sendable (PropertyID) -> Void
    /// Seals what people hand in and may never read again; nil where the program has no key.
    package var seal: Seal?

    /// Names every part.
    package init(
        database: Database,
        authentication: any CallerAuthentication,
        limits: CallerLimits = CallerLimits(),
        seal: Seal? = nil,
        changed: @escaping @Sendable (PropertyID) -> Void
    ) {
        self.database = database
        self.authentication = authentication
        self.limits = limits
        self.seal = seal
        self.changed = changed
    }
}
