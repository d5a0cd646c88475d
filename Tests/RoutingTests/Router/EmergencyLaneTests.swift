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

    @Test func `Of what is due the urgent is claimed first, and alone where only its places are free`() async throws {
        try await Hotel.withOne { hotel in
            for number in 1...3 { try await hotel.receive([Guest(number).writes("Hi", to: hotel)]) }
            _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered("Certainly.") })
            let urgent: ConversationID = try await hotel.value(
                """
                UPDATE conversations SET priority = 'urgent'
                WHERE id = (SELECT id FROM conversations ORDER BY created_at DESC LIMIT 1) RETURNING id
                """
            )
            func claim(_ limit: Int, _ ordinary: Int) async throws -> [ConversationID] {
                try await hotel.deliveries.claim(
                    limit: limit,
                    ordinary: ordinary,
                    perProperty: 10,
                    node: "a",
                    lease: .seconds(30),
                    settleTime: .seconds(120)
                ).map(\.conversation)
            }
            #expect(try await claim(8, 0) == [urgent])
            #expect(try await claim(8, 0).isEmpty)
            #expect(try await claim(1, 8).count == 1)
            #expect(try await claim(8, 8).count == 1)
        }
    }
}
