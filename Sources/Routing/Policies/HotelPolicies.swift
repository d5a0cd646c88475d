package import Domain
package import Foundation
import Logging
import Postgres
import Store

/// What a hotel has decided about its guests' messages, ready to be obeyed.
package struct HotelPolicies: Sendable {
    package let name: String
    package let timezone: TimeZone
    /// The language its people work in.
    package let locale: String
    package var turns = TurnPolicy()
    package var escalation = EscalationPolicy()

    /// A hotel that has decided nothing yet.
    package init(name: String, timezone: TimeZone, locale: String) {
        self.name = name
        self.timezone = timezone
        self.locale = locale
    }

    /// Reads what is stored. What cannot be read counts as not decided: a hotel's guests are answered in any case.
    init(_ hotel: HotelRecord, _ policies: [PolicyRecord], logger: Logger) {
        self.init(name: hotel.name, timezone: TimeZone(identifier: hotel.timezone) ?? .gmt, locale: hotel.locale)
        for policy in policies {
            do {
                switch policy.kind {
                case .turns: turns = try policy.document.decode(TurnPolicy.self)
                case .escalation: escalation = try policy.document.decode(EscalationPolicy.self)
                case .routing, .limits: break
                }
            } catch {
                logger.error(
                    "a hotel's policy cannot be read and is not obeyed",
                    metadata: [
                        "property": "\(hotel.id)", "kind": "\(policy.kind.rawValue)", "version": "\(policy.version)",
                    ]
                )
            }
        }
    }
}
