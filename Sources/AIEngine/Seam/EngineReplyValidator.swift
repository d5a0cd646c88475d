package import Domain

/// The rules a reply must obey before anybody acts on it.
package struct EngineReplyValidator: Sendable {
    /// The longest answer in UTF-8 bytes.
    package static let maximumResponseBytes = 16 * 1024
    /// The longest intent in characters.
    package static let maximumIntentLength = 128
    /// The most actions in one reply.
    package static let maximumActions = 20
    /// The longest description of a task in UTF-8 bytes, and the longest department, room or item name in characters.
    package static let maximumDescriptionBytes = 4096
    package static let maximumNameLength = 128
    /// The most items in one task and the most of one item.
    package static let maximumItems = 50
    package static let maximumQuantity = 1000

    /// Rules have no settings.
    package init() {}

    /// Refuses a reply that breaks the contract.
    ///
    /// - Parameters:
    ///   - reply: what the engine said.
    ///   - conversation: the conversation it was asked about.
    /// - Throws: ``EngineError/malformed(field:detail:)`` naming the first field at fault.
    package func validate(_ reply: EngineReply, for conversation: ConversationID) throws(EngineError) {
        try check(reply.conversationId == conversation, "conversationId", "names another conversation")
        let isFraction = reply.confidence.isFinite && (0...1).contains(reply.confidence)
        try check(isFraction, "confidence", "is not a number from 0 to 1")
        let response = reply.response
        let isBlank = response.allSatisfy(\.isWhitespace)
        try check(!isBlank || reply.shouldEscalate, "response", "is empty though nobody is to take over")
        try check(response.utf8.count <= Self.maximumResponseBytes, "response", "is longer than 16 kB")
        try check(!hasNUL(response), "response", "contains NUL")
        try check(!reply.intent.isEmpty, "intent", "is empty")
        try check(reply.intent.count <= Self.maximumIntentLength, "intent", "is longer than 128 characters")
        try check(!hasNUL(reply.intent), "intent", "contains NUL")
        let actions = reply.actions ?? []
        try check(actions.count <= Self.maximumActions, "actions", "are more than 20")
        for (index, action) in actions.enumerated() {
            if case .createTask(let task) = action { try validate(task, at: "actions[\(index)]") }
        }
    }

    private func validate(_ task: TaskAction, at path: String) throws(EngineError) {
        try checkName(task.department, "\(path).department")
        try check(!task.description.isEmpty, "\(path).description", "is empty")
        try check(task.description.utf8.count <= Self.maximumDescriptionBytes, "\(path).description", "is too long")
        try check(!hasNUL(task.description), "\(path).description", "contains NUL")
        if let room = task.room { try checkName(room, "\(path).room") }
        if let due = task.dueInMinutes {
            try check((0...60 * 24 * 365).contains(due), "\(path).dueInMinutes", "is not within a year from now")
        }
        let items = task.items ?? []
        try check(items.count <= Self.maximumItems, "\(path).items", "are more than 50")
        for (index, item) in items.enumerated() {
            try checkName(item.name, "\(path).items[\(index)].name")
            let isSane = (1...Self.maximumQuantity).contains(item.quantity)
            try check(isSane, "\(path).items[\(index)].quantity", "is not from 1 to 1000")
        }
    }

    private func checkName(_ name: String, _ field: String) throws(EngineError) {
        try check(!name.isEmpty, field, "is empty")
        try check(name.count <= Self.maximumNameLength, field, "is longer than 128 characters")
        try check(!hasNUL(name), field, "contains NUL")
    }

    private func check(_ holds: Bool, _ field: String, _ detail: String) throws(EngineError) {
        if !holds { throw .malformed(field: field, detail: detail) }
    }

    private func hasNUL(_ text: String) -> Bool {
        text.utf8.contains(0)
    }
}
