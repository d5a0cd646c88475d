package import Channels
import HTTPTypes
import Hummingbird

/// What a server of the edge answers. The work behind it is injected, so that the edge knows no database.
package struct EdgeRoutes: Sendable {
    /// Takes a provider's delivery and says how to answer it.
    package typealias WebhookHandler = @Sendable (_ request: WebhookRequest, _ provider: String) async -> WebhookReply

    /// Takes deliveries; nil serves no webhooks, as on the port for metrics.
    package var webhooks: WebhookHandler?
    /// What must hold for this node to be sent work.
    package var readiness: ReadinessBoard
    /// Everything measured, as text.
    package var metricsText: @Sendable () -> String
    /// The program's version, for the page at `/`.
    package var version: String

    /// Names every part.
    package init(
        webhooks: WebhookHandler?,
        readiness: ReadinessBoard,
        version: String,
        metricsText: @escaping @Sendable () -> String
    ) {
        self.webhooks = webhooks
        self.readiness = readiness
        self.version = version
        self.metricsText = metricsText
    }

    /// Every address with its methods.
    var methods: [String: [String]] {
        let read = ["GET", "HEAD"]
        var methods = ["/": read, "/livez": read, "/readyz": read, "/metrics": read]
        if webhooks != nil { methods[WebhookRoutes.whatsAppPath] = read + ["POST"] }
        return methods
    }

    func router(_ configuration: EdgeConfiguration, metrics: EdgeMetrics) -> Router<EdgeContext> {
        let router = Router(context: EdgeContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: EdgeMiddleware(metrics: metrics, methods: methods))
        IndexPage(version: version).add(to: router)
        HealthRoutes(board: readiness, access: configuration.metrics).add(to: router)
        MetricsRoute(text: metricsText, access: configuration.metrics).add(to: router)
        if let webhooks {
            WebhookRoutes(handler: webhooks, maxBodyBytes: configuration.maxBodyBytes).add(to: router)
        }
        return router
    }
}
