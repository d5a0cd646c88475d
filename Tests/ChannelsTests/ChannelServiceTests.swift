import AsyncHTTPClient
import Channels
import Domain
import Foundation
import Testing

@Suite struct ChannelServiceTests {
    @Test func `a message goes to its provider's channel`() async throws {
        let subject = ChannelUnderTest.whatsApp
        try await ScriptedServer.with(subject.acceptance) { server, url, client in
            let service = ChannelService([subject.make(client, url)])
            #expect(service.providers == ["whatsapp"])
            #expect(service.channel(for: "whatsapp")?.kind == .whatsapp)
            let outcome = await service.send(
                subject.message,
                provider: "whatsapp",
                credentials: subject.credentials,
                deadline: .now + .seconds(60)
            )
            #expect(outcome == .accepted(providerMessageID: "accepted-1"))
            #expect(server.received.count == 1)
        }
    }

    @Test func `a provider without a channel is the account's fault, not a lost message`() async {
        let outcome = await ChannelService([]).send(
            ChannelUnderTest.whatsApp.message,
            provider: "pigeon",
            credentials: EndpointCredentials(),
            deadline: .now + .seconds(1)
        )
        #expect(outcome.failureClass == .account)
    }
}

@Suite struct EndpointCredentialsTests {
    private let credentials = EndpointCredentials(
        accessToken: "s3cret-token",
        appSecrets: ["s3cret-app", "s3cret-old"],
        verifyToken: "s3cret-verify"
    )

    @Test func `they survive being sealed and opened`() throws {
        let data = try JSONEncoder().encode(credentials)
        #expect(try JSONDecoder().decode(EndpointCredentials.self, from: data) == credentials)
        #expect(try JSONDecoder().decode(EndpointCredentials.self, from: Data("{}".utf8)) == EndpointCredentials())
    }

    @Test func `no way of printing them shows a secret`() {
        struct Holder {
            var credentials: EndpointCredentials
        }
        var dumped = ""
        dump(Holder(credentials: credentials), to: &dumped)
        let printed = [
            "\(credentials)", String(reflecting: credentials), "\(Holder(credentials: credentials))", dumped,
        ]
        #expect(printed.allSatisfy { !$0.contains("s3cret") && $0.contains("EndpointCredentials") })
    }
}
