import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

/// The number of a payment card is in no table, whatever way a webhook takes.
@Suite(.timeLimit(.minutes(15))) struct MaskedMessageTests {
    private static let number = "4111111111111111"
    private static let spaced = "4111 1111 1111 1111"
    private let guest = "15005550006"

    private func expectNowhere(_ world: HotelWorld) async throws {
        for text in [Self.number, Self.spaced] {
            #expect(try await tables(holding: text, in: world.owner) == [])
        }
    }

    private func words(_ text: String) -> WebhookRequest {
        MetaWebhook.request(to: HotelWorld.address, [MetaWebhook.Words(from: guest, text: text)])
    }

    @Test func `A guest's card number is stored, logged and thought about without its digits`() async throws {
        try await HotelWorld.with { world in
            let engine = ScriptedEngine.prompt
            let router = try await world.router(engine: engine)
            try await world.running(router) {
                #expect(await router.receive(words("my card \(Self.number)"), from: "whatsapp").status == 200)
                #expect(await router.receive(words("again: \(Self.spaced)"), from: "whatsapp").status == 200)
                try await world.until(2, "SELECT count(*) FROM messages WHERE author = 'guest' AND flags @> '{masked}'")
                try await world.until(0, "SELECT count(*) FROM turns WHERE state IN ('accumulating', 'running')")
            }
            #expect(engine.asked.count >= 1)
            #expect(engine.asked.values.allSatisfy { !$0.message.content.contains("4111") })
            #expect(
                try await world.words("SELECT body FROM messages WHERE author = 'guest' ORDER BY seq")
                    == ["my card ************1111", "again: **** **** **** 1111"]
            )
            try await expectNowhere(world)
            #expect(try await tables(holding: "************1111", in: world.owner).contains("receipts"))
            try await world.expectSound()
        }
    }

    @Test func `Neither what cannot be read nor what is put aside keeps it`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            let broken = MetaWebhook.signed(
                Array("{\"entry\": \"\(Self.number)".utf8),
                secret: HotelWorld.secret(of: HotelWorld.address)
            )
            #expect(await router.receive(broken, from: "whatsapp").status == 200)
            let nobodys = MetaWebhook.request(
                to: "999",
                [MetaWebhook.Words(from: guest, text: Self.spaced)],
                secret: HotelWorld.secret(of: HotelWorld.address)
            )
            #expect(await router.receive(nobodys, from: "whatsapp").status == 200)
            _ = try await world.owner.query("UPDATE endpoints SET enabled = false, generation = generation + 1")
            try await router.prepare()
            #expect(await router.receive(words(Self.number), from: "whatsapp").status == 200)
            #expect(try await world.count("SELECT count(*) FROM receipts WHERE status = 'quarantined'") == 3)
            try await expectNowhere(world)
        }
    }

    @Test func `What cannot be looked through is not kept, and its sender is answered all the same`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            let hostile = String(repeating: "4 ", count: 200_000) + Self.number
            #expect(await router.receive(words(hostile), from: "whatsapp").status == 200)
            #expect(try await world.words("SELECT body FROM messages") == [IngestItem.unreadable])
            #expect(try await world.count("SELECT count(*) FROM messages WHERE flags @> '{unreadable}'") == 1)
            #expect(try await world.words("SELECT decision FROM messages") == ["turn_opened"])
            #expect(try await world.count("SELECT count(*) FROM receipts WHERE body = ''") == 1)
            try await expectNowhere(world)
            try await world.expectSound()
        }
    }
}
