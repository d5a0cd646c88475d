package import Conversations
import Domain
package import Events
import Hummingbird
package import Logging
package import Routing
package import Sessions
import Store

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
    /// Where guests' words go.
    package var router: MessageRouter
    /// How the web chat is served.
    package var chat: ChatConfiguration
    /// Sockets of staff.
    let live: Live
    /// Sockets of guests.
    let audience: ChatAudience

    /// Names every part.
    package init(
        services: PeopleServices,
        sessions: SessionManager,
        conversations: ConversationManager,
        events: EventPublisher,
        router: MessageRouter,
        chat: ChatConfiguration = ChatConfiguration(),
        logger: Logger = Logger(label: "concierge")
    ) {
        self.services = services
        self.sessions = sessions
        self.conversations = conversations
        self.events = events
        self.router = router
        self.chat = chat
        let audience = ChatAudience(logger: logger) { property, listener in
            try await events.subscribe(property: property) { listener(ChatAudience.News($0)) }
        }
        self.audience = audience
        live = Live(
            LiveServices(
                services: services,
                sessions: sessions,
                conversations: conversations,
                events: events,
                staffTypes: { audience.staffTypes($0, $1) },
                logger: logger
            ),
            addresses: ClientAddress(trusted: chat.trustedProxies)
        )
    }

    /// Adds every route.
    ///
    /// - Parameter sockets: keeps the sockets.
    func add(to router: Router<EdgeContext>, sockets: SocketServer) {
        live.add(to: router, sockets: sockets)
        TourPage().add(to: router)
        SpecificationFiles().add(to: router)
        let addresses = ClientAddress(trusted: chat.trustedProxies)
        let routes = StaffRoutes(router: router, services: services, addresses: addresses)
        AdminRoutes(box: services.box, database: services.database, router: self.router).add(to: routes)
        DeskRoutes(manager: conversations).add(to: routes)
        RelayRoutes(router: self.router).add(to: routes)
        let desk = ChatDesk(router: self.router, database: services.database, configuration: chat)
        let live = live
        let typing: @Sendable (PropertyID, ConversationID) -> Void = { live.guestTypes($0, $1) }
        ChatRoutes(desk: desk, typing: typing).add(to: router)
        ChatPage(desk: desk).add(to: router)
        let strangers = StrangerLimits(services.limits, localCallers: chat.localCallers, block: chat.block)
        AuthRoutes(sessions: sessions, services: services, addresses: addresses, strangers: strangers).add(to: routes)
        StaffAdministration(sessions: sessions).add(to: routes)
        ChatSocketRoute(desk: desk, audience: audience, sockets: sockets, typing: typing).add(to: router)
    }
}
