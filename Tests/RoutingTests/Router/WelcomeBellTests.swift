import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

/// A greeting leaves with the commit that stores it: it waits neither for the turn beside it nor for the next look.
@Suite(.timeLimit(.minutes(15))) struct WelcomeBellTests {
    @Test func `A greeting written beside a turn is on its way at once`() async throws {
        try await HotelWorld.with { world in
            _ = try await world.owner.query("UPDATE endpoints SET welcome = 'Welcome to Aurora.'")
            let gate = Gate()
            let engine = ScriptedEngine.waiting(for: gate)
            let channel = ScriptedChannel()
            // Nobody looks by themselves while this test lasts.
            let router = try await world.router(engine: engine, channel: channel) { $0.pollInterval = .seconds(60) }
            try await world.running(router) {
                let words = MetaWebhook.Words(from: "15005550006", text: "Hello")
                let reply = await router.receive(
                    MetaWebhook.request(to: HotelWorld.address, [words]),
                    from: "whatsapp"
                )
                #expect(reply.status == 200)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'", within: .seconds(20))
                gate.open()
                try await world.until(2, "SELECT count(*) FROM deliveries WHERE state = 'sent'", within: .seconds(20))
            }
            #expect(channel.sent.values.map(\.text) == ["Welcome to Aurora.", "answer to: Hello"])
        }
    }
}
