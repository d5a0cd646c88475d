import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import Synchronization
import Testing

/// A channel service that takes text messages, up to the point where they would leave.
struct TextMessages: Channel {
    static let hotelNumber = "+15005550006"

    let provider = RelayChannel.providerName
    let kind = ChannelKind.relay
    let capabilities = ChannelCapabilities(
        reportsDelivered: false,
        reportsRead: false,
        echoesDeliveryID: true,
        retriesWebhooks: false,
        endpointRate: 100,
        recipientSpacing: .zero,
        needsCredentials: false,
        takesDeliveriesOnce: true
    )

    /// What was handed over, in order.
    private let kept = Kept()

    private final class Kept: Sendable {
        let texts = Mutex<[String]>([])
    }

    var texts: [String] { kept.texts.withLock { $0 } }

    func handshake(_ request: WebhookRequest, verifyTokens: [String]) -> WebhookReply? { nil }

    func verify(_ request: WebhookRequest, candidates: some Collection<String>) -> Set<String> { [] }

    func parse(_ request: WebhookRequest) throws(WebhookError) -> ParsedWebhook {
        throw .unexpected("nobody delivers here")
    }

    func send(
        _ message: OutboundMessage,
        credentials: EndpointCredentials,
        deadline: ContinuousClock.Instant
    ) async -> SendOutcome {
        kept.texts.withLock { $0.append(message.text) }
        return .accepted(providerMessageID: message.deliveryID.description)
    }
}

extension DemoWorld {
    /// Gives the demo hotel a number for text messages.
    func openTextMessages() async throws {
        _ = try await stores.router.query(
            """
            INSERT INTO endpoints (property_id, channel, provider, address, display_name, accumulation_ms)
            SELECT id, 'sms', \(RelayChannel.providerName), \(TextMessages.hotelNumber), 'Text messages', 0 FROM properties
            """
        )
    }

    /// A guest sends a text message; returns what it was decided to be, once everything has settled.
    @discardableResult
    func text(_ words: String, from number: String) async throws -> String {
        let entry = try #require(
            try await router.endpoint(provider: RelayChannel.providerName, address: TextMessages.hotelNumber)
        )
        let fate = try await router.accept(
            InboundMessage(
                provider: RelayChannel.providerName,
                endpointAddress: TextMessages.hotelNumber,
                senders: [GuestIdentity(kind: .phone, value: number)],
                providerMessageID: UUID().uuidString,
                text: words
            ),
            at: entry
        )
        try await settle()
        guard case .stored(let outcome) = fate else { return "\(fate)" }
        return [outcome.decision.rawValue, outcome.reason ?? ""].joined(separator: " ")
    }
}
