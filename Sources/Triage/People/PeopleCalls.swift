import AIEngine
package import Domain
package import Language

/// Finds guests who need people at once: those in danger, and those who ask for a person. Ahead of any engine, and pure.
package enum PeopleCalls {
    /// The call a message is, with what its guest is told; nil for all others.
    ///
    /// - Parameters:
    ///   - text: the message.
    ///   - tokens: its words.
    ///   - policy: the hotel's.
    ///   - locale: the hotel's language, spoken where the message does not tell its own.
    package static func call(
        _ text: String,
        tokens: [GuestTokens.Token],
        policy: EscalationPolicy,
        locale: String
    ) -> PeopleCall? {
        let reading = PeopleReading(tokens)
        if let danger = reading.danger {
            return call(.emergency, danger.intent, text, reading, policy, locale)
        }
        guard reading.wantsPerson else { return nil }
        return call(.guestRequested, EngineIntent.humanRequest, text, reading, policy, locale)
    }

    private static func call(
        _ reason: EscalationReason,
        _ intent: String,
        _ text: String,
        _ reading: PeopleReading,
        _ policy: EscalationPolicy,
        _ locale: String
    ) -> PeopleCall {
        let language = language(reading, text, locale)
        let (usual, vip) = (
            variant(reason, intent, policy, language, isVIP: false),
            variant(reason, intent, policy, language, isVIP: true)
        )
        return PeopleCall(
            reason: reason,
            intent: intent,
            priority: usual.priority,
            department: usual.department,
            notice: usual.notice,
            vip: vip == usual ? nil : vip
        )
    }

    private static func variant(
        _ reason: EscalationReason,
        _ intent: String,
        _ policy: EscalationPolicy,
        _ language: String,
        isVIP: Bool
    ) -> PeopleCall.Variant {
        PeopleCall.Variant(
            priority: policy.priority(intent: intent, reason: reason, isVIP: isVIP).rawValue,
            department: policy.target(intent: intent, reason: reason, isVIP: isVIP)?.department,
            notice: EscalationNotice.text(reason, intent: intent, isVIP: isVIP, policy: policy, language: language)
        )
    }

    /// A word that several languages have, such as `incendio`, leaves it to the rest of the message, then to the hotel.
    private static func language(_ reading: PeopleReading, _ text: String, _ locale: String) -> String {
        guard reading.languages.count > 1 else { return reading.languages.first?.rawValue ?? locale }
        let candidates = reading.languages.map(\.rawValue)
        if let guess = GuestLanguage.tag(of: text), candidates.contains(guess) { return guess }
        let home = String(locale.prefix { $0 != "-" && $0 != "_" }).lowercased()
        return candidates.contains(home) ? home : candidates[0]
    }
}
