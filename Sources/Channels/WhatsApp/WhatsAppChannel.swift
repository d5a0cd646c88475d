package import AsyncHTTPClient
package import Domain

/// WhatsApp through Meta's Cloud API.
package struct WhatsAppChannel: Channel {
    /// Where Meta's Graph API is, without a closing slash.
    package static let defaultGraphURL = "https://graph.facebook.com/v23.0"

    package let provider = WhatsApp.provider
    package let kind = ChannelKind.whatsapp
    package let capabilities = ChannelCapabilities(
        reportsDelivered: true,
        reportsRead: true,
        echoesDeliveryID: true,
        retriesWebhooks: true,
        endpointRate: 80,
        recipientSpacing: .seconds(6)
    )

    private let sender: WhatsAppSender
    private let checker: WhatsAppCheck

    /// Makes the channel; it does not own the client.
    ///
    /// - Parameters:
    ///   - httpClient: speaks HTTP, configured as `HTTPClient.Configuration.providers`.
    ///   - graphURL: the base of every request, with the version, without a closing slash.
    package init(httpClient: HTTPClient, graphURL: String = Self.defaultGraphURL) {
        sender = WhatsAppSender(httpClient: httpClient, graphURL: graphURL)
        checker = WhatsAppCheck(httpClient: httpClient, graphURL: graphURL)
    }

    /// Answers `hub.mode=subscribe`: the challenge when the token is known, 403 otherwise. Every GET is such a
    /// question.
    package func handshake(_ request: WebhookRequest, verifyTokens: [String]) -> WebhookReply? {
        guard request.method == "GET" else { return nil }
        guard request.queryValue("hub.mode") == "subscribe",
            let token = request.queryValue("hub.verify_token"),
            let challenge = request.queryValue("hub.challenge"),
            ConstantTimeToken.matches(token, anyOf: verifyTokens)
        else { return WebhookReply(status: 403, body: Array("forbidden".utf8)) }
        return WebhookReply(status: 200, body: Array(challenge.utf8))
    }

    package func verify(_ request: WebhookRequest, candidates: some Collection<String>) -> Set<String> {
        MetaSignature.verify(
            rawBody: request.body,
            header: request.headers[MetaSignature.header],
            candidates: candidates
        )
    }

    package func parse(_ request: WebhookRequest) throws(WebhookError) -> ParsedWebhook {
        try WhatsAppWebhook.parse(request.body)
    }

    package func send(
        _ message: OutboundMessage,
        credentials: EndpointCredentials,
        deadline: ContinuousClock.Instant
    ) async -> SendOutcome {
        await sender.send(message, credentials: credentials, deadline: deadline)
    }

    /// Asks for the phone number itself.
    package func check(
        address: String,
        credentials: EndpointCredentials?,
        deadline: ContinuousClock.Instant
    ) async -> CredentialsCheck {
        await checker.check(address: address, credentials: credentials, deadline: deadline)
    }
}

/// What every part of this channel calls by one name.
enum WhatsApp {
    static let provider = "whatsapp"
}
