package import Domain
package import Foundation

/// One question to an engine: the body of the `POST`.
package struct EngineRequest: Sendable, Hashable, Codable {
    /// The conversation asked about; the reply must name it.
    package var conversationId: ConversationID
    /// What the guest just said.
    package var message: EngineMessage
    /// The conversation so far.
    package var context: EngineContext
    /// Who is asking, as far as the hotel knows.
    package var guestProfile: EngineGuestProfile

    /// Names every part.
    package init(
        conversationId: ConversationID,
        message: EngineMessage,
        context: EngineContext,
        guestProfile: EngineGuestProfile = EngineGuestProfile()
    ) {
        self.conversationId = conversationId
        self.message = message
        self.context = context
        self.guestProfile = guestProfile
    }
}

/// What the guest said in one turn; several messages written in a burst are one question.
package struct EngineMessage: Sendable, Hashable, Codable {
    /// The words of all messages of the turn, in order, joined by newlines. Empty when they carried none.
    package var content: String
    /// The messages of the turn, in order.
    package var messageIds: [MessageID]
    /// What they carried: `text` as soon as one has words, else the kind of the last.
    package var kind: ContentKind
    /// Whether any message carried a picture, a voice note or another thing beside its words.
    package var hasMedia: Bool
    /// When the last of them arrived.
    package var receivedAt: Date
    /// What was noticed of any of them, in the order of ``EngineFlag``'s cases; nil, and not sent, when there is nothing.
    package var flags: [EngineFlag]?

    /// Names every part.
    package init(
        content: String,
        messageIds: [MessageID],
        kind: ContentKind = .text,
        hasMedia: Bool = false,
        receivedAt: Date,
        flags: [EngineFlag]? = nil
    ) {
        self.content = content
        self.messageIds = messageIds
        self.kind = kind
        self.hasMedia = hasMedia
        self.receivedAt = receivedAt
        self.flags = flags
    }
}

/// What was noticed of a guest's words before an engine was asked. The words themselves are as the guest wrote them, but
/// for numbers of payment cards.
package enum EngineFlag: String, Sendable, Codable, CaseIterable {
    /// They look like orders to an engine: they are a guest's words all the same, and to be answered as such.
    case injection
    /// The guest has written the same several times now.
    case repetition
    /// Numbers of payment cards were taken away.
    case masked
    /// There were more words than are kept.
    case truncated
}
