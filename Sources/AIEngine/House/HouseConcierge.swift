import Domain

/// The built-in engine: rules and the hotel's own knowledge, with no key and no network.
///
/// The same question in the same context always gets the same answer. What it does not know it says it does not know.
package struct HouseConcierge: AIEngineClient {
    /// Below this a passage is no answer.
    package static let answerThreshold = 0.7
    private static let passageLimit = 5
    private static let topicLimit = 3

    package let name = "house"
    private let knowledge: any KnowledgeSource

    /// Answers from rules and from what the hotel has written down.
    package init(knowledge: any KnowledgeSource) {
        self.knowledge = knowledge
    }

    package func answer(
        _ request: EngineRequest,
        deadline: ContinuousClock.Instant
    ) async throws(EngineError) -> EngineReply {
        if Task.isCancelled { throw .cancelled }
        guard ContinuousClock.now < deadline else { throw .timeout }
        var turn = HouseTurn(request)
        turn.answerWithoutKnowledge()
        for question in turn.questions {
            let found = try await search(question, language: turn.language, request: request, deadline: deadline)
            if turn.add(found, for: question) { continue }
            let parts = turn.parts(of: question).prefix(Self.topicLimit)
            if parts.isEmpty { turn.giveUp() }
            for part in parts {
                let found = try await search(part, language: turn.language, request: request, deadline: deadline)
                if !turn.add(found, for: part) { turn.giveUp() }
            }
        }
        let reply = turn.reply()
        try EngineReplyValidator().validate(reply, for: request.conversationId)
        return reply
    }

    private func search(
        _ question: HouseTurn.Question,
        language: HouseLanguage,
        request: EngineRequest,
        deadline: ContinuousClock.Instant
    ) async throws(EngineError) -> [KnowledgePassage] {
        let property = request.context.propertyId
        return try await beforeDeadline(deadline) { () async throws(EngineError) -> [KnowledgePassage] in
            do {
                return try await knowledge.search(
                    question.query,
                    property: property,
                    language: language.rawValue,
                    limit: Self.passageLimit
                )
            } catch is CancellationError {
                throw .cancelled
            } catch {
                throw .failed(detail: "knowledge lookup: \(type(of: error))")
            }
        }
    }
}
