package import Conversations
package import Events
import Hummingbird
package import Sessions

/// Everything the edge serves to people: staff, services and guests on the web.
package struct PeopleAPI: Sendable {
    /// What all their routes stand on.
    package var services: PeopleServices
    /// Who is signed in.
    package var sessions: SessionManager
    /// Conversations and what is done about them.
    package var conversations: ConversationManager
    /// What changes, as it changes.
    package var events: EventPublisher

    /// Names every part.
    package init(
        services: PeopleServices,
        sessions: SessionManager,
        conversations: ConversationManager,
        events: EventPublisher
    ) {
        self.services = services
        self.sessions = sessions
        self.conversations = conversations
        self.events = events
    }

    /// Adds every route.
    func add(to router: Router<EdgeContext>) {
        TourPage().add(to: router)
        _ = StaffRoutes(router: router, services: services)
    }
}
