package import Domain
package import Foundation
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
    /// Of the escalation policy; 0 while the hotel has decided nothing.
    package var escalationVersion = 0
    /// What is looked at before any engine is asked; nil while the hotel has no rules, or none that can be obeyed.
    package var rules: CompiledRules?
    /// How much may be written and asked.
    package var limits = LimitPolicy()
    /// The version ``rules`` were made of, or could not be; 0 while there is none.
    var rulesVersion = 0

    /// A hotel that has decided nothing yet.
    package init(name: String, timezone: TimeZone, locale: String) {
        self.name = name
        self.timezone = timezone
        self.locale = locale
    }

    /// Reads what is stored but for the rules, which take their time: those known before are kept until others are
    /// ready (``compile(_:)``).
    /// What cannot be read counts as not decided: a hotel's guests are answered in any case.
    ///
    /// - Parameters:
    ///   - known: what this node knew before.
    ///   - report: told of what cannot be read.
    init(
        _ hotel: HotelRecord,
        _ policies: [PolicyRecord],
        known: HotelPolicies?,
        report: (PolicyRecord, any Error) -> Void
    ) {
        self.init(name: hotel.name, timezone: TimeZone(identifier: hotel.timezone) ?? .gmt, locale: hotel.locale)
        for policy in policies {
            do {
                switch policy.kind {
                case .turns: turns = try policy.document.decode(TurnPolicy.self)
                case .escalation:
                    escalationVersion = policy.version
                    escalation = try policy.document.decode(EscalationPolicy.self)
                case .routing:
                    rules = known?.rules
                    let isKnown = known?.timezone == timezone && known?.locale == locale
                    rulesVersion = isKnown ? known?.rulesVersion ?? 0 : 0
                case .limits: limits = try policy.document.decode(LimitPolicy.self)
                }
            } catch {
                report(policy, error)
            }
        }
    }

    /// Makes rules ready for this hotel; on a thread that may take its time.
    func compile(_ policy: PolicyRecord) throws -> CompiledRules {
        try CompiledRules(
            try policy.document.decode(RoutingPolicy.self),
            version: policy.version,
            timezone: timezone,
            locale: locale
        )
    }
}
