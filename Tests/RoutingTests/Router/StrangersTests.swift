import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

/// Strangers who travel in one batch do not share a fate.
@Suite(.timeLimit(.minutes(15))) struct StrangersTests {
    /// Makes the database refuse some words the way it refuses what a column cannot hold.
    private static let refusesPoison = """
        ALTER TABLE messages ADD CONSTRAINT no_poison CHECK (body <> 'poison')
        """

    /// Makes every commit with these words look like a lost race.
    private static let neverWins = """
        CREATE FUNCTION lose_race() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'lost the race' USING ERRCODE = '40001'; END $$;
        CREATE TRIGGER lose_race BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.body = 'contended')
            EXECUTE FUNCTION lose_race()
        """

    private func phone(_ number: Int) -> String { "1500555\(String(number + 10_000).dropFirst())" }

    /// Sends webhooks all at once; the statuses in their order.
    private func receive(_ texts: [String], by router: MessageRouter) async -> [Int] {
        await withTaskGroup(of: (Int, Int).self) { group in
            for (index, text) in texts.enumerated() {
                let request = MetaWebhook.request(
                    to: HotelWorld.address,
                    [MetaWebhook.Words(from: phone(index), text: text)]
                )
                group.addTask { (index, await router.receive(request, from: "whatsapp").status) }
            }
            return await group.reduce(into: Array(repeating: 0, count: texts.count)) { $0[$1.0] = $1.1 }
        }
    }

    @Test func `Of a thousand messages in one webhook the one that cannot be stored is put aside, 999 are stored`()
        async throws
    {
        try await HotelWorld.with { world in
            try await world.owner.script(Self.refusesPoison)
            let router = try await world.router()
            let words = (0..<1000).map {
                MetaWebhook.Words(from: phone($0), text: $0 == 613 ? "poison" : "message \($0)")
            }
            let request = MetaWebhook.request(to: HotelWorld.address, words)
            #expect(await router.receive(request, from: "whatsapp").status == 200)
            #expect(try await world.count("SELECT count(*) FROM messages") == 999)
            #expect(try await world.count("SELECT count(*) FROM receipts WHERE status = 'quarantined'") == 1)
            #expect(try await world.count("SELECT count(*) FROM receipts WHERE status = 'accepted'") == 1)
            try await world.expectSound()
            // Meta sends the whole webhook again: nothing is stored twice.
            #expect(await router.receive(request, from: "whatsapp").status == 200)
            #expect(try await world.count("SELECT count(*) FROM messages") == 999)
        }
    }

    @Test func `The fates of a sifted webhook come in the order of its messages`() async throws {
        try await HotelWorld.with { world in
            try await world.owner.script(Self.refusesPoison)
            let endpoint = try #require(await world.owner.query("SELECT id FROM endpoints").first)
                .get(0, as: EndpointID.self)
            let queue = IngestQueue(
                store: IngestStore(world.pools.router),
                quarantine: ReceiptStore(world.pools.router),
                configuration: RouterConfiguration(node: "a"),
                metrics: RouterMetrics(),
                logger: HotelWorld.silence
            )
            let items = (0..<37).map { number in
                IngestItem(
                    InboundMessage(
                        provider: "whatsapp",
                        endpointAddress: HotelWorld.address,
                        senders: [GuestIdentity(kind: .phone, value: "+\(phone(number))")],
                        providerMessageID: "wamid.\(number)",
                        text: number % 5 == 0 ? "poison" : "message"
                    ),
                    endpoint: endpoint
                )
            }
            let fates = try await queue.submit(IngestQueue.Submission(items: items))
            #expect(fates.count == items.count)
            for (number, (item, fate)) in zip(items, fates).enumerated() {
                switch fate {
                case .stored(let outcome):
                    #expect(number % 5 != 0)
                    #expect(outcome.message == item.id)
                case .quarantined(let reason):
                    #expect(number % 5 == 0)
                    #expect(reason.contains("23514"))
                    #expect(!reason.contains("poison'"))
                }
            }
        }
    }

    @Test func `In a batch of many webhooks only the poisoned one is put aside`() async throws {
        try await HotelWorld.with { world in
            try await world.owner.script(Self.refusesPoison)
            let router = try await world.router { $0.ingestFlights = 1 }
            let texts = (0..<100).map { $0 % 40 == 7 ? "poison" : "message" }
            let statuses = await receive(texts, by: router)
            #expect(statuses.allSatisfy { $0 == 200 })
            #expect(try await world.count("SELECT count(*) FROM messages") == 97)
            #expect(
                try await world.count(
                    "SELECT count(*) FROM receipts WHERE status = 'quarantined' AND convert_from(body, 'UTF8') LIKE '%poison%'"
                ) == 3
            )
            try await world.expectSound()
        }
    }

    @Test func `A webhook that keeps losing races is asked for again; the others of its batch are stored`() async throws
    {
        try await HotelWorld.with { world in
            try await world.owner.script(Self.neverWins)
            let router = try await world.router { $0.ingestFlights = 1 }
            let statuses = await receive((0..<30).map { $0 == 11 ? "contended" : "message" }, by: router)
            #expect(statuses.enumerated().filter { $0.element != 200 }.map(\.offset) == [11])
            #expect(statuses[11] == 503)
            #expect(try await world.count("SELECT count(*) FROM messages") == 29)
            #expect(try await world.count("SELECT count(*) FROM receipts WHERE status = 'quarantined'") == 0)
            try await world.expectSound()
        }
    }

    @Test func `A lane that somebody holds keeps only its own messages waiting`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router { $0.stuckLaneTimeout = .seconds(60) }
            #expect(await receive(["first"], by: router) == [200])
            let holder = try await PostgresConnection.connect(world.database.configuration)
            try await holder.script("BEGIN; SELECT FROM conversations FOR UPDATE")

            let stuck = Task { await receive(["second"], by: router) }
            // The others come while the first one's lane is held, and are answered while it is held.
            let others = MetaWebhook.request(
                to: HotelWorld.address,
                (1..<20).map { MetaWebhook.Words(from: phone($0), text: "other") }
            )
            #expect(await router.receive(others, from: "whatsapp").status == 200)
            #expect(try await world.count("SELECT count(*) FROM messages WHERE body = 'second'") == 0)

            try await holder.script("COMMIT")
            #expect(await stuck.value == [200])
            #expect(try await world.count("SELECT count(*) FROM messages") == 21)
            await holder.close()
            try await world.expectSound()
        }
    }

    @Test func `A lane that is never let go has its webhook asked for again`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router { $0.stuckLaneTimeout = .milliseconds(300) }
            #expect(await receive(["first"], by: router) == [200])
            let holder = try await PostgresConnection.connect(world.database.configuration)
            try await holder.script("BEGIN; SELECT FROM conversations FOR UPDATE")
            #expect(await receive(["second"], by: router) == [503])
            try await holder.script("COMMIT")
            await holder.close()
            #expect(await receive(["second"], by: router) == [200])
            #expect(try await world.words("SELECT body FROM messages ORDER BY seq") == ["first", "second"])
        }
    }
}
