import Channels
import Domain
import Foundation
import Language
import Postgres
import Routing
import Store
import TestSupport
import Testing

/// Words to guests in danger wait behind nobody's.
@Suite(.timeLimit(.minutes(15))) struct EmergencyLaneTests {
    private func say(_ texts: [(guest: String, text: String)], to router: MessageRouter) async {
        let words = texts.map { MetaWebhook.Words(from: $0.guest, text: $0.text) }
        let reply = await router.receive(MetaWebhook.request(to: HotelWorld.address, words), from: "whatsapp")
        #expect(reply.status == 200)
    }

    @Test func `A thousand queued answers and every place taken do not delay what a guest in danger is told`()
        async throws
    {
        try await HotelWorld.with { world in
            let gate = Gate()
            let safe = SafeWords.text(.fire, .en)
            // The provider takes its time with everything, but for the words that matter.
            let channel = ScriptedChannel { message, _ in
                if message.text != safe { _ = await gate.wait() }
                return .accepted(providerMessageID: "out-\(message.deliveryID)")
            }
            let router = try await world.router(channel: channel) {
                $0.deliveryLease = .seconds(120)
                $0.sendTimeout = .seconds(100)
                $0.claimsPerProperty = 200
                $0.deliveriesPerProperty = 64
                $0.ingest.rateLimit = RateLimit(maxRequests: 10_000, windowMs: 60_000)
            }
            try await world.running(router) {
                for batch in 0..<10 {
                    await say((0..<100).map { ("1500555\(1000 + 100 * batch + $0)", "When is breakfast?") }, to: router)
                }
                try await world.until(1000, "SELECT count(*) FROM deliveries WHERE state IN ('queued', 'sending')")
                await channel.sent.reaches(64)
                #expect(try await world.count("SELECT count(*) FROM deliveries WHERE state = 'sending'") == 64)
                let started = ContinuousClock.now
                await say([("15005550006", "There is a fire in my room!")], to: router)
                try await world.until(
                    1,
                    """
                    SELECT count(*) FROM deliveries d JOIN conversations c ON c.id = d.conversation_id
                    WHERE c.priority = 'urgent' AND d.state = 'sent'
                    """
                )
                #expect(ContinuousClock.now - started < .seconds(5))
                // All the others still wait.
                #expect(try await world.count("SELECT count(*) FROM deliveries WHERE state = 'sent'") == 1)
                #expect(channel.sent.count == 65)
                gate.open()
                try await world.until(1001, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.texts["+15005550006"] == [safe] || channel.texts["15005550006"] == [safe])
            try await world.expectSound()
        }
    }

    @Test func `A hotel whose provider hangs leaves places for another's guests`() async throws {
        try await HotelWorld.with { world in
            let gate = Gate()
            let other = try await PropertyStore(world.owner).add(slug: "borealis", name: "Hotel Borealis")
            var number = NewEndpoint(property: other.id, channel: .whatsapp, provider: "whatsapp", address: "2")
            number.accumulation = .zero
            try await EndpointStore(world.owner).add(number, box: nil)
            let channel = ScriptedChannel { message, _ in
                if message.endpointAddress == HotelWorld.address { _ = await gate.wait() }
                return .accepted(providerMessageID: "out-\(message.deliveryID)")
            }
            let router = try await world.router(channel: channel) {
                $0.deliveryConcurrency = 8
                $0.claimsPerProperty = 2
                $0.deliveryLease = .seconds(120)
                $0.sendTimeout = .seconds(100)
            }
            try await world.running(router) {
                await say((0..<20).map { ("1500555\(1000 + $0)", "When is breakfast?") }, to: router)
                try await world.until(20, "SELECT count(*) FROM deliveries")
                await channel.sent.reaches(6)
                let words = [MetaWebhook.Words(from: "15005550006", text: "When is breakfast?")]
                #expect(await router.receive(MetaWebhook.request(to: "2", words), from: "whatsapp").status == 200)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
                #expect(try await world.count("SELECT count(*) FROM deliveries WHERE state = 'sending'") == 6)
                gate.open()
                try await world.until(21, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            try await world.expectSound()
        }
    }
}
