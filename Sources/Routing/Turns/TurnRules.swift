package import AIEngine
package import Domain
import Language
package import Store
import Triage

/// What an engine's reply, or its silence, means for the conversation. Pure.
package struct TurnRules: Sendable {
    /// What the hotel decided about people taking over.
    package let policy: EscalationPolicy
    /// How sure an engine must be where the policy says nothing.
    package let threshold: Double
    /// What the guest wrote.
    private let words: String
    private let isVIP: Bool
    /// The turns before, the newest first.
    private let past: [ClaimedTurn.PastTurn]
    /// The guest's language.
    ///
    /// Found out only when it is needed, for most turns are answered.
    private let language: @Sendable () -> String?
    /// The engine's name, for the turn's record.
    package let engine: String

    /// Names every part.
    package init(
        policy: EscalationPolicy = EscalationPolicy(),
        threshold: Double = EscalationPolicy.defaultThreshold,
        words: String = "",
        isVIP: Bool = false,
        past: [ClaimedTurn.PastTurn] = [],
        language: @autoclosure @escaping @Sendable () -> String?,
        engine: String
    ) {
        self.policy = policy
        self.threshold = threshold
        self.words = words
        self.isVIP = isVIP
        self.past = past
        self.language = language
        self.engine = engine
    }

    /// The rules for a claimed turn.
    package init(_ turn: ClaimedTurn, policy: EscalationPolicy, threshold: Double, engine: String) {
        self.init(
            policy: policy,
            threshold: turn.escalationThreshold ?? threshold,
            words: turn.burst.map(\.text).joined(separator: "\n"),
            isVIP: turn.guest.vip,
            past: turn.recent,
            language: turn.guestLanguage,
            engine: engine
        )
    }

    /// Judges a valid reply.
    ///
    /// An engine that asks for people, with words it is sure of, says them itself: "I've called the duty manager" is
    /// better than our notice. An answer that is not said is for staff only, and so is the work it asks for: a task
    /// nobody told the guest about would be a surprise to both.
    package func conclude(_ reply: EngineReply) -> TurnConclusion {
        let said = reply.response.allSatisfy(\.isWhitespace) ? nil : reply.response
        let asked = Self.reason(reply)
        guard said != nil || asked != nil else { return concludeSilence(error: "empty") }
        switch policy.decide(situation(of: reply, asked), fallback: threshold) {
        case .answer:
            return conclusion(reply, .answered, answer: said, work: reply.tasks.map(Self.work))
        case .clarify:
            return conclusion(
                reply,
                .clarified,
                answer: EscalationNotice.clarification(language: language()),
                draft: said
            )
        case .escalate(let reason, let says):
            let isSaid = says && said != nil
            // Only words that call for people themselves tell the guest of them, and not how soon somebody comes.
            let isPressing = policy.priority(intent: reply.intent, reason: reason, isVIP: isVIP) == .high
            let needsNotice = !isSaid || reason != asked || isPressing
            return conclusion(
                reply,
                .escalated,
                answer: isSaid ? said : nil,
                notice: needsNotice ? notice(reason, reply.intent) : nil,
                draft: isSaid ? nil : said,
                reason: reason,
                work: says ? reply.tasks.map(Self.work) : []
            )
        }
    }

    /// Why people are needed. An emergency needs them whether the engine asked for them or not.
    private static func reason(_ reply: EngineReply) -> EscalationReason? {
        reply.intent.hasPrefix(EngineIntent.emergencyPrefix) ? .emergency : reply.escalationReason
    }

    private func situation(of reply: EngineReply, _ asked: EscalationReason?) -> EscalationCase {
        var turn = EscalationCase(intent: reply.intent, confidence: reply.confidence, asked: asked)
        turn.isVIP = isVIP
        let tokens = GuestTokens(words).tokens
        turn.sentiment = Sentiment(words, tokens: tokens).score
        if policy.thresholds?.byLanguage != nil { turn.language = language() }
        let recurrence = Recurrence(words: tokens, intent: reply.intent, past: past) { intent in
            policy.threshold(intent: intent, language: turn.language, isVIP: isVIP, fallback: threshold)
        }
        turn.timesReported = recurrence.timesReported
        turn.failuresBefore = recurrence.failuresBefore
        turn.isRepeated = recurrence.isRepeated
        turn.wasClarified = recurrence.wasClarified
        return turn
    }

    /// The engine gave nothing usable: the guest hears so, and people get the conversation.
    package func concludeSilence(error: String) -> TurnConclusion {
        TurnConclusion(
            outcome: .failed,
            notice: notice(.engineSilent, nil),
            reason: .engineSilent,
            priority: policy.priority(intent: nil, reason: .engineSilent, isVIP: isVIP).rawValue,
            department: policy.target(intent: nil, reason: .engineSilent, isVIP: isVIP)?.department,
            engine: engine,
            error: error
        )
    }

    private func notice(_ reason: EscalationReason, _ intent: String?) -> String {
        EscalationNotice.text(reason, intent: intent, isVIP: isVIP, policy: policy, language: language())
    }

    private func conclusion(
        _ reply: EngineReply,
        _ outcome: TurnConclusion.Outcome,
        answer: String? = nil,
        notice: String? = nil,
        draft: String? = nil,
        reason: EscalationReason? = nil,
        work: [TurnConclusion.Work] = []
    ) -> TurnConclusion {
        TurnConclusion(
            outcome: outcome,
            answer: answer,
            notice: notice,
            draft: draft,
            reason: reason,
            priority: reason.map { policy.priority(intent: reply.intent, reason: $0, isVIP: isVIP).rawValue },
            department: reason.flatMap { policy.target(intent: reply.intent, reason: $0, isVIP: isVIP)?.department },
            intent: reply.intent,
            confidence: reply.confidence,
            engine: engine,
            work: work
        )
    }

    private static func work(_ task: TaskAction) -> TurnConclusion.Work {
        TurnConclusion.Work(
            department: task.department,
            room: task.room.map { short($0, 16) },
            description: short(task.description, 4000),
            items: (task.items ?? []).map {
                TurnConclusion.Work.Item(name: SafeText.withoutNUL($0.name), quantity: $0.quantity)
            },
            priority: task.priority.rawValue,
            due: task.dueInMinutes.map { .seconds(60 * $0) }
        )
    }

    /// Cut by Unicode scalars, which is what PostgreSQL counts as characters.
    private static func short(_ text: String, _ count: Int) -> String {
        String(String.UnicodeScalarView(SafeText.withoutNUL(text).unicodeScalars.prefix(count)))
    }
}
