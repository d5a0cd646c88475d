package import Domain
package import Foundation
import Logging
import Postgres
import Store
package import Triage

/// What a hotel has decided about its guests' messages, ready to be obeyed.
package struct HotelPolicies: Sendable {
    package let name: String
    package let timezone: TimeZone
    /// The language its people work in.
    package let locale: String
    package var turns = TurnPolicy()
    package var escalation = EscalationPolicy()
    /// What is looked at before any engine is asked; nil while the hotel has no rules, or none that can be obeyed.
    package var rules: CompiledRules?

    /// A hotel that has decided nothing yet.
    package init(name: String, timezone: TimeZone, locale: String) {
        self.name = name
        self.timezone = timezone
        self.locale = locale
    }

    /// Reads what is stored. What cannot be read counts as not decided: a hotel's guests are answered in any case.
    ///
    /// - Parameters:
    ///   - known: what this node knew before: rules are made ready once a version.
    ///   - alarm: told of rules that cannot be obeyed.
    init(
        _ hotel: HotelRecord,
        _ policies: [PolicyRecord],
        known: HotelPolicies?,
        alarm: RuleAlarm,
        logger: Logger
    ) {
        self.init(name: hotel.name, timezone: TimeZone(identifier: hotel.timezone) ?? .gmt, locale: hotel.locale)
        for policy in policies {
            do {
                switch policy.kind {
                case .turns: turns = try policy.document.decode(TurnPolicy.self)
                case .routing: rules = try rules(policy, known)
                case .escalation: escalation = try policy.document.decode(EscalationPolicy.self)
                case .limits: break
                }
            } catch {
                if policy.kind == .routing { alarm.note(.broken, at: hotel.id) }
                logger.error(
                    "a hotel's policy cannot be read and is not obeyed",
                    metadata: [
                        "property": "\(hotel.id)", "kind": "\(policy.kind.rawValue)", "version": "\(policy.version)",
                        "error": "\(error)",
                    ]
                )
            }
        }
    }

    private func rules(_ policy: PolicyRecord, _ known: HotelPolicies?) throws -> CompiledRules {
        if let rules = known?.rules, rules.version == policy.version, known?.timezone == timezone,
            known?.locale == locale
        {
            return rules
        }
        return try CompiledRules(
            try policy.document.decode(RoutingPolicy.self),
            version: policy.version,
            timezone: timezone,
            locale: locale
        )
    }
}
