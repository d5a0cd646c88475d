import AsyncHTTPClient
import Channels
import Domain
import Synchronization

/// WhatsApp up to the point where words would leave: there a test decides what becomes of them.
struct ScriptedChannel: Channel {
    typealias Script = @Sendable (OutboundMessage, _ attempt: Int) async -> SendOutcome

    /// What was handed over, in order.
    let sent = Tally<OutboundMessage>()
    private let script: Script
    private let real = WhatsAppChannel(httpClient: .shared)

    init(_ script: @escaping Script = { message, _ in .accepted(providerMessageID: "out-\(message.deliveryID)") }) {
        self.script = script
    }

    var provider: String { real.provider }
    var kind: ChannelKind { real.kind }
    var capabilities: ChannelCapabilities { real.capabilities }

    /// The texts handed to each guest, in order.
    var texts: [String: [String]] {
        Dictionary(grouping: sent.values, by: \.recipient.value).mapValues { $0.map(\.text) }
    }

    func handshake(_ request: WebhookRequest, verifyTokens: [String]) -> WebhookReply? {
        real.handshake(request, verifyTokens: verifyTokens)
    }

    func verify(_ request: WebhookRequest, candidates: some Collection<String>) -> Set<String> {
        real.verify(request, candidates: candidates)
    }

    func parse(_ request: WebhookRequest) throws(WebhookError) -> ParsedWebhook {
        try real.parse(request)
    }

    func send(
        _ message: OutboundMessage,
        credentials: EndpointCredentials,
        deadline: ContinuousClock.Instant
    ) async -> SendOutcome {
        sent.add(message)
        let attempt = sent.values.count { $0.deliveryID == message.deliveryID }
        return await script(message, attempt)
    }
}
