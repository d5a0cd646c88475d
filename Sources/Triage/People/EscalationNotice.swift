package import Domain
import Language

/// What a guest is told when people take over, or when they are asked back: the hotel's own words, or the program's.
package enum EscalationNotice {
    /// The words for an escalation.
    ///
    /// - Parameters:
    ///   - intent: what the guest wants, as far as it is known.
    ///   - policy: the hotel's; its own words come first.
    ///   - language: the guest's, as a tag; English is spoken where it is not known.
    package static func text(
        _ reason: EscalationReason,
        intent: String?,
        isVIP: Bool = false,
        policy: EscalationPolicy,
        language: String?
    ) -> String {
        let tag = language ?? "en"
        let spoken = SpokenLanguage(tag: tag) ?? .en
        let words =
            policy.notice(intent: intent, reason: reason, isVIP: isVIP, language: tag)
            ?? safeWords(reason, intent, spoken) ?? HandoverWords.text(kind(reason, intent), spoken)
        guard words.contains("{") else { return words }
        let department = policy.target(intent: intent, reason: reason, isVIP: isVIP)?.department
        let minutes = policy.minutes(policy.priority(intent: intent, reason: reason, isVIP: isVIP))
        return words.replacing("{department}", with: HandoverWords.department(department, spoken))
            .replacing("{minutes}", with: String(minutes))
    }

    /// What a guest is asked when it is not clear what they need.
    package static func clarification(language: String?) -> String {
        HandoverWords.clarification[language.flatMap { SpokenLanguage(tag: $0) } ?? .en] ?? ""
    }

    private static func safeWords(_ reason: EscalationReason, _ intent: String?, _ language: SpokenLanguage) -> String?
    {
        guard reason == .emergency else { return nil }
        let named = Danger.allCases.first { danger in intent.map { IntentPattern(danger.intent).covers($0) } ?? false }
        return SafeWords.text(named ?? .other, language)
    }

    private static func kind(_ reason: EscalationReason, _ intent: String?) -> HandoverWords.Kind {
        switch reason {
        case .guestRequested: .asked
        case .negativeSentiment, .repeatedIssue, .repeatedFailure: .sorry
        case .lowConfidence, .engineRequested, .rule, .emergency, .engineSilent, .alwaysEscalate, .staff:
            intent.map { IntentPattern("complaint").covers($0) } ?? false ? .sorry : .plain
        }
    }
}
