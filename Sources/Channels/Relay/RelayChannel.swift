package import Domain

/// Any other channel, through a service of the hotel's own: guests' messages come in over `/internal/v1/inbound`, ours
/// are posted to the endpoint's URL in the same shape, signed as Standard Webhooks.
///
/// The service takes each `webhook-id`, our delivery id, once. Therefore a hand-over that nobody answered is tried
/// again, where a provider without that promise would leave it unknown.
package struct RelayChannel: Channel {
    /// The provider's name, as stored with every endpoint.
    package static let providerName = "relay"

    package let provider = Self.providerName
    package let kind = ChannelKind.relay
    package let capabilities = ChannelCapabilities(
        reportsDelivered: false,
        reportsRead: false,
        echoesDeliveryID: true,
        retriesWebhooks: false,
        endpointRate: 100,
        recipientSpacing: .zero,
        takesDeliveriesOnce: true
    )

    private let sender: RelaySender
    private let clients: GuardedClients

    /// Makes the channel; it does not own the clients.
    package init(clients: GuardedClients) {
        self.clients = clients
        sender = RelaySender(clients: clients)
    }

    package func handshake(_ request: WebhookRequest, verifyTokens: [String]) -> WebhookReply? { nil }

    /// Nobody delivers here: what comes in comes with an API key.
    package func verify(_ request: WebhookRequest, candidates: some Collection<String>) -> Set<String> { [] }

    package func parse(_ request: WebhookRequest) throws(WebhookError) -> ParsedWebhook {
        throw .unexpected("channel services post to /internal/v1/inbound")
    }

    package func send(
        _ message: OutboundMessage,
        credentials: EndpointCredentials,
        deadline: ContinuousClock.Instant
    ) async -> SendOutcome {
        await sender.send(message, credentials: credentials, deadline: deadline)
    }

    /// Looks at what can be seen from here. A service takes whatever is posted to it as words for a guest, so that it is
    /// not asked.
    package func check(
        address: String,
        credentials: EndpointCredentials?,
        deadline: ContinuousClock.Instant
    ) async -> CredentialsCheck {
        guard let credentials, let url = credentials.url,
            credentials.appSecrets.contains(where: { StandardWebhooks.Secret($0) != nil })
        else { return .failed(.noCredentials, code: nil) }
        do {
            try await clients.check(url)
            return .untested
        } catch {
            return .failed(.unusableURL, code: nil)
        }
    }
}
