import Channels
import Domain
import Foundation

extension ChannelUnderTest {
    static let whatsApp: ChannelUnderTest = {
        let recipient = GuestIdentity(kind: .phone, value: "+15005550006")
        let message = outbound(to: recipient)
        var headers = [("Content-Type", "application/json")]
        let body = Array(WhatsAppSample.oneMessageAndOneStatus.utf8)
        let unsigned = WebhookRequest(method: "POST", path: "/webhooks/whatsapp", headers: headers, body: body)
        headers.append(("X-Hub-Signature-256", MetaSignature.sign(body, secret: "app-secret")))
        return ChannelUnderTest(
            provider: "whatsapp",
            make: { WhatsAppChannel(httpClient: $0, graphURL: $1 + "/v23.0") },
            credentials: EndpointCredentials(
                accessToken: "token-1",
                appSecrets: ["app-secret", "old-secret"],
                verifyToken: "verify-1"
            ),
            message: message,
            acceptance: .answer(
                status: 200,
                body: #"{"messaging_product":"whatsapp","contacts":[{"wa_id":"1"}],"messages":[{"id":"accepted-1"}]}"#
            ),
            refusals: [
                (graphError(500, 131_016), .transient, "131016"),
                (graphError(400, 130_429), .throttledEndpoint, "130429"),
                (graphError(400, 131_056), .throttledRecipient, "131056"),
                (graphError(400, 131_047), .windowClosed, "131047"),
                (graphError(400, 131_026), .recipient, "131026"),
                (graphError(400, 131_049), .permanent, "131049"),
                (graphError(400, 100), .content, "100"),
                (graphError(401, 190), .account, "190"),
                (graphError(403, 210), .account, "210"),
                // A code nobody knows: the status decides, the code is kept.
                (graphError(400, 999_999), .content, "999999"),
                (graphError(500, 999_999), .transient, "999999"),
                // No code at all.
                (.answer(status: 429, headers: [("retry-after", "7")]), .throttledEndpoint, "http_429"),
                (.answer(status: 503, body: "busy"), .transient, "http_503"),
                (.answer(status: 404, body: "{}"), .account, "http_404"),
                (.answer(status: 302, headers: [("location", "/elsewhere")]), .permanent, "http_302"),
            ],
            ambiguities: [
                .answer(status: 200, body: "{}"),
                .answer(status: 200, body: #"{"messages":[{"id":""}]}"#),
                .answer(status: 200, body: "not JSON"),
                .answer(status: 200, body: String(repeating: " ", count: 100_000)),
                .answer(status: 500),
                .answer(status: 502, body: "<html>bad gateway</html>"),
                .answer(status: 504, body: "<html>gateway timeout</html>"),
            ],
            unsendable: [
                (outbound(to: GuestIdentity(kind: .email, value: "a@example.com")), .recipient),
                (outbound(to: recipient, text: ""), .content),
                (outbound(to: recipient, text: String(repeating: "a", count: 4097)), .content),
                (outbound(to: recipient, from: "../me"), .account),
            ],
            webhook: Webhook(
                delivery: WebhookRequest(method: "POST", path: "/webhooks/whatsapp", headers: headers, body: body),
                unsigned: unsigned,
                malformed: [[], Array("{".utf8), Array("[]".utf8), Array(#"{"object":"page","entry":[]}"#.utf8)]
            )
        )
    }()

    private static func graphError(_ status: Int, _ code: Int) -> ScriptedServer.Reply {
        .answer(status: status, body: #"{"error":{"message":"no","code":\#(code),"fbtrace_id":"T"}}"#)
    }

    private static func outbound(
        to recipient: GuestIdentity,
        from endpoint: String = "106540352242922",
        text: String = "Your towels are on the way ☺"
    ) -> OutboundMessage {
        OutboundMessage(
            deliveryID: DeliveryID(UUID.version7()),
            endpointAddress: endpoint,
            recipient: recipient,
            text: text
        )
    }
}
