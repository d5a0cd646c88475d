import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import Synchronization
import TestSupport
import Testing

/// The way of a message from webhook to answer, and who owns the next word meanwhile.
@Suite(.timeLimit(.minutes(15))) struct ConversationTests {
    private let guest = "15005550006"

    private func say(_ text: String, to router: MessageRouter, from guest: String? = nil) async {
        let words = MetaWebhook.Words(from: guest ?? self.guest, text: text)
        let reply = await router.receive(MetaWebhook.request(to: HotelWorld.address, [words]), from: "whatsapp")
        #expect(reply.status == 200)
    }

    @Test func `Fifty messages of one new guest at once are one conversation, one turn and one answer`() async throws {
        try await HotelWorld.with { world in
            _ = try await world.owner.query("UPDATE endpoints SET accumulation_ms = 2000")
            let engine = ScriptedEngine.prompt
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<50 { group.addTask { await say("part \(number)", to: router) } }
                }
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(try await world.count("SELECT count(*) FROM conversations") == 1)
            #expect(try await world.count("SELECT count(*) FROM turns") == 1)
            #expect(try await world.count("SELECT max(seq) FROM messages") == 51)
            #expect(engine.asked.values.map(\.message.messageIds.count) == [50])
            #expect(channel.sent.count == 1)
            try await world.expectSound()
        }
    }

    @Test func `Whoever goes on writing while the engine thinks gets one answer to all of it`() async throws {
        try await HotelWorld.with { world in
            // It would never answer: a question that is no longer asked must be given up.
            let engine = ScriptedEngine { request, _ throws(EngineError) in
                if request.message.content == "two towels" {
                    guard await Gate().wait() else { throw .cancelled }
                }
                return ScriptedEngine.reply(to: request)
            }
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("two towels", to: router)
                await engine.asked.reaches(1)
                await say("no, three", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: two towels\nno, three"])
            #expect(
                try await world.words("SELECT decision_reason FROM messages WHERE author = 'guest' ORDER BY seq")
                    == ["nothing_open", "superseded_the_answer"]
            )
            try await world.expectSound()
        }
    }

    @Test func `Where the hotel wants it so, what comes while the engine thinks is answered after it`() async throws {
        try await HotelWorld.with { world in
            try await world.decide(.turns, #"{"whileThinking": "wait"}"#)
            let gate = Gate()
            let engine = ScriptedEngine.waiting(for: gate)
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("first", to: router)
                await engine.asked.reaches(1)
                await say("second", to: router)
                await say("third", to: router)
                gate.open()
                try await world.until(2, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: first", "answer to: second\nthird"])
            #expect(
                try await world.words("SELECT decision FROM messages WHERE author = 'guest' ORDER BY seq")
                    == ["turn_opened", "queued", "queued"]
            )
            try await world.expectSound()
        }
    }

    @Test func `Once people have taken over the AI says nothing more, in 200 races out of 200`() async throws {
        try await HotelWorld.with { world in
            let gates = (0..<200).map { _ in Gate() }
            let engine = ScriptedEngine { request, _ throws(EngineError) in
                guard let number = Int(request.message.content), await gates[number].wait() else { throw .cancelled }
                return ScriptedEngine.reply(to: request)
            }
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel) {
                $0.turnConcurrency = 200
                $0.claimsPerProperty = 200
                $0.turnsPerProperty = 200
            }
            try await world.running(router) {
                for number in 0..<200 {
                    await say("\(number)", to: router, from: "1500555\(String(number + 10_000).dropFirst())")
                }
                await engine.asked.reaches(200)
                let lanes = Dictionary(
                    engine.asked.values.map { ($0.message.content, $0.conversationId) },
                    uniquingKeysWith: { first, _ in first }
                )
                // The takeover and the engine's answer start together; whichever commits first, order decides.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<200 {
                        let lane = try #require(lanes["\(number)"])
                        group.addTask {
                            _ = try await Takeover(world.pools.router).escalate(lane)
                        }
                        gates[number].open()
                    }
                    try await group.waitForAll()
                }
                try await world.until(0, "SELECT count(*) FROM turns WHERE state IN ('running', 'accumulating')")
                try await world.until(0, "SELECT count(*) FROM deliveries WHERE state IN ('queued', 'sending')")
            }
            #expect(try await world.count("SELECT count(*) FROM conversations WHERE state = 'escalated'") == 200)
            // Messages are numbered under the lane's lock: an AI word after the takeover would have a later event.
            #expect(
                try await world.count(
                    """
                    SELECT count(*) FROM events said JOIN events taken USING (conversation_id)
                    WHERE said.kind = 'message.created' AND taken.kind = 'conversation.state_changed'
                      AND taken.payload ->> 'to' = 'escalated' AND said.event_seq > taken.event_seq
                    """
                ) == 0
            )
            #expect(
                try await world.count("SELECT count(*) FROM messages WHERE author = 'ai'")
                    + world.count("SELECT count(*) FROM turns WHERE state = 'discarded'") == 200
            )
            try await world.expectSound()
        }
    }

    @Test func `A takeover that commits while the engine thinks leaves the guest without an AI word`() async throws {
        try await HotelWorld.with { world in
            let gate = Gate()
            let engine = ScriptedEngine.waiting(for: gate)
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("Hello", to: router)
                await engine.asked.reaches(1)
                let lane = try #require(engine.asked.values.first).conversationId
                let standing = try await Takeover(world.pools.router).escalate(lane)
                #expect(standing == .escalated)
                gate.open()
                await say("Still there?", to: router)
                // A second guest's answer shows that the first one's turn has had its chance.
                await say("Me too", to: router, from: "15005550007")
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.texts["+\(guest)"] == nil)
            #expect(try await world.words("SELECT decision FROM messages WHERE body = 'Still there?'") == ["to_staff"])
            try await world.expectSound()
        }
    }

    @Test func `Work that an answer promises is a task of its department`() async throws {
        try await HotelWorld.with { world in
            let engine = ScriptedEngine { request, _ throws(EngineError) in
                ScriptedEngine.reply(
                    to: request,
                    actions: [
                        .createTask(
                            TaskAction(
                                department: "housekeeping",
                                description: "Two towels",
                                room: "412",
                                dueInMinutes: 15
                            )
                        )
                    ]
                )
            }
            let router = try await world.router(engine: engine)
            try await world.running(router) {
                await say("Two towels to 412 please", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(
                try await world.words(
                    "SELECT d.code || ' ' || t.room || ' ' || t.description FROM tasks t JOIN departments d ON d.id = t.department_id"
                ) == ["housekeeping 412 Two towels"]
            )
            try await world.expectSound()
        }
    }

    @Test(arguments: ["UTC", "Asia/Kolkata", "America/St_Johns", "Europe/Lisbon"])
    func `Whatever time zone the server keeps, turns are claimed and answered`(zone: String) async throws {
        try await HotelWorld.with { world in
            try await world.owner.script("ALTER DATABASE \(world.database.name) SET timezone = '\(zone)'")
            let router = try await world.router()
            try await world.running(router) {
                await say("What time is it?", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
        }
    }
}
