package import Domain

/// What a reader of a guest's history was given so far.
///
/// Words are shown once they are delivered, and that need not be in their order: a cursor passes a word that is still on
/// its way, and names it, so that it is given when it arrives and nothing that came after it is given twice.
package struct GuestCursor: Sendable, Hashable {
    /// How far one conversation was read.
    package struct Position: Sendable, Hashable {
        package var conversation: ConversationID
        package var seq: Int

        /// Names both.
        package init(conversation: ConversationID, seq: Int) {
            self.conversation = conversation
            self.seq = seq
        }
    }

    /// The most conversations of a guest that are shown: the open one and the newest.
    package static let mostConversations = 16
    /// The most words on their way that are passed. A reader waits before the next one.
    package static let mostPending = 32

    /// How far each conversation was read; one that is not here, not at all.
    package var positions: [Position]
    /// The passed words that were on their way.
    package var pending: [MessageID]

    /// Names both.
    package init(positions: [Position], pending: [MessageID] = []) {
        self.positions = positions
        self.pending = pending
    }
}

/// A piece of a guest's history.
package struct GuestHistoryPage: Sendable, Hashable {
    /// What may be seen, in order; a word that was passed on its way comes before what is new.
    package var messages: [GuestMessageView]
    /// Behind it is what was not given yet; nil while there is nothing.
    package var cursor: GuestCursor?
    /// Whether there is more than was asked for: newer behind a cursor, older without.
    package var hasMore: Bool
}
