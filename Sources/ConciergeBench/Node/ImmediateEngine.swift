import AIEngine

/// An engine that knows the answer at once: what remains is the gateway's own time.
struct ImmediateEngine: AIEngineClient {
    let name = "immediate"

    func answer(
        _ request: EngineRequest,
        deadline: ContinuousClock.Instant
    ) async throws(EngineError) -> EngineReply {
        EngineReply(
            conversationId: request.conversationId,
            response: "Breakfast is served from 7 to 10:30 in the restaurant.",
            intent: "info.breakfast",
            confidence: 0.97
        )
    }
}
