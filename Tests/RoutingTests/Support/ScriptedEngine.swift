import AIEngine
import Domain

/// An engine that says what a test wants, when it wants it.
struct ScriptedEngine: AIEngineClient {
    let name = "scripted"
    /// What it was asked, in order.
    let asked = Tally<EngineRequest>()
    private let script: @Sendable (EngineRequest, ContinuousClock.Instant) async throws(EngineError) -> EngineReply

    init(
        _ script: @escaping @Sendable (EngineRequest, ContinuousClock.Instant) async throws(EngineError) -> EngineReply
    ) {
        self.script = script
    }

    /// Answers at once, in a way that shows what was asked.
    static var prompt: ScriptedEngine {
        ScriptedEngine { request, _ throws(EngineError) in reply(to: request) }
    }

    /// Answers when the gate opens; a cancelled question ends.
    static func waiting(for gate: Gate) -> ScriptedEngine {
        ScriptedEngine { request, _ throws(EngineError) in
            guard await gate.wait() else { throw .cancelled }
            return reply(to: request)
        }
    }

    func answer(_ request: EngineRequest, deadline: ContinuousClock.Instant) async throws(EngineError) -> EngineReply {
        asked.add(request)
        return try await script(request, deadline)
    }

    /// A sure answer that repeats the question.
    static func reply(
        to request: EngineRequest,
        confidence: Double = 0.95,
        intent: String = "other.test",
        actions: [EngineAction]? = nil,
        shouldEscalate: Bool = false
    ) -> EngineReply {
        EngineReply(
            conversationId: request.conversationId,
            response: "answer to: \(request.message.content)",
            intent: intent,
            confidence: confidence,
            actions: actions,
            shouldEscalate: shouldEscalate
        )
    }
}
