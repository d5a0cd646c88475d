import Channels
import Domain
import Postgres
import Routing
import Testing

/// What the program does by itself is told to the other nodes like what people do.
@Suite(.timeLimit(.minutes(15))) struct UpkeepHintTests {
    private func answered(_ world: HotelWorld) async throws {
        let router = try await world.router()
        try await world.running(router) {
            let words = MetaWebhook.Words(from: "15005550006", text: "Hello")
            let reply = await router.receive(MetaWebhook.request(to: HotelWorld.address, [words]), from: "whatsapp")
            #expect(reply.status == 200)
            try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
        }
    }

    /// Runs another node, which has nothing else to do, until it tells of something.
    private func told(by world: HotelWorld, _ change: (inout RouterConfiguration) -> Void) async throws {
        let (hotels, tell) = AsyncStream.makeStream(of: PropertyID.self)
        let sweeper = try await world.router("b", change, changed: { tell.yield($0) })
        try await world.running(sweeper) {
            for await hotel in hotels.prefix(1) { #expect(hotel == world.property) }
        }
    }

    @Test func `A conversation that fell asleep`() async throws {
        try await HotelWorld.with { world in
            try await answered(world)
            try await told(by: world) { $0.idleTimeout = .zero }
            #expect(try await world.count("SELECT count(*) FROM conversations WHERE state = 'resolved'") == 1)
        }
    }

    @Test func `A delivery nobody can vouch for`() async throws {
        try await HotelWorld.with { world in
            try await answered(world)
            _ = try await world.owner.query(
                "UPDATE deliveries SET state = 'unknown', unknown_until = now(), provider_message_id = NULL"
            )
            try await told(by: world) { _ in }
            #expect(try await world.count("SELECT count(*) FROM notifications WHERE kind = 'delivery.unknown'") == 1)
        }
    }
}
