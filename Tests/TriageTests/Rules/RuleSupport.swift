import Domain
import Foundation
import Synchronization
import Testing

@testable import Triage

extension RoutingRule {
    /// A rule that answers with its own id.
    static func answering(
        _ id: String = "rule",
        _ action: RoutingDeed.Action = .respond,
        _ conditions: (inout RoutingConditions) -> Void
    ) -> RoutingRule {
        var when = RoutingConditions()
        conditions(&when)
        let text = action == .continue ? nil : ["en": id]
        let department = action == .dispatch ? "housekeeping" : nil
        return RoutingRule(id: id, when: when, then: RoutingDeed(action, text: text, department: department))
    }
}

extension CompiledRules {
    /// Rules of a hotel in Lisbon that works in English.
    static func of(_ rules: [RoutingRule], timezone: String = "Europe/Lisbon", locale: String = "en") throws
        -> CompiledRules
    {
        try CompiledRules(
            RoutingPolicy(rules: rules),
            version: 7,
            timezone: try #require(TimeZone(identifier: timezone)),
            locale: locale
        )
    }

    /// What is done about a message in one standing of the lane.
    func decide(
        _ text: String,
        by channel: ChannelKind = .whatsapp,
        stay: StayPhase = .inHouse,
        first: Bool = false,
        at moment: String = "2026-06-15T12:00:00Z"
    ) throws -> RouteOutcome? {
        let date = try Date(moment, strategy: .iso8601)
        let verdict = evaluate(RuleMessage(text, channel: channel), at: date, now: { .zero })
        #expect(!verdict.isOverBudget)
        return verdict.routes?.outcome(stay, isFirstContact: first)
    }
}

/// A clock that goes on by as much whenever somebody looks at it.
final class StrideClock: Sendable {
    private let present = Mutex(Duration.zero)
    private let stride: Duration

    init(_ stride: Duration) {
        self.stride = stride
    }

    @Sendable func now() -> Duration {
        present.withLock { present in
            defer { present += stride }
            return present
        }
    }
}
