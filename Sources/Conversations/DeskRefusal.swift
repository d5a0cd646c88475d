package import Domain

/// Why something cannot be done at the desk, besides ``InvalidTransition`` and ``InvalidTaskStep``.
package enum DeskRefusal: Error, Sendable {
    /// There is no such thing at this hotel.
    case notFound
    /// It has changed since the caller saw it; this is its present version.
    case stale(present: Int)
    /// The conversation's work is not finished.
    case tasksOpen(count: Int)
    /// The guest must write before the hotel may.
    case windowClosed
    /// The guest wants no more messages on this channel.
    case optedOut
    /// Nothing but white space was to be said.
    case nothingToSay
    /// The guest has gone on in another conversation.
    case newerConversation(ConversationID)
    /// Nobody of this hotel is that.
    case unknownStaff
    /// This hotel has no such department, or the guest or conversation named is not here.
    case unknownReference(String)
    /// Somebody else has the task.
    case taskTaken(by: String)
    /// People have the conversation already: it is given to others, and not escalated again.
    case alreadyEscalated
    /// Only people can take things on, services cannot.
    case staffOnly
}
