import AsyncHTTPClient
import Channels
import Domain
import Testing

/// What every channel must do, whoever the provider is.
@Suite struct ChannelConformanceTests {
    private func send(
        _ subject: ChannelUnderTest,
        _ reply: ScriptedServer.Reply,
        within: Duration = .seconds(60)
    ) async throws -> SendOutcome {
        try await ScriptedServer.with(reply) { _, url, client in
            await subject.make(client, url)
                .send(subject.message, credentials: subject.credentials(at: url), deadline: .now + within)
        }
    }

    @Test(arguments: ChannelUnderTest.asking)
    func `a message reaches the provider once, with the words, the token and our id`(
        _ subject: ChannelUnderTest
    ) async throws {
        try await ScriptedServer.with(subject.acceptance) { server, url, client in
            let channel = subject.make(client, url)
            let outcome = await channel.send(
                subject.message,
                credentials: subject.credentials(at: url),
                deadline: .now + .seconds(60)
            )
            #expect(outcome == .accepted(providerMessageID: "accepted-1"))
            let request = try #require(server.received.first)
            #expect(server.received.count == 1)
            #expect(request.header("authorization")?.contains(subject.credentials.accessToken) == true)
            #expect(request.body.contains(subject.message.text))
            if channel.capabilities.echoesDeliveryID {
                #expect(request.body.contains(subject.message.deliveryID.description))
            }
        }
    }

    @Test(arguments: ChannelUnderTest.asking)
    func `every refusal is classified and keeps its code`(_ subject: ChannelUnderTest) async throws {
        for refusal in subject.refusals {
            let outcome = try await send(subject, refusal.reply)
            guard case .refused(let failure) = outcome else {
                Issue.record("\(refusal.code) gave \(outcome)")
                continue
            }
            #expect(failure.class == refusal.class, "\(refusal.code)")
            #expect(failure.code == refusal.code)
        }
    }

    @Test(arguments: ChannelUnderTest.asking)
    func `a pause the provider asks for is passed on`(_ subject: ChannelUnderTest) async throws {
        let outcome = try await send(subject, .answer(status: 429, headers: [("Retry-After", "7")]))
        guard case .refused(let failure) = outcome else {
            Issue.record("gave \(outcome)")
            return
        }
        #expect(failure.class == .throttledEndpoint)
        #expect(failure.retryAfter == .seconds(7))
    }

    @Test(arguments: ChannelUnderTest.asking)
    func `an answer that proves nothing is unknown`(_ subject: ChannelUnderTest) async throws {
        for reply in subject.ambiguities {
            let outcome = try await send(subject, reply)
            #expect(outcome.isUnknown, "\(reply) gave \(outcome)")
        }
    }

    /// Unknown, unless the receiver takes a delivery once: then it is asked again.
    private func isLeftOpen(_ outcome: SendOutcome, _ channel: any Channel) -> Bool {
        channel.capabilities.takesDeliveriesOnce ? outcome.failureClass == .transient : outcome.isUnknown
    }

