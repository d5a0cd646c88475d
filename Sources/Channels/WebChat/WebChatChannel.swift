package import Domain

/// The chat on our own pages. There is no provider: a message is handed over the moment it may be shown, and reaches
/// the guest's page over its socket or with its next look at the history.
package struct WebChatChannel: Channel {
    /// The provider's name, as stored with every endpoint.
    package static let providerName = "web"

    package let provider = Self.providerName
    package let kind = ChannelKind.web
    package let capabilities = ChannelCapabilities(
        reportsDelivered: false,
        reportsRead: false,
        echoesDeliveryID: true,
        retriesWebhooks: false,
        endpointRate: 1000,
        recipientSpacing: .zero,
        needsCredentials: false,
        takesDeliveriesOnce: true
    )

    /// Makes the channel.
    package init() {}

    package func handshake(_ request: WebhookRequest, verifyTokens: [String]) -> WebhookReply? { nil }

    /// Nobody delivers here: guests' words come in over the chat's own routes.
    package func verify(_ request: WebhookRequest, candidates: some Collection<String>) -> Set<String> { [] }

    package func parse(_ request: WebhookRequest) throws(WebhookError) -> ParsedWebhook {
        throw .unexpected("the web chat takes no webhooks")
    }

    package func send(
        _ message: OutboundMessage,
        credentials: EndpointCredentials,
        deadline: ContinuousClock.Instant
    ) async -> SendOutcome {
        guard message.recipient.kind == .webSession else {
            return .refused(
                SendFailure(
                    class: .recipient,
                    code: "unsupported_identity",
                    detail: "the web chat reaches no identity of kind \(message.recipient.kind.rawValue)"
                )
            )
        }
        guard !message.text.isEmpty else {
            return .refused(SendFailure(class: .content, code: "empty_text", detail: "there is nothing to send"))
        }
        return .accepted(providerMessageID: message.deliveryID.description)
    }
}
