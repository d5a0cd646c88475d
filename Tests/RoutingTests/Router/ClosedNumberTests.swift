import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

/// A number is closed and opened while guests write: nothing is lost, nothing said twice, and people know.
@Suite(.timeLimit(.minutes(15))) struct ClosedNumberTests {
    private func set(_ enabled: Bool, in world: HotelWorld, _ deliveries: ClosedDeliveries = .drain) async throws {
        try await EndpointStore(world.owner).setEnabled(
            enabled,
            provider: "whatsapp",
            address: HotelWorld.address,
            deliveries: deliveries
        )
    }

    private func words(_ text: String, from phone: String = "15005550001", id: String) -> WebhookRequest {
        MetaWebhook.request(to: HotelWorld.address, [MetaWebhook.Words(from: phone, text: text, id: id)])
    }

    private func told(_ world: HotelWorld) async throws -> [String] {
        try await world.words("SELECT kind FROM notifications ORDER BY created_at, kind")
    }

    @Test func `What guests write meanwhile is kept, people are told once, and it is answered once it is open`()
        async throws
    {
        try await HotelWorld.with { world in
            try await set(false, in: world)
            let router = try await world.router()
            for number in 1...5 {
                // Meta sends some of it twice.
                for _ in 0..<2 {
                    let status = await router.receive(words("\(number)", id: "wamid.\(number)"), from: "whatsapp")
                    #expect(status.status == 200)
                }
            }
            #expect(try await router.takeKept() == 0)
            #expect(try await world.count("SELECT count(*) FROM messages") == 0)
            #expect(try await told(world) == ["endpoint.closed"])
            try await world.owner.script(
                """
                UPDATE receipts SET created_at = now() - interval '25 hours'
                WHERE position('"wamid.1"' IN convert_from(body, 'UTF8')) > 0
                """,
                label: "test.age"
            )
            try await set(true, in: world)
            // Two nodes take it at once.
            async let one = router.takeKept()
            async let two = world.router("b").takeKept()
            #expect(try await one + two >= 8)
            let stored = try await world.words("SELECT body FROM messages ORDER BY seq")
            #expect(stored.sorted() == ["2", "3", "4", "5"])
            #expect(try await router.takeKept() == 0)
            // What is a day old would not be answered any more; it is still there to be read.
            let left = try await world.count("SELECT count(*) FROM receipts WHERE reason = 'closed'")
            #expect(left == 2)
            try await world.expectSound()
        }
    }

    @Test func `What one node has closed and opened, two obey, and nobody who writes meanwhile is forgotten`()
        async throws
    {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel()
            let others = Database(world.database.configuration, routerConnections: 6, apiConnections: 1)
            let first = try await world.router("a", channel: channel)
            let second = try await world.router("b", channel: channel, pools: others)
            let routers = [first, second]
            try await world.running(first, second) {
                let writing = Task {
                    await withTaskGroup(of: Void.self) { group in
                        for number in 0..<240 {
                            let request = words("q\(number)", from: "1500777\(1000 + number)", id: "wamid.\(number)")
                            // Closed and opened twelve times while they write.
                            if number % 20 == 0 {
                                let enabled = number % 40 != 0
                                let deliveries: ClosedDeliveries = number % 80 == 0 ? .park : .drain
                                do {
                                    try await set(enabled, in: world, deliveries)
                                } catch {
                                    Issue.record(error)
                                }
                            }
                            group.addTask {
                                var attempt = number
                                while await routers[attempt % 2].receive(request, from: "whatsapp").status != 200 {
                                    attempt += 1
                                }
                            }
                            if number % 8 == 7 { await group.next() }
                        }
                    }
                }
                await writing.value
                try await set(true, in: world)
                try await world.until(240, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            await others.shutdown()
            #expect(channel.texts.count == 240)
            #expect(channel.texts.values.allSatisfy { $0.count == 1 })
            #expect(try await world.count("SELECT count(*) FROM messages WHERE author = 'guest'") == 240)
            try await world.expectSound()
        }
    }

    @Test func `Nodes obey within two seconds of the change`() async throws {
        try await HotelWorld.with { world in
            let others = Database(world.database.configuration, routerConnections: 6, apiConnections: 1)
            let first = try await world.router("a")
            let second = try await world.router("b", pools: others)
            try await world.running(first, second) {
                for enabled in [false, true, false] {
                    let changed = ContinuousClock.now
                    try await set(enabled, in: world)
                    try await world.until {
                        [first, second].allSatisfy { router in
                            router.knownEndpoint(provider: "whatsapp", address: HotelWorld.address)?.isEnabled
                                == enabled
                        }
                    }
                    #expect(.now - changed < .seconds(2))
                }
            }
            await others.shutdown()
        }
    }

    @Test func `An answer that was being thought of when its number closed waits, people are told, and it is sent`()
        async throws
    {
        try await HotelWorld.with { world in
            let gate = Gate()
            let engine = ScriptedEngine.waiting(for: gate)
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                _ = await router.receive(words("Hi", id: "wamid.1"), from: "whatsapp")
                await engine.asked.reaches(1)
                try await set(false, in: world, .park)
                gate.open()
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'queued'")
                try await world.until(1, "SELECT count(*) FROM notifications WHERE kind = 'endpoint.waiting'")
                #expect(channel.sent.count == 0)
                try await set(true, in: world)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: Hi"])
            try await world.expectSound()
        }
    }

    @Test func `It is noted when something last came in, went out, and failed`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel { message, attempt in
                if message.text.hasSuffix("bad") {
                    return .refused(SendFailure(class: .content, code: "131009", detail: "no"))
                }
                return .accepted(providerMessageID: "out-\(message.deliveryID)")
            }
            let router = try await world.router(channel: channel) { $0.endpointNotes = .milliseconds(50) }
            try await world.running(router) {
                _ = await router.receive(words("good", id: "wamid.1"), from: "whatsapp")
                _ = await router.receive(words("bad", from: "15005550002", id: "wamid.2"), from: "whatsapp")
                try await world.until(
                    1,
                    """
                    SELECT count(*) FROM endpoint_health
                    WHERE last_inbound_at > now() - interval '1 minute' AND last_delivery_at > now() - interval '1 minute'
                      AND last_failure_at > now() - interval '1 minute' AND last_failure_code = '131009'
                      AND last_failure_class = 'content'
                    """
                )
            }
        }
    }
}
