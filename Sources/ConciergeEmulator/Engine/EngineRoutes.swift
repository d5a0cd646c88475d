import Foundation
import HTTPTypes
import Hummingbird

/// An AI engine that speaks the contract, well or badly.
struct EngineRoutes: Sendable {
    let state: EmulatorState

    func add(to router: Router<EmulatorContext>) {
        router.post("/engine") { (request, context) -> Response in
            try await answer(request, context)
        }
        router.get("/engine/requests") { (_, _) -> Response in
            try Response.json(await state.engineQuestions)
        }
    }

    private func answer(_ request: Request, _ context: EmulatorContext) async throws -> Response {
        let body = try await request.bytes()
        let question: EngineQuestion
        do {
            question = try JSONDecoder().decode(EngineQuestion.self, from: body)
        } catch {
            return .text("this is not the contract: \(error)", status: .badRequest)
        }
        let (behaviour, fault) = await state.nextEngineCall()
        await state.record(
            ReceivedEngineRequest(
                conversationId: question.conversationId,
                message: question.message.content,
                contextMessages: question.context?.messages?.count ?? 0,
                answered: fault?.kind.rawValue ?? "answered",
                receivedAt: Date()
            )
        )
        await Patience.wait(milliseconds: behaviour.delayMs)
        let answer = EngineAnswer(to: question, CannedEngine.answer(to: question.message.content))
        guard let fault else { return try .json(answer) }
        return try await strike(fault, answer, context)
    }

    private func strike(_ fault: EngineFault, _ answer: EngineAnswer, _ context: EmulatorContext) async throws
        -> Response
    {
        var answer = answer
        switch fault.kind {
        case .error:
            var headers = HTTPFields()
            if let seconds = fault.retryAfter { headers[.retryAfter] = String(seconds) }
            return Response(status: HTTPResponse.Status(code: fault.status ?? 500), headers: headers)
        case .hold:
            return try await context.hold()
        case .close:
            return try await context.hangUp()
        case .notJSON:
            return .json(bytes: Array("<html>I am not JSON</html>".utf8))
        case .wrongTypes:
            return .json(
                bytes: Array(#"{"conversationId":7,"response":{"a":[]},"confidence":"very","actions":5}"#.utf8)
            )
        case .missingFields:
            return .json(bytes: Array(#"{"intent":"none"}"#.utf8))
        case .confidence:
            answer.confidence = 7
        case .huge:
            answer.response = String(repeating: "towels ", count: 150_000)
        case .empty:
            answer.response = ""
        case .otherConversation:
            answer.conversationId = UUID().uuidString.lowercased()
        }
        return try .json(answer)
    }
}
