package import Conversations
package import Domain
package import Events
package import Logging
package import Sessions

/// What sockets of staff stand on.
package struct LiveServices: Sendable {
    /// The database, the limits and who asks.
    package var services: PeopleServices
    /// Tickets, and what was taken back.
    package var sessions: SessionManager
    /// The only way a staff word takes.
    package var conversations: ConversationManager
    /// What changes.
    package var events: EventPublisher
    /// Told that somebody of the staff writes in a conversation.
    package var staffTypes: @Sendable (PropertyID, ConversationID) -> Void
    /// Where it is said what went wrong.
    package var logger: Logger

    /// Names every part.
    package init(
        services: PeopleServices,
        sessions: SessionManager,
        conversations: ConversationManager,
        events: EventPublisher,
        staffTypes: @escaping @Sendable (PropertyID, ConversationID) -> Void,
        logger: Logger
    ) {
        self.services = services
        self.sessions = sessions
        self.conversations = conversations
        self.events = events
        self.staffTypes = staffTypes
        self.logger = logger
    }
}
