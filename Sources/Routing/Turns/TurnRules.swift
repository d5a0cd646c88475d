package import AIEngine
import Domain
package import Store

/// What an engine's reply, or its silence, means for the conversation. Pure.
package struct TurnRules: Sendable {
    /// Answers less sure than this become drafts.
    package let threshold: Double
    /// What the guest is told when people take over.
    ///
    /// Found out only when it is needed, for most turns are answered.
    private let holdingLine: @Sendable () -> String
    /// The engine's name, for the turn's record.
    package let engine: String

    /// Names every part.
    package init(threshold: Double, holdingLine: @autoclosure @escaping @Sendable () -> String, engine: String) {
        self.threshold = threshold
        self.holdingLine = holdingLine
        self.engine = engine
    }

    /// Judges a valid reply.
    ///
    /// An engine that asks for people, with words it is sure of, says them itself: "I've called the duty manager" is
    /// better than our holding line. An answer below the threshold is for staff only, and so is the work it asks for:
    /// a task nobody told the guest about would be a surprise to both.
    package func conclude(_ reply: EngineReply) -> TurnConclusion {
        let words = reply.response.allSatisfy(\.isWhitespace) ? nil : reply.response
        let reason = Self.reason(reply)
        guard words != nil || reason != nil else { return concludeSilence(error: "empty") }
        // Safety words are said however unsure the engine is; a guest in danger reads them before anyone else can answer.
        let isSure = reply.confidence >= threshold || reason == .emergency
        guard isSure else {
            return conclusion(
                reply,
                .escalated,
                notice: holdingLine(),
                draft: words,
                reason: reason ?? .lowConfidence
            )
        }
        guard let reason else {
            return conclusion(reply, .answered, answer: words, work: reply.tasks.map(Self.work))
        }
        return conclusion(
            reply,
            .escalated,
            answer: words,
            notice: words == nil ? holdingLine() : nil,
            reason: reason,
            work: reply.tasks.map(Self.work)
        )
    }

    /// Why people are needed. An emergency needs them whether the engine asked for them or not.
    private static func reason(_ reply: EngineReply) -> EscalationReason? {
        reply.intent.hasPrefix(EngineIntent.emergencyPrefix) ? .emergency : reply.escalationReason
    }

    /// The engine gave nothing usable: the guest hears so, and people get the conversation.
    package func concludeSilence(error: String) -> TurnConclusion {
        TurnConclusion(
            outcome: .failed,
            notice: holdingLine(),
            reason: .engineSilent,
            priority: "high",
            engine: engine,
            error: error
        )
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
            priority: reason.map { $0 == .emergency ? "urgent" : "normal" },
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
