import Domain
import Foundation
import Language
import Store
import Triage

/// Judges guests' messages before they are stored. Pure but for what it knows of the hotels and of the last minutes.
struct Triager: Sendable {
    let policies: PolicyDirectory
    let alarm: RuleAlarm
    let metrics: RouterMetrics
    let lastWords = BoundedTable<String, Repetition>(capacity: 10_000)
    let gate: FlowGate

    /// What is known of a message that came in at a hotel.
    func triage(_ message: InboundMessage, by channel: ChannelKind, at property: PropertyID) -> MessageTriage {
        var triage = MessageTriage()
        let hotel = policies.policies(of: property)
        let turns = hotel?.turns ?? TurnPolicy()
        let tokens = GuestTokens(message.text).tokens
        let pause = PauseSense(message.text, tokens: tokens)
        triage.call = call(message.text, tokens, hotel)
        triage.isAdaptive = turns.isAdaptive ?? true
        if triage.isAdaptive { triage.pauseShift = pause.shift }
        let leavesAnswer = turns.whileThinking == .wait || pause.isAside || message.kind == .reaction
        triage.longestChain = leavesAnswer ? 0 : turns.longestChain ?? TurnPolicy.longestChain
        triage.manyMessages = turns.manyMessages ?? TurnPolicy.manyMessages
        if message.channel ?? channel == .sms, message.kind == .text, let wish = ConsentWord.wish(in: message.text) {
            let words = ConsentTexts.text(wish, language: hotel?.locale ?? "en")
            triage.consent = ConsentChange(wish, confirmation: words)
        }
        // People who are needed at once are called, whatever the rules say.
        if triage.call == nil { triage.routes = routes(message, tokens, by: channel, hotel, at: property) }
        triage.flags = flags(of: message, tokens)
        triage.guestLimit = hotel?.limits.guest?.rate
        return triage.cut(for: channel)
    }

    /// Whether somebody who writes this at a hotel is in danger.
    func hearsDanger(in text: String, at property: PropertyID) -> Bool {
        call(text, GuestTokens(text).tokens, policies.policies(of: property))?.reason == .emergency
    }

    private func call(_ text: String, _ tokens: [GuestTokens.Token], _ hotel: HotelPolicies?) -> PeopleCall? {
        PeopleCalls.call(
            text,
            tokens: tokens,
            policy: hotel?.escalation ?? EscalationPolicy(),
            locale: hotel?.locale ?? "en"
        )
    }

    /// Lets a judged message in, or tells why it is not answered and how long it would have to wait.
    func admit(_ triage: MessageTriage, at endpoint: EndpointID, of property: PropertyID) -> (
        rejection: FlowRejection, wait: Duration
    )? {
        guard let limits = policies.policies(of: property)?.limits else { return nil }
        // Whoever is in danger is heard, and whoever wants no more messages: that must not wait until there is room.
        let isUrgent = triage.call?.reason == .emergency || triage.consent?.wish == .optOut
        guard let over = gate.take(at: endpoint, of: property, under: limits, isUrgent: isUrgent) else { return nil }
        alarm.note(.tooMuch, at: property)
        return over
    }

    /// What there is to notice of a message whatever is done with it.
    private func flags(of message: InboundMessage, _ tokens: [GuestTokens.Token]) -> [String] {
        var flags: [String] = []
        if !InjectionSigns.signs(in: message.text, tokens: tokens).isEmpty { flags.append("injection") }
        if let sender = message.senders.first {
            let lane = "\(message.provider) \(message.endpointAddress) \(sender.kind.rawValue) \(sender.value)"
            let isRepeated = lastWords.update(lane, fresh: Repetition()) {
                $0.note(message.text, id: message.providerMessageID, at: SteadyTime.now())
            }
            if isRepeated { flags.append("repetition") }
        }
        return flags
    }
}
