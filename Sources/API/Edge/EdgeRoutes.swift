package import Channels
import HTTPTypes
import Hummingbird

/// What a server of the edge answers. The work behind it is injected, so that the edge knows no database.
package struct EdgeRoutes: Sendable {
    /// Takes a provider's delivery and says how to answer it.
    package typealias WebhookHandler = @Sendable (_ request: WebhookRequest, _ provider: String) async -> WebhookReply

    /// Takes deliveries; nil serves no webhooks, as on the port for metrics.
    package var webhooks: WebhookHandler?
    /// What people are served; nil serves none of it.
    package var people: PeopleAPI?
    /// The sockets these routes let in.
    package var sockets: SocketServer
    /// What must hold for this node to be sent work.
    package var readiness: ReadinessBoard
    /// Everything measured, as text.
    package var metricsText: @Sendable () -> String
    /// Further routes, laid out after all others.
    var more: (@Sendable (Router<EdgeContext>) -> Void)?
    /// The program's version, for the page at `/`.
    package var version: String

    /// Names every part.
    package init(
        webhooks: WebhookHandler?,
        people: PeopleAPI? = nil,
        sockets: SocketServer = SocketServer(),
        readiness: ReadinessBoard,
        version: String,
        metricsText: @escaping @Sendable () -> String
    ) {
        self.webhooks = webhooks
        self.people = people
        self.sockets = sockets
        self.readiness = readiness
        self.version = version
        self.metricsText = metricsText
    }

    /// The router with the first and last stop before every route.
    func router(_ configuration: EdgeConfiguration, metrics: EdgeMetrics) -> Router<EdgeContext> {
        // The middleware wants to know all routes and must be there before them: they are laid out once to be known.
        let draft = Router(context: EdgeContext.self)
        add(to: draft, configuration)
        let router = Router(context: EdgeContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: EdgeMiddleware(metrics: metrics, routes: RouteTable(draft)))
        add(to: router, configuration)
        return router
    }

    private func add(to router: Router<EdgeContext>, _ configuration: EdgeConfiguration) {
        IndexPage(version: version, servesPeople: people != nil).add(to: router)
        HealthRoutes(board: readiness, access: configuration.metrics).add(to: router)
        MetricsRoute(text: metricsText, access: configuration.metrics).add(to: router)
        if let webhooks {
            WebhookRoutes(handler: webhooks, maxBodyBytes: configuration.maxBodyBytes).add(to: router)
        }
        people?.add(to: router, sockets: sockets)
        more?(router)
    }
}
