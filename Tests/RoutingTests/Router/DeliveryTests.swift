import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

/// Handing words to a provider that is not always kind.
@Suite(.timeLimit(.minutes(15))) struct DeliveryTests {
    private let guest = "15005550006"

    private func say(_ text: String, to router: MessageRouter, from guest: String? = nil) async {
        let words = MetaWebhook.Words(from: guest ?? self.guest, text: text)
        let reply = await router.receive(MetaWebhook.request(to: HotelWorld.address, [words]), from: "whatsapp")
        #expect(reply.status == 200)
    }

    /// As if the waiting that was ordered were over.
    private func letTimePass(_ world: HotelWorld) async throws {
        _ = try await world.owner.pipeline([
            "UPDATE endpoints SET paused_until = NULL",
            "UPDATE deliveries SET due_at = now() WHERE state = 'queued'",
            "UPDATE conversations SET delivery_due_at = now() WHERE delivery_due_at IS NOT NULL AND sending_delivery_id IS NULL",
        ])
    }

    private static func refusal(_ class: SendFailure.Class, _ code: String, retryAfter: Duration? = nil) -> SendOutcome
    {
        .refused(SendFailure(class: `class`, code: code, detail: "as the test wants it", retryAfter: retryAfter))
    }

    @Test(arguments: [SendFailure.Class.content, .recipient, .permanent, .windowClosed])
    func `A refusal for good is not repeated; people are told`(class: SendFailure.Class) async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel { _, _ in Self.refusal(`class`, "400") }
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("Hello", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'failed'")
            }
            #expect(channel.sent.count == 1)
            #expect(try await world.words("SELECT kind FROM notifications") == ["delivery.failed"])
            #expect(
                try await world.words("SELECT error_class || ' ' || error_code FROM deliveries") == [
                    "\(`class`.rawValue) 400"
                ]
            )
            try await world.expectSound()
        }
    }

    @Test func `A passing trouble is tried again, four times at most`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel { message, attempt in
                message.text.hasSuffix("stubborn") || attempt < 3
                    ? Self.refusal(.transient, "http_500") : .accepted(providerMessageID: "out-\(message.deliveryID)")
            }
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("patient", to: router)
                await say("stubborn", to: router, from: "15005550007")
                for attempts in 1..<4 {
                    try await world.until(
                        2,
                        "SELECT count(*) FROM deliveries WHERE attempts >= least(\(attempts), 3) AND state <> 'sending'"
                    )
                    try await letTimePass(world)
                }
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'failed'")
            }
            #expect(
                try await world.words("SELECT state || ' ' || attempts FROM deliveries ORDER BY attempts") == [
                    "sent 3", "failed 4",
                ]
            )
            #expect(try await world.words("SELECT kind FROM notifications") == ["delivery.failed"])
            try await world.expectSound()
        }
    }

    @Test func `A provider that asks for rest gets it: no attempt before Retry-After has passed`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel { message, attempt in
                message.text.hasSuffix("Hello") && attempt == 1
                    ? Self.refusal(.throttledEndpoint, "429", retryAfter: .seconds(300))
                    : .accepted(providerMessageID: "out-\(message.deliveryID)")
            }
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("Hello", to: router)
                try await world.until(
                    1,
                    "SELECT count(*) FROM deliveries WHERE state = 'queued' AND due_at > now() + interval '290 seconds'"
                )
                try await world.until(
                    1,
                    "SELECT count(*) FROM endpoints WHERE paused_until > now() + interval '290 seconds'"
                )
                // Another guest of the same number: the turn ends, its words wait with the endpoint, and the loop rests.
                await say("Me too", to: router, from: "15005550007")
                try await world.until(2, "SELECT count(*) FROM turns WHERE state = 'done'")
                #expect(channel.sent.count == 1)
                try await letTimePass(world)
                try await world.until(2, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            try await world.expectSound()
        }
    }

    @Test func `The second word of a lane waits while the first is tried again`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel { message, attempt in
                message.text.hasSuffix("first") && attempt == 1
                    ? Self.refusal(.transient, "http_503") : .accepted(providerMessageID: "out-\(message.deliveryID)")
            }
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("first", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'queued' AND attempts = 1")
                await say("second", to: router)
                try await world.until(2, "SELECT count(*) FROM deliveries WHERE state = 'queued'")
                #expect(channel.sent.count == 1)
                try await letTimePass(world)
                try await world.until(2, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: first", "answer to: first", "answer to: second"])
            try await world.expectSound()
        }
    }

    @Test func `What nobody can vouch for is unknown, is not sent again, and does not hold up the lane`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel { message, _ in
                message.text.hasSuffix("first")
                    ? .unknown(detail: "no answer came") : .accepted(providerMessageID: "out-\(message.deliveryID)")
            }
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("first", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'unknown'")
                await say("second", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: first", "answer to: second"])
            try await world.expectSound()
        }
    }

    @Test func `A status that carries our id settles the unknown`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel { _, _ in .unknown(detail: "accepted, then silence") }
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("Hello", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'unknown'")
                let delivery = try #require(channel.sent.values.first).deliveryID
                for (word, expected) in [("sent", "sent"), ("read", "read"), ("delivered", "read"), ("failed", "read")]
                {
                    let status = MetaWebhook.status(word, of: delivery, to: guest)
                    let request = MetaWebhook.request(to: HotelWorld.address, statuses: [status])
                    #expect(await router.receive(request, from: "whatsapp").status == 200)
                    #expect(try await world.words("SELECT state FROM deliveries") == [expected])
                }
            }
            #expect(channel.sent.count == 1)
            try await world.expectSound()
        }
    }

    @Test func `A status that cannot be stored is put aside, and those beside it are merged`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel()
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("Hello", to: router)
                await say("Hello", to: router, from: "15005550007")
                try await world.until(2, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            try await world.owner.script(
                "ALTER TABLE deliveries ADD CONSTRAINT odd CHECK (state <> 'read' OR recipient_value <> '+15005550007')"
            )
            let statuses = channel.sent.values.map { MetaWebhook.status("read", of: $0.deliveryID, to: guest) }
            let request = MetaWebhook.request(to: HotelWorld.address, statuses: statuses)
            #expect(await router.receive(request, from: "whatsapp").status == 200)
            #expect(try await world.words("SELECT state FROM deliveries ORDER BY recipient_value") == ["read", "sent"])
            #expect(try await world.count("SELECT count(*) FROM receipts WHERE status = 'quarantined'") == 1)
        }
    }

    @Test func `Receipts for one lane that is held do not keep the others waiting`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel()
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("one", to: router)
                await say("two", to: router, from: "15005550007")
                try await world.until(2, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            let deliveries = Dictionary(
                channel.sent.values.map { ($0.text, $0.deliveryID) },
                uniquingKeysWith: { first, _ in first }
            )
            let requests = try ["one", "two"].map { name in
                let delivery = try #require(deliveries["answer to: \(name)"])
                let status = MetaWebhook.status("delivered", of: delivery, to: guest)
                return MetaWebhook.request(to: HotelWorld.address, statuses: [status])
            }
            let holder = try await PostgresConnection.connect(world.database.configuration)
            try await holder.script(
                "BEGIN; SELECT FROM conversations WHERE recipient_value = '+15005550006' FOR UPDATE"
            )
            let stuck = Task { await router.receive(requests[0], from: "whatsapp").status }
            #expect(await router.receive(requests[1], from: "whatsapp").status == 200)
            try await holder.script("COMMIT")
            await holder.close()
            let status = await stuck.value
            // It waited a while for its lane; when that was not enough, Meta sends it again.
            #expect(status == 200 || status == 503)
            #expect(await router.receive(requests[0], from: "whatsapp").status == 200)
            #expect(try await world.words("SELECT DISTINCT state FROM deliveries") == ["delivered"])
        }
    }

    @Test func `A node that has not heard of a number yet sends from it all the same`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel()
            let sender = try await world.router("sender", channel: channel) { $0.endpointRefresh = .seconds(3600) }
            try await world.running(sender) {
                // The first reading at the start is over once a turn is through.
                await say("Hello", to: sender)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
                try await world.addEndpoint("300000000000003")
                let receiver = try await world.router("receiver")
                let words = MetaWebhook.Words(from: "15005550009", text: "Hi")
                let request = MetaWebhook.request(to: "300000000000003", [words])
                #expect(await receiver.receive(request, from: "whatsapp").status == 200)
                try await world.until(2, "SELECT count(*) FROM deliveries WHERE state = 'sent'", within: .seconds(20))
            }
            #expect(try await world.count("SELECT count(*) FROM endpoints WHERE paused_until IS NOT NULL") == 0)
        }
    }
}
