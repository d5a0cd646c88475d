import Foundation

/// What is read of a question; everything may be missing.
struct EngineQuestion: Decodable {
    struct Message: Decodable {
        var content: String

        /// Takes the words alone as well.
        init(from decoder: any Decoder) throws {
            if let words = try? decoder.singleValueContainer().decode(String.self) {
                content = words
            } else {
                content = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .content)
            }
        }

        enum CodingKeys: String, CodingKey {
            case content
        }
    }

    struct Context: Decodable {
        var messages: [Ignored]?
    }

    /// Something that is only counted.
    struct Ignored: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    var conversationId: String?
    var message: Message
    var context: Context?
}

/// The answer of the contract.
struct EngineAnswer: Encodable {
    struct Action: Encodable {
        var type = "create_task"
        var department: String
        var priority: String
        var description: String
    }

    var conversationId: String?
    var response: String
    var intent: String
    var confidence: Double
    var actions: [Action]?
    var shouldEscalate: Bool

    init(to question: EngineQuestion, _ canned: CannedEngine.Answer) {
        conversationId = question.conversationId
        response = canned.response
        intent = canned.intent
        confidence = canned.confidence
        actions = canned.task.map {
            [Action(department: $0.department, priority: $0.priority, description: question.message.content)]
        }
        shouldEscalate = canned.shouldEscalate
    }
}
