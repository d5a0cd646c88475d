import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import TestSupport
import Testing

/// A hotel's own rules, from webhook to answer.
@Suite(.timeLimit(.minutes(15))) struct RoutingRulesTests {
    private let guest = "15005550006"

    private func say(_ text: String, to router: MessageRouter, id: String = "wamid.\(UUID().uuidString)") async {
        let words = MetaWebhook.Words(from: guest, text: text, id: id)
        let reply = await router.receive(MetaWebhook.request(to: HotelWorld.address, [words]), from: "whatsapp")
        #expect(reply.status == 200)
    }

    /// Puts rules in force; routers made afterwards obey them.
    private func decide(_ rules: String, in world: HotelWorld) async throws {
        _ = try await world.owner.query(
            """
            INSERT INTO policies (property_id, kind, version, document)
            SELECT \(world.property), 'routing', coalesce(max(version), 0) + 1, \(#"{"rules":\#(rules)}"#)::text::jsonb
            FROM policies WHERE property_id = \(world.property) AND kind = 'routing'
            """
        )
    }

    private static let wifi = """
        [{"id":"wifi","when":{"words":{"en":["wifi password"],"de":["wlan passwort"]}},
          "then":{"action":"respond","text":{"en":"It is sunrise.","de":"Es ist sunrise."}}}]
        """

    private func decisions(_ world: HotelWorld) async throws -> [String] {
        try await world.words("SELECT decision FROM messages WHERE author = 'guest' ORDER BY seq")
    }

    private func handed(_ world: HotelWorld, _ count: Int) async throws {
        try await world.until(count, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
    }

    @Test func `A question the hotel has an answer to is answered without turn and engine`() async throws {
        try await HotelWorld.with { world in
            try await decide(Self.wifi, in: world)
            let (engine, channel) = (ScriptedEngine.prompt, ScriptedChannel())
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("What's the WiFi password?", to: router)
                try await handed(world, 1)
                await say("und bitte wie ist das WLAN-Passwort?", to: router)
                try await handed(world, 2)
            }
            #expect(channel.sent.values.map(\.text) == ["It is sunrise.", "Es ist sunrise."])
            #expect(engine.asked.values.isEmpty)
            #expect(try await decisions(world) == ["routed_rule", "routed_rule"])
            #expect(try await world.count("SELECT count(*) FROM turns") == 0)
            #expect(try await world.words("SELECT state FROM conversations") == ["active"])
            #expect(
                try await world.words("SELECT DISTINCT decision_reason FROM messages WHERE author = 'guest'")
                    == ["rule:wifi@1"]
            )
        }
    }

    @Test func `What no rule fits the engine answers`() async throws {
        try await HotelWorld.with { world in
            try await decide(Self.wifi, in: world)
            let channel = ScriptedChannel()
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("Where is the pool?", to: router)
                try await handed(world, 1)
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: Where is the pool?"])
            #expect(try await decisions(world) == ["turn_opened"])
        }
    }

    @Test func `A webhook that comes twice is answered once`() async throws {
        try await HotelWorld.with { world in
            try await decide(Self.wifi, in: world)
            let channel = ScriptedChannel()
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                for _ in 0..<3 { await say("wifi password", to: router, id: "wamid.one") }
                await say("Where is the pool?", to: router)
                try await handed(world, 2)
            }
            #expect(channel.sent.values.map(\.text) == ["It is sunrise.", "answer to: Where is the pool?"])
        }
    }

    @Test func `What the hotel refuses is refused in its own words`() async throws {
        try await HotelWorld.with { world in
            try await decide(
                #"[{"id":"no","when":{"pattern":"\\b(drone|fireworks?)\\b"},"then":{"action":"deny","text":{"en":"Not here, sorry."}}}]"#,
                in: world
            )
            let (engine, channel) = (ScriptedEngine.prompt, ScriptedChannel())
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("May I fly my drone?", to: router)
                try await handed(world, 1)
            }
            #expect(channel.sent.values.map(\.text) == ["Not here, sorry."])
            #expect(engine.asked.values.isEmpty)
        }
    }

    @Test func `Work for a department goes to its people at once`() async throws {
        try await HotelWorld.with { world in
            try await decide(
                """
                [{"id":"towels","when":{"intents":["housekeeping.*"]},
                  "then":{"action":"dispatch","department":"housekeeping","priority":"high"}}]
                """,
                in: world
            )
            let (engine, channel) = (ScriptedEngine.prompt, ScriptedChannel())
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("Please bring two towels to 412", to: router)
                try await handed(world, 1)
                await say("and soap", to: router)
                try await world.until(2, "SELECT count(*) FROM messages WHERE author = 'guest'")
            }
            #expect(channel.sent.values.map(\.text) == [HoldingLine.text(language: "en")])
            #expect(engine.asked.values.isEmpty)
            #expect(try await decisions(world) == ["to_staff", "to_staff"])
            #expect(
                try await world.words(
                    """
                    SELECT concat_ws(' ', c.state, c.priority, c.escalation_reason, d.code)
                    FROM conversations c LEFT JOIN departments d ON d.id = c.department_id
                    """
                ) == ["escalated high rule housekeeping"]
            )
            #expect(
                try await world.words(
                    "SELECT concat_ws(' ', kind, detail ->> 'reason', detail ->> 'rule') FROM notifications"
                )
                    == ["escalation rule towels"]
            )
        }
    }

    @Test func `Only the first word of a guest is a first contact`() async throws {
        try await HotelWorld.with { world in
            try await decide(
                #"[{"id":"hello","when":{"firstContact":true},"then":{"action":"respond","text":{"en":"Welcome!"}}}]"#,
                in: world
            )
            let channel = ScriptedChannel()
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("Hello", to: router)
                try await handed(world, 1)
                await say("Hello again", to: router)
                try await handed(world, 2)
            }
            #expect(channel.sent.values.map(\.text) == ["Welcome!", "answer to: Hello again"])
        }
    }

    @Test func `Where the stay stands is looked up when the message is stored`() async throws {
        try await HotelWorld.with { world in
            try await decide(
                #"[{"id":"in","when":{"stay":["in_house"]},"then":{"action":"respond","text":{"en":"You are here."}}}]"#,
                in: world
            )
            let channel = ScriptedChannel()
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("Hello", to: router)
                try await handed(world, 1)
                _ = try await world.owner.query(
                    """
                    INSERT INTO stays (property_id, guest_id, arrival, departure, status)
                    SELECT property_id, id, current_date, current_date + 2, 'in_house' FROM guests
                    """
                )
                await say("Hello", to: router)
                try await handed(world, 2)
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: Hello", "You are here."])
        }
    }

    @Test func `People who have taken over are not interrupted by rules`() async throws {
        try await HotelWorld.with { world in
            try await decide(Self.wifi, in: world)
            let channel = ScriptedChannel()
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                await say("Where is the pool?", to: router)
                try await handed(world, 1)
                _ = try await world.owner.query(
                    "UPDATE conversations SET state = 'escalated', owner_epoch = owner_epoch + 1, escalated_at = now(), escalation_reason = 'staff'"
                )
                await say("wifi password", to: router)
            }
            #expect(channel.sent.count == 1)
            #expect(try await decisions(world) == ["turn_opened", "to_staff"])
        }
    }

    @Test func `Rules that cannot be obeyed hinder no guest, and people are told once`() async throws {
        try await HotelWorld.with { world in
            try await decide(
                #"[{"id":"bad","when":{"pattern":"("},"then":{"action":"deny","text":{"en":"Never."}}}]"#,
                in: world
            )
            let channel = ScriptedChannel()
            let (one, other) = (
                try await world.router("a", channel: channel), try await world.router("b", channel: channel)
            )
            try await world.running(one, other) {
                await say("Hello", to: one)
                try await handed(world, 1)
                try await world.until(1, "SELECT count(*) FROM notifications WHERE kind = 'rules.broken'")
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: Hello"])
            #expect(try await world.count("SELECT count(*) FROM notifications") == 1)
        }
    }

    @Test func `Rules that take too long hinder no guest, and people are told once`() async throws {
        try await HotelWorld.with { world in
            // One millisecond is all they get, and the pattern needs many for four thousand letters.
            _ = try await world.owner.query(
                """
                INSERT INTO policies (property_id, kind, version, document) VALUES (\(world.property), 'routing', 1,
                \(#"{"timeBudgetMs":1,"rules":[{"id":"slow","when":{"pattern":"(a?){100}a{100}b"},"then":{"action":"deny","text":{"en":"Never."}}}]}"#)::text::jsonb)
                """
            )
            let text = String(repeating: "a", count: 4000)
            let channel = ScriptedChannel()
            let router = try await world.router(channel: channel)
            try await world.running(router) {
                for count in 1...2 {
                    await say(text, to: router)
                    try await handed(world, count)
                }
                try await world.until(1, "SELECT count(*) FROM notifications WHERE kind = 'rules.over_budget'")
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: \(text)", "answer to: \(text)"])
            #expect(try await world.count("SELECT count(*) FROM notifications") == 1)
        }
    }
}
