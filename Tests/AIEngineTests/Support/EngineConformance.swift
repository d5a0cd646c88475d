import AIEngine
import Testing

/// What every engine must keep, whatever is behind it.
enum EngineConformance {
    /// A good answer names the conversation and obeys the contract.
    static func echoesTheConversation(_ engine: any AIEngineClient) async throws {
        for _ in 0..<3 {
            let request = question("What time is breakfast?")
            let reply = try await engine.answer(request, deadline: soon)
            #expect(reply.conversationId == request.conversationId)
            try EngineReplyValidator().validate(reply, for: request.conversationId)
        }
        #expect(!engine.name.isEmpty)
    }

    /// An engine that would never answer gives up at the deadline.
    static func honoursTheDeadline(_ silent: any AIEngineClient) async {
        let clock = ContinuousClock()
        let spent = await clock.measure {
            await #expect(throws: EngineError.timeout) {
                try await silent.answer(
                    question("What time is breakfast?"),
                    deadline: .now.advanced(by: .milliseconds(50))
                )
            }
        }
        #expect(spent >= .milliseconds(50) && spent < .seconds(30))
    }

    /// A deadline that has passed is not worth a try.
    static func refusesThePast(_ engine: any AIEngineClient) async {
        await #expect(throws: EngineError.timeout) {
            try await engine.answer(question("What time is breakfast?"), deadline: .now.advanced(by: .seconds(-1)))
        }
    }

    /// Cancelling the asking task ends the call, and says so.
    static func honoursCancellation(_ silent: any AIEngineClient, began: Signal) async {
        let asking = Task {
            try await silent.answer(question("What time is breakfast?"), deadline: .now.advanced(by: .seconds(600)))
        }
        await began.wait()
        asking.cancel()
        await #expect(throws: EngineError.cancelled) { try await asking.value }
    }
}
