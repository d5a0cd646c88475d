/// What is known of a turn when it is decided whether people are needed.
package struct EscalationCase: Sendable, Hashable {
    /// What the engine says the guest wants.
    package var intent: String
    /// How sure the engine is, 0 to 1.
    package var confidence: Double
    /// Why the engine asks for people; nil when it does not.
    package var asked: EscalationReason?
    /// The guest's language, as a tag; nil when it is not known.
    package var language: String?
    package var isVIP = false
    /// How the guest feels, −1 to 1.
    package var sentiment = 0.0
    /// How often this trouble was brought up, this time included; 0 when it is none.
    package var timesReported = 0
    /// How many attempts in a row did not help before this one.
    package var failuresBefore = 0
    /// Whether the guest asks again what was asked before.
    package var isRepeated = false
    /// Whether the guest was asked back already.
    package var wasClarified = false

    /// A turn with nothing special about it.
    package init(intent: String, confidence: Double, asked: EscalationReason? = nil) {
        self.intent = intent
        self.confidence = confidence
        self.asked = asked
    }
}

/// What is to become of an engine's answer.
package enum EscalationVerdict: Sendable, Hashable {
    /// It is said.
    case answer
    /// The guest is asked back, once; the answer is kept for staff.
    case clarify
    /// People take over.
    ///
    /// - Parameter says: whether the answer is said as well; else it is kept for staff.
    case escalate(EscalationReason, says: Bool)
}

extension EscalationPolicy {
    /// How sure an engine must be. The most specific wins: the intent's longest name, the language, the hotel, the program.
    ///
    /// - Parameter fallback: what counts where the hotel's policy says nothing.
    package func threshold(intent: String, language: String?, isVIP: Bool, fallback: Double = defaultThreshold)
        -> Double
    {
        let usual = threshold ?? fallback
        let byIntent = thresholds?.byIntent ?? (usual == Self.defaultThreshold ? Self.thresholdsByIntent : [:])
        let chosen =
            IntentPattern.value(in: byIntent, of: intent)
            ?? language.flatMap { tag in thresholds?.byLanguage.flatMap { LanguageTag.value(in: $0, of: tag) } }
            ?? usual
        guard isVIP else { return chosen }
        // Whoever asks for more than the cap by themselves gets that.
        return max(chosen, min(Self.vipCap, chosen + Self.vipMargin))
    }

    /// Decides. Safety comes first, then what the engine asks for, then the hotel's rules, then how sure the engine is.
    package func decide(_ turn: EscalationCase, fallback: Double = defaultThreshold) -> EscalationVerdict {
        let sure = threshold(intent: turn.intent, language: turn.language, isVIP: turn.isVIP, fallback: fallback)
        let isSure = turn.confidence >= sure
        // Safety words are said however unsure the engine is; a guest in danger reads them before anyone else can answer.
        if turn.asked == .emergency { return .escalate(.emergency, says: true) }
        if let asked = turn.asked { return .escalate(asked, says: isSure) }
        if (alwaysEscalate ?? Self.alwaysEscalate).contains(where: { IntentPattern($0).covers(turn.intent) }) {
            // Nobody has said yet that people decide this: what the engine promises is for them to see.
            return .escalate(.alwaysEscalate, says: false)
        }
        if turn.timesReported >= repeatedIssue ?? Self.repeatedIssue { return .escalate(.repeatedIssue, says: false) }
        let limit = sentiment ?? Self.sentiment
        if turn.sentiment < limit { return .escalate(.negativeSentiment, says: isSure) }
        let failures = turn.failuresBefore + (isSure && !turn.isRepeated ? 0 : 1)
        if failures >= failedAttempts ?? Self.failedAttempts { return .escalate(.repeatedFailure, says: isSure) }
        if isSure { return .answer }
        if turn.confidence < clarifyBelow ?? Self.clarifyBelow, !turn.wasClarified { return .clarify }
        return .escalate(.lowConfidence, says: false)
    }

    /// How pressing an escalation is. Danger is urgent, whatever a document says.
    package func priority(intent: String?, reason: EscalationReason, isVIP: Bool = false) -> ConversationPriority {
        if reason == .emergency || intent.map(Self.isDanger) == true { return .urgent }
        return Self.value(in: priorities, or: Self.priorities, intent, reason, isVIP) ?? .normal
    }

    /// Whether a name of a table speaks of guests in danger and of nobody else.
    package static func isDanger(_ name: String) -> Bool { IntentPattern("emergency").covers(name) }

    /// Who takes it over; nil for nobody in particular.
    package func target(intent: String?, reason: EscalationReason, isVIP: Bool = false) -> Target? {
        Self.value(in: targets, or: Self.targets, intent, reason, isVIP)
    }

    /// Within how many minutes a guest is told that somebody answers.
    package func minutes(_ priority: ConversationPriority) -> Int {
        minutes?[priority.rawValue] ?? Self.minutes[priority.rawValue] ?? 30
    }

    /// The hotel's own words for an escalation; nil when it has none in this language.
    package func notice(intent: String?, reason: EscalationReason, isVIP: Bool = false, language: String) -> String? {
        guard let notices else { return nil }
        for key in Self.keys(intent, reason, isVIP) {
            let texts = key.isIntent ? IntentPattern.value(in: notices, of: key.word) : notices[key.word]
            if let text = texts.flatMap({ LanguageTag.value(in: $0, of: language) }) { return text }
        }
        return nil
    }

    /// Asks name by name, each time the hotel's table first and then the program's: what a hotel says of everything else
    /// is no word about what the program has a word for.
    private static func value<Value>(
        in own: [String: Value]?,
        or usual: [String: Value],
        _ intent: String?,
        _ reason: EscalationReason,
        _ isVIP: Bool
    ) -> Value? {
        for key in keys(intent, reason, isVIP) {
            for table in [own ?? [:], usual] {
                if let value = key.isIntent ? IntentPattern.value(in: table, of: key.word) : table[key.word] {
                    return value
                }
            }
        }
        return nil
    }

    private static func keys(_ intent: String?, _ reason: EscalationReason, _ isVIP: Bool) -> [(
        word: String, isIntent: Bool
    )] {
        (intent.map { [($0, true)] } ?? []) + [(reason.rawValue, false)] + (isVIP ? [("vip", false)] : []) + [
            ("default", false)
        ]
    }
}
