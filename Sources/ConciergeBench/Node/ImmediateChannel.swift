import AsyncHTTPClient
import Channels
import Domain
import Foundation
import Routing

/// WhatsApp's channel with a provider that takes every message at once and reports it delivered in the next moment.
///
/// Only the network is left out: what comes in is verified and parsed as ever, statuses included.
struct ImmediateChannel: Channels.Channel {
    private let whatsApp = WhatsAppChannel(httpClient: HTTPClient.shared)
    private let taken: AsyncStream<DeliveryID>
    private let intake: AsyncStream<DeliveryID>.Continuation

    init() {
        (taken, intake) = AsyncStream.makeStream()
    }

    var provider: String { whatsApp.provider }
    var kind: ChannelKind { whatsApp.kind }
    var capabilities: ChannelCapabilities { whatsApp.capabilities }

    func handshake(_ request: WebhookRequest, verifyTokens: [String]) -> WebhookReply? {
        whatsApp.handshake(request, verifyTokens: verifyTokens)
    }

    func verify(_ request: WebhookRequest, candidates: some Collection<String>) -> Set<String> {
        whatsApp.verify(request, candidates: candidates)
    }

    func parse(_ request: WebhookRequest) throws(WebhookError) -> ParsedWebhook {
        try whatsApp.parse(request)
    }

    func send(
        _ message: OutboundMessage,
        credentials: EndpointCredentials,
        deadline: ContinuousClock.Instant
    ) async -> SendOutcome {
        intake.yield(message.deliveryID)
        return .accepted(providerMessageID: Self.providerID(message.deliveryID))
    }

    /// Reports every message taken as delivered, each as a signed webhook of its own.
    func reportStatuses(to router: MessageRouter, completed: Completed) async {
        await withDiscardingTaskGroup { group in
            for await delivery in taken {
                group.addTask {
                    let reply = await router.receive(Self.status(of: delivery), from: "whatsapp")
                    if reply.status == 200 { completed.add() }
                }
            }
        }
    }

    private static func providerID(_ delivery: DeliveryID) -> String { "wamid.out.\(delivery)" }

    private static func status(of delivery: DeliveryID) -> WebhookRequest {
        let body = Array(
            """
            {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":\
            {"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":\
            "\(BenchHotel.phoneNumberID)"},"statuses":[{"id":"\(providerID(delivery))","status":"delivered","timestamp":\
            "\(Int(Date().timeIntervalSince1970))","biz_opaque_callback_data":"\(delivery)"}]}}]}]}
            """.utf8
        )
        return WebhookRequest(
            method: "POST",
            path: "/webhooks/whatsapp",
            headers: [(MetaSignature.header, MetaSignature.sign(body, secret: BenchHotel.appSecret))],
            body: body
        )
    }
}
