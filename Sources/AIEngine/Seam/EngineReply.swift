package import Domain

/// An engine's answer.
package struct EngineReply: Sendable, Hashable, Codable {
    /// The conversation that was asked about.
    package var conversationId: ConversationID
    /// The words for the guest; may be empty only when ``shouldEscalate`` is true.
    package var response: String
    /// What the guest wants, for example `housekeeping.towels`.
    package var intent: String
    /// How sure the engine is of its answer, 0 to 1.
    package var confidence: Double
    /// What the hotel should do.
    package var actions: [EngineAction]?
    /// Whether a person should take over.
    package var shouldEscalate: Bool
    /// The knowledge entries the answer was taken from. Ours, beside the contract; engines may leave it out.
    package var sources: [KnowledgeEntryID]?

    /// Names every part.
    package init(
        conversationId: ConversationID,
        response: String,
        intent: String,
        confidence: Double,
        actions: [EngineAction]? = nil,
        shouldEscalate: Bool = false,
        sources: [KnowledgeEntryID]? = nil
    ) {
        self.conversationId = conversationId
        self.response = response
        self.intent = intent
        self.confidence = confidence
        self.actions = actions
        self.shouldEscalate = shouldEscalate
        self.sources = sources
    }

    /// The tasks among the actions, in order.
    package var tasks: [TaskAction] {
        (actions ?? []).compactMap { action in
            if case .createTask(let task) = action { task } else { nil }
        }
    }

    /// What was kept but will not be done, for the log.
    package var warnings: [EngineWarning] {
        (actions ?? []).enumerated().compactMap { index, action in
            if case .unknown(let type, _) = action { .unknownAction(index: index, type: type) } else { nil }
        }
    }

    /// Why the conversation should go to people, read from the intent; nil when it should not.
    package var escalationReason: EscalationReason? {
        guard shouldEscalate else { return nil }
        if intent.hasPrefix(EngineIntent.emergencyPrefix) { return .emergency }
        return intent == EngineIntent.humanRequest ? .guestRequested : .engineRequested
    }
}

/// The intents that mean something to the gateway, whichever engine names them.
package enum EngineIntent {
    /// Every intent that begins so is an emergency.
    package static let emergencyPrefix = "emergency."
    /// The guest asked for a person.
    package static let humanRequest = "other.human_request"
    /// The message had no words.
    package static let media = "other.media"
    /// The engine did not understand.
    package static let unknown = "other.unknown"
}

/// Something odd in a reply that is no reason to refuse it.
package enum EngineWarning: Sendable, Hashable {
    /// An action of a type this program does not know; it is kept as data and not carried out.
    case unknownAction(index: Int, type: String)
}
