import Domain

extension LiveSession {
    /// Tells colleagues who follow a conversation on this node, and its guest, that somebody writes. Nothing is stored.
    func typing(_ conversation: ConversationID, _ isTyping: Bool) throws {
        guard principal.may(.writeConversations) else { throw Problem.forbidden(.writeConversations) }
        let payload = TypingPayload(
            conversationId: conversation,
            author: .staff,
            staff: .init(id: principal.staff, name: principal.name),
            isTyping: isTyping
        )
        feed.relay(
            try ServerMessage(type: "typing", payload: payload).frame(),
            in: conversation,
            but: ObjectIdentifier(self)
        )
        // Guests are not told who it is, nor that somebody thought better of it: their page forgets by itself.
        if isTyping { work.tellGuest(principal.property, conversation) }
    }
}
