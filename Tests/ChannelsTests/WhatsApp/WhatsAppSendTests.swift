import Channels
import Domain
import Foundation
import Testing

@Suite struct WhatsAppSendTests {
    private func sent(to recipient: GuestIdentity) async throws -> (uri: String, body: [String: Any]) {
        let subject = ChannelUnderTest.whatsApp
        var message = subject.message
        message.recipient = recipient
        let received = try await ScriptedServer.with(subject.acceptance) { [message] server, url, client in
            _ = await subject.make(client, url)
                .send(message, credentials: subject.credentials, deadline: .now + .seconds(60))
            return server.received
        }
        let request = try #require(received.first)
        let body = try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any]
        return (request.uri, try #require(body))
    }

    @Test func `a phone is written to in digits, with everything Meta asks for`() async throws {
        let (uri, body) = try await sent(to: GuestIdentity(kind: .phone, value: "+15005550006"))
        #expect(uri == "/v23.0/106540352242922/messages")
        #expect(body["messaging_product"] as? String == "whatsapp")
        #expect(body["recipient_type"] as? String == "individual")
        #expect(body["to"] as? String == "15005550006")
        #expect(body["recipient"] == nil)
        #expect(body["type"] as? String == "text")
        #expect((body["text"] as? [String: Any])?["body"] as? String == ChannelUnderTest.whatsApp.message.text)
        #expect(
            body["biz_opaque_callback_data"] as? String == ChannelUnderTest.whatsApp.message.deliveryID.description
        )
    }

    @Test func `a user id is never put where a phone belongs`() async throws {
        let (_, body) = try await sent(to: GuestIdentity(kind: .whatsappUser, value: "US.1349"))
        #expect(body["to"] == nil)
        #expect(body["recipient"] as? String == "US.1349")
    }

    @Test func `a whole block of codes is about the account, an unknown code about nothing`() {
        #expect((200...299).allSatisfy { WhatsAppErrorTable.class(of: $0) == .account })
        #expect(WhatsAppErrorTable.class(of: 300) == nil)
        #expect(WhatsAppErrorTable.class(of: 131_047) == .windowClosed)
    }
}
