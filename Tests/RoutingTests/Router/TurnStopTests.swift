import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

/// Thinking ends when nobody wants the answer any more, on whatever node; and no hotel's thinking fills a node.
@Suite(.timeLimit(.minutes(15))) struct TurnStopTests {
    private let guest = "15005550006"

    private func say(
        _ text: String,
        to router: MessageRouter,
        from guest: String? = nil,
        at address: String = HotelWorld.address
    ) async {
        let words = MetaWebhook.Words(from: guest ?? self.guest, text: text)
        let reply = await router.receive(MetaWebhook.request(to: address, [words]), from: "whatsapp")
        #expect(reply.status == 200)
    }

    /// Answers never, and puts down each question that was given up; all but what holds `quick` is such.
    private func endless(_ givenUp: Tally<String>) -> ScriptedEngine {
        ScriptedEngine { request, _ throws(EngineError) in
            if request.message.content.contains("quick") { return ScriptedEngine.reply(to: request) }
            await Gate().wait()
            givenUp.add(request.message.content)
            throw .cancelled
        }
    }

    @Test func `People who take over end the engine's call`() async throws {
        try await HotelWorld.with { world in
            let givenUp = Tally<String>()
            let engine = endless(givenUp)
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("towels", to: router)
                await engine.asked.reaches(1)
                let ids = try await world.words("SELECT id::text FROM conversations")
                let lane = try #require(ids.first.flatMap { ConversationID($0) })
                #expect(try await Takeover(world.pools.router).escalate(lane) == .escalated)
                await givenUp.reaches(1)
            }
            #expect(channel.sent.count == 0)
            #expect(try await world.words("SELECT state FROM turns") == ["discarded"])
            try await world.expectSound()
        }
    }

    @Test func `A message that another node takes ends it, too`() async throws {
        try await HotelWorld.with { world in
            let givenUp = Tally<String>()
            let engine = endless(givenUp)
            let channel = ScriptedChannel()
            let thinking = try await world.router("a", engine: engine, channel: channel)
            let taking = try await world.router("b", engine: engine, channel: channel) { $0.turnConcurrency = 1 }
            try await world.running(thinking) {
                await say("towels", to: thinking)
                await engine.asked.reaches(1)
                await say("quick", to: taking)
                await givenUp.reaches(1)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: towels\nquick"])
            #expect(givenUp.values == ["towels"])
            try await world.expectSound()
        }
    }

    @Test func `A node that takes its own lost turn up again ends the old attempt, and not the new one`() async throws {
        try await HotelWorld.with { world in
            let givenUp = Tally<Int>()
            let asked = Tally<Void>()
            let engine = ScriptedEngine { request, _ throws(EngineError) in
                let attempt = asked.add(())
                // The second attempt answers only once the first has been given up.
                if attempt == 2 {
                    await givenUp.reaches(1)
                    return ScriptedEngine.reply(to: request)
                }
                await Gate().wait()
                givenUp.add(attempt)
                throw .cancelled
            }
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel) { $0.turnWatch = .milliseconds(20) }
            try await world.running(router) {
                await say("towels", to: router)
                await asked.reaches(1)
                // Its lease runs out, and the same node is the first to see it.
                _ = try await world.owner.query("UPDATE conversations SET turn_due_at = now()")
                router.wake()
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'", within: .seconds(20))
            }
            #expect(givenUp.values == [1])
            #expect(channel.sent.values.map(\.text) == ["answer to: towels"])
            #expect(try await world.words("SELECT state || ' ' || attempts FROM turns") == ["done 2"])
            try await world.expectSound()
        }
    }

    @Test func `A turn that cannot be committed while its node stops is handed back at once`() async throws {
        try await HotelWorld.with { world in
            // What a sequence counts outlives the transaction that failed.
            try await world.owner.script(
                """
                CREATE SEQUENCE failures;
                GRANT ALL ON SEQUENCE failures TO PUBLIC;
                CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM nextval('failures');
                    RAISE EXCEPTION 'not now' USING ERRCODE = 'cannot_connect_now';
                END $$;
                CREATE TRIGGER fail BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.author = 'ai') EXECUTE FUNCTION fail()
                """
            )
            let channel = ScriptedChannel()
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("towels", to: router)
                try await world.until(1, "SELECT count(*) FROM failures WHERE is_called")
            }
            #expect(try await world.count("SELECT count(*) FROM turn_events WHERE kind = 'handed_back'") == 1)
            #expect(try await world.count("SELECT count(*) FROM conversations WHERE turn_due_at <= now()") == 1)
            #expect(try await world.words("SELECT state || ' ' || attempts FROM turns") == ["running 0"])
            try await world.owner.script("DROP TRIGGER fail ON messages")
            let next = try await world.router("b", channel: channel)
            try await world.running(next) {
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: towels"])
            try await world.expectSound()
        }
    }

    @Test func `A node that runs obeys a new policy without a restart`() async throws {
        try await HotelWorld.with { world in
            let gate = Gate()
            let engine = ScriptedEngine.waiting(for: gate)
            let router = try await world.router(engine: engine) { $0.policyRefresh = .milliseconds(20) }
            try await world.running(router) {
                try await world.decide(.turns, #"{"whileThinking": "wait"}"#)
                // Each guest asks twice: once the node knows, the second message waits.
                for number in 0..<200 {
                    let other = "1500555\(number + 1000)"
                    await say("first", to: router, from: other)
                    let before = engine.asked.count
                    await engine.asked.reaches(max(1, before))
                    try await world.until(0, "SELECT count(*) FROM turns WHERE state = 'accumulating'")
                    await say("second", to: router, from: other)
                    if try await world.count("SELECT count(*) FROM messages WHERE decision = 'queued'") > 0 { break }
                }
                #expect(try await world.count("SELECT count(*) FROM messages WHERE decision = 'queued'") == 1)
                gate.open()
            }
        }
    }

    @Test func `One hotel whose engine never answers leaves room for another's guests`() async throws {
        try await HotelWorld.with { world in
            let other = try await PropertyStore(world.owner).add(slug: "neighbour", name: "Neighbour")
            var endpoint = NewEndpoint(property: other.id, channel: .whatsapp, provider: "whatsapp", address: "200")
            endpoint.accumulation = .zero
            _ = try await EndpointStore(world.owner).add(endpoint, box: nil)
            let engine = endless(Tally())
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel) {
                $0.turnConcurrency = 16
                $0.claimsPerProperty = 4
            }
            try await world.running(router) {
                for number in 0..<40 { await say("endless", to: router, from: "1500555\(number + 1000)") }
                await engine.asked.reaches(12)
                for number in 0..<20 { await say("quick", to: router, from: "1500666\(number + 1000)", at: "200") }
                try await world.until(20, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
                let held = try await world.count(
                    "SELECT count(*) FROM turns WHERE state = 'running' AND property_id = \(world.property)"
                )
                // Its share is twelve of sixteen, and what one claim brings beyond it.
                #expect((12...15).contains(held))
            }
        }
    }
}
