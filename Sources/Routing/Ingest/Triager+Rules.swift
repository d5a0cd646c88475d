import Domain
import Language
import Triage

extension Triager {
    /// What the hotel's own rules make of a message; nil when the engine is to answer.
    func routes(
        _ message: InboundMessage,
        _ tokens: [GuestTokens.Token],
        by channel: ChannelKind,
        _ hotel: HotelPolicies?,
        at property: PropertyID
    ) -> RouteTable? {
        // A thumb under somebody's words is no message of its own.
        guard let rules = hotel?.rules, rules.isEnabled, message.kind != .reaction else { return nil }
        let start = ThreadTime.now()
        let verdict = rules.evaluate(
            RuleMessage(message.text, channel: channel, tokens: tokens),
            at: policies.now()
        )
        metrics.lookedAtRules(in: ThreadTime.now() - start, isOverBudget: verdict.isOverBudget)
        if verdict.isOverBudget { alarm.note(.overBudget, at: property) }
        return verdict.routes
    }
}
