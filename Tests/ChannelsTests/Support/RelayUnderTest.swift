import Channels
import Domain
import Foundation

extension ChannelUnderTest {
    /// Secrets as both sides of the contract write them.
    static let relaySecrets = [
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + Data(repeating: 7, count: 32).base64EncodedString(),
    ]

    static let relay = ChannelUnderTest(
        provider: "relay",
        make: { client, _ in RelayChannel(clients: GuardedClients(allowsPrivateNetworks: true, client: client)) },
        credentials: EndpointCredentials(accessToken: "token-1", appSecrets: relaySecrets),
        message: outbound(to: GuestIdentity(kind: .phone, value: "+15005550006")),
        acceptance: .answer(status: 202, body: #"{"messageId":"accepted-1"}"#),
        refusals: [
            (.answer(status: 400, body: "no"), .content, "http_400"),
            (.answer(status: 422), .content, "http_422"),
            (.answer(status: 401), .account, "http_401"),
            (.answer(status: 404), .account, "http_404"),
            (.answer(status: 410), .account, "http_410"),
            (.answer(status: 408), .transient, "http_408"),
            (.answer(status: 429), .throttledEndpoint, "http_429"),
            (.answer(status: 500), .transient, "http_500"),
            (.answer(status: 502, body: "<html>"), .transient, "http_502"),
            (.answer(status: 503), .transient, "http_503"),
            (.answer(status: 302, headers: [("location", "/elsewhere")]), .permanent, "http_302"),
        ],
        ambiguities: [],
        unsendable: [
            (outbound(to: GuestIdentity(kind: .webSession, value: UUID().uuidString)), .recipient),
            (outbound(to: GuestIdentity(kind: .external, value: "line-2/7")), .recipient),
            (outbound(to: GuestIdentity(kind: .phone, value: "+15005550006"), text: ""), .content),
        ],
        webhook: nil
    )

    static let webChat = ChannelUnderTest(
        provider: "web",
        make: { _, _ in WebChatChannel() },
        credentials: EndpointCredentials(),
        message: outbound(to: GuestIdentity(kind: .webSession, value: UUID().uuidString)),
        acceptance: .close,
        refusals: [],
        ambiguities: [],
        unsendable: [
            (outbound(to: GuestIdentity(kind: .phone, value: "+15005550006")), .recipient),
            (outbound(to: GuestIdentity(kind: .webSession, value: UUID().uuidString), text: ""), .content),
        ],
        webhook: nil
    )

    /// The credentials, for channels whose receiver is at an address of its own.
    func credentials(at url: String) -> EndpointCredentials {
        var own = credentials
        own.url = url + "/take"
        return own
    }

    private static func outbound(to recipient: GuestIdentity, text: String = "Your towels are on the way ☺")
        -> OutboundMessage
    {
        OutboundMessage(
            deliveryID: DeliveryID(UUID.version7()),
            endpointAddress: "line-1",
            recipient: recipient,
            text: text,
            channel: .sms
        )
    }
}
