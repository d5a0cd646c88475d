import Channels
import Domain
import Foundation
import Testing

/// What channel services are handed.
@Suite struct RelaySendTests {
    private struct Handed: Decodable, Equatable {
        struct Metadata: Decodable, Equatable { var deliveryId: String }
        var channelId: String
        var channelType: String
        var recipientId: String
        var content: String
        var metadata: Metadata
        var timestamp: String
        var messageId: String
    }

    @Test func `A message has the shape of the inbound contract and two good signatures`() async throws {
        let subject = ChannelUnderTest.relay
        try await ScriptedServer.with(subject.acceptance) { server, url, client in
            let channel = subject.make(client, url)
            for _ in 0..<2 {
                let outcome = await channel.send(
                    subject.message,
                    credentials: subject.credentials(at: url),
                    deadline: .now + .seconds(60)
                )
                #expect(outcome == .accepted(providerMessageID: "accepted-1"))
            }
            let id = subject.message.deliveryID.description
            for request in server.received {
                let handed = try JSONDecoder().decode(Handed.self, from: Data(request.body.utf8))
                #expect(handed.channelId == "line-1" && handed.channelType == "sms" && handed.messageId == id)
                #expect(handed.recipientId == "+15005550006" && handed.content == subject.message.text)
                #expect(handed.metadata == .init(deliveryId: id))
                #expect(request.uri == "/take")
                // The same at every attempt: that is what receivers know it by.
                #expect(request.header("webhook-id") == id)
                let signatures = try #require(request.header("webhook-signature"))
                #expect(signatures.split(separator: " ").count == 2)
                for secret in ChannelUnderTest.relaySecrets {
                    let isGood = StandardWebhooks.verify(
                        Array(request.body.utf8),
                        id: request.header("webhook-id"),
                        timestamp: request.header("webhook-timestamp"),
                        signature: signatures,
                        secrets: [try #require(StandardWebhooks.Secret(secret))],
                        now: Date()
                    )
                    #expect(isGood)
                }
            }
            #expect(server.received.count == 2)
        }
    }

    @Test func `A service that names no message is known by our id, and its own names come back to it`() async throws {
        var subject = ChannelUnderTest.relay
        subject.message.recipient = GuestIdentity(kind: .external, value: "line-1/visitor/7")
        try await ScriptedServer.with(.answer(status: 204)) { server, url, client in
            let outcome = await subject.make(client, url).send(
                subject.message,
                credentials: subject.credentials(at: url),
                deadline: .now + .seconds(60)
            )
            #expect(outcome == .accepted(providerMessageID: subject.message.deliveryID.description))
            #expect(server.received.first?.body.contains(#""recipientId":"visitor/7""#) == true)
        }
    }

    @Test(arguments: [
        "http://127.0.0.1:9/", "http://localhost:9/x", "http://[::1]:9/", "http://169.254.169.254/latest",
        "http://10.0.0.1/",
        "http://[::ffff:192.168.0.1]/", "http://2130706433/", "http://0.0.0.0/", "https://[fd00::1]/",
    ])
    func `An address inside is never spoken to`(_ url: String) async throws {
        try await ScriptedServer.with(.answer(status: 200)) { server, _, client in
            let clients = GuardedClients(allowsPrivateNetworks: false, client: client)
            await #expect(throws: GuardedClients.Refusal.privateNetwork) { try await clients.check(url) }
            var subject = ChannelUnderTest.relay
            subject.credentials.url = url
            let outcome = await RelayChannel(clients: clients).send(
                subject.message,
                credentials: subject.credentials,
                deadline: .now + .seconds(5)
            )
            #expect(outcome.failureClass == .account)
            #expect(server.received.isEmpty)
            try await clients.shutdown()
        }
    }

    @Test(arguments: ["", "ftp://example.com/", "//example.com", "https://", "https://user:word@example.com/", "x"])
    func `What is no address is refused when it is set`(_ url: String) async throws {
        try await ScriptedServer.with(.close) { _, _, client in
            let clients = GuardedClients(allowsPrivateNetworks: true, client: client)
            await #expect(throws: GuardedClients.Refusal.malformed) { try await clients.check(url) }
        }
    }
}