    @Test(arguments: ChannelUnderTest.asking)
    func `silence, a hang-up or half an answer after the request left is unknown, or asked again, by the deadline`(
        _ subject: ChannelUnderTest
    ) async throws {
        let replies: [ScriptedServer.Reply] = [.silence, .close, .half(status: 200, body: #"{"messages":"#)]
        for reply in replies {
            let start = ContinuousClock.now
            try await ScriptedServer.with(reply) { _, url, client in
                let channel = subject.make(client, url)
                let outcome = await channel.send(
                    subject.message,
                    credentials: subject.credentials(at: url),
                    // The request must have left by then, also on a busy machine.
                    deadline: .now + .seconds(3)
                )
                #expect(isLeftOpen(outcome, channel), "\(reply) gave \(outcome)")
            }
            #expect(.now - start < .seconds(60))
        }
    }

    @Test(arguments: ChannelUnderTest.asking)
    func `a request that never left is refused for now`(_ subject: ChannelUnderTest) async throws {
        // Once the client says that nobody answers, once the deadline passes while it still tries to connect.
        for persistent in [false, true] {
            let outcome = try await ScriptedServer.withNobody(persistent: persistent) { url, client in
                await subject.make(client, url)
                    .send(
                        subject.message,
                        credentials: subject.credentials(at: url),
                        deadline: .now + .milliseconds(500)
                    )
            }
            #expect(outcome.failureClass == .transient)
        }

        let late = try await send(subject, subject.acceptance, within: .zero)
        #expect(late.failureClass == .transient)
    }

    @Test(arguments: ChannelUnderTest.asking)
    func `what cannot be sent is refused without asking the provider`(_ subject: ChannelUnderTest) async throws {
        try await ScriptedServer.with(subject.acceptance) { server, url, client in
            let channel = subject.make(client, url)
            for unsendable in subject.unsendable {
                let outcome = await channel.send(
                    unsendable.message,
                    credentials: subject.credentials(at: url),
                    deadline: .now + .seconds(60)
                )
                #expect(outcome.failureClass == unsendable.class)
            }
            let stranger = await channel.send(
                subject.message,
                credentials: EndpointCredentials(),
                deadline: .now + .seconds(60)
            )
            #expect(stranger.failureClass == .account)
            #expect(server.received.isEmpty)
        }
    }

    @Test(arguments: ChannelUnderTest.all)
    func `a signature names exactly the secret it was made with, and anything else nobody`(
        _ subject: ChannelUnderTest
    ) async throws {
        try await ScriptedServer.with(subject.acceptance) { _, url, client in
            let channel = subject.make(client, url)
            let secret = subject.credentials.appSecrets.first ?? ""
            guard let webhook = subject.webhook else {
                let stray = WebhookRequest(method: "POST", path: "/", headers: [], body: Array("{}".utf8))
                #expect(channel.verify(stray, candidates: [secret, ""]).isEmpty)
                #expect(throws: WebhookError.self) { try channel.parse(stray) }
                return
            }
            #expect(channel.verify(webhook.delivery, candidates: ["other", secret, ""]) == [secret])
            #expect(channel.verify(webhook.delivery, candidates: ["other", ""]).isEmpty)
            #expect(channel.verify(webhook.delivery, candidates: [String]()).isEmpty)
            #expect(channel.verify(webhook.unsigned, candidates: [secret]).isEmpty)
            var altered = webhook.delivery
            altered.body.append(0x20)
            #expect(channel.verify(altered, candidates: [secret]).isEmpty)
        }
    }

    @Test(arguments: ChannelUnderTest.all)
    func `a delivery is read, and one that cannot be is an error`(_ subject: ChannelUnderTest) async throws {
        try await ScriptedServer.with(subject.acceptance) { _, url, client in
            let channel = subject.make(client, url)
            #expect(channel.provider == subject.provider)
            guard let webhook = subject.webhook else { return }
            let parsed = try channel.parse(webhook.delivery)
            #expect(parsed.messages.count == 1)
            #expect(parsed.receipts.count == 1)
            #expect(parsed.quarantined.isEmpty)
            #expect(parsed.messages.allSatisfy { $0.provider == subject.provider && !$0.senders.isEmpty })
            for body in webhook.malformed {
                var request = webhook.delivery
                request.body = body
                #expect(throws: WebhookError.self) { try channel.parse(request) }
            }
        }
    }

    @Test func `the web chat hands over without asking anybody, and without credentials`() async throws {
        let subject = ChannelUnderTest.webChat
        try await ScriptedServer.with(.close) { server, url, client in
            let channel = subject.make(client, url)
            #expect(!channel.capabilities.needsCredentials)
            let outcome = await channel.send(
                subject.message,
                credentials: EndpointCredentials(),
                deadline: .now + .seconds(60)
            )
            #expect(outcome == .accepted(providerMessageID: subject.message.deliveryID.description))
            for unsendable in subject.unsendable {
                let outcome = await channel.send(
                    unsendable.message,
                    credentials: EndpointCredentials(),
                    deadline: .now + .seconds(60)
                )
                #expect(outcome.failureClass == unsendable.class)
            }
            #expect(server.received.isEmpty)
        }
    }
}

extension SendOutcome {
    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }

    var failureClass: SendFailure.Class? {
        if case .refused(let failure) = self { failure.class } else { nil }
    }
}
