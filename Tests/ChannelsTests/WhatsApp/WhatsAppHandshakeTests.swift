import AsyncHTTPClient
import Channels
import Testing

@Suite struct WhatsAppHandshakeTests {
    private func reply(_ query: String, method: String = "GET", tokens: [String] = ["t-1", "t 2"]) -> WebhookReply? {
        WhatsAppChannel(httpClient: .shared).handshake(
            WebhookRequest(method: method, path: "/webhooks/whatsapp", query: query),
            verifyTokens: tokens
        )
    }

    @Test func `a known token gets its challenge back as plain text`() {
        let reply = reply("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=t+2")
        #expect(reply?.status == 200)
        #expect(reply?.contentType.hasPrefix("text/plain") == true)
        #expect(reply?.body == Array("1158201444".utf8))
    }

    @Test(arguments: [
        "", "hub.mode=subscribe", "hub.mode=subscribe&hub.verify_token=t-1",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=t-2",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=",
        "hub.mode=other&hub.challenge=1&hub.verify_token=t-1",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=t%2",
    ])
    func `anything else is forbidden`(_ query: String) {
        #expect(reply(query, tokens: ["t-1", ""])?.status == 403)
    }

    @Test func `a delivery is not such a question`() {
        #expect(reply("", method: "POST") == nil)
    }
}
