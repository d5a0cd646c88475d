import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing
import Triage

/// Whatever an engine does, the guest hears one line and people get the conversation.
@Suite(.timeLimit(.minutes(15))) struct EngineTroubleTests {
    private let guest = "15005550006"

    private static func notice(_ reason: EscalationReason) -> String {
        EscalationNotice.text(reason, intent: nil, policy: EscalationPolicy(), language: "en")
    }

    private func say(_ text: String, to router: MessageRouter) async {
        let words = MetaWebhook.Words(from: guest, text: text)
        let reply = await router.receive(MetaWebhook.request(to: HotelWorld.address, [words]), from: "whatsapp")
        #expect(reply.status == 200)
    }

    static let failures: [EngineError] = [
        .timeout, .unreachable(detail: "refused"), .status(500), .status(429, retryAfter: .seconds(9)),
        .malformed(field: "body", detail: "not JSON"), .failed(detail: "no knowledge"), .noEngine,
    ]

    @Test(arguments: failures)
    func `No usable answer: the holding line once, and the conversation goes to people`(failure: EngineError)
        async throws
    {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel()
            let engine = ScriptedEngine { _, _ throws(EngineError) in throw failure }
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("Hello", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.sent.values.map(\.text) == [Self.notice(.engineSilent)])
            #expect(engine.asked.count == 1)
            #expect(
                try await world.words("SELECT state || ' ' || escalation_reason || ' ' || priority FROM conversations")
                    == ["escalated engine_silent high"]
            )
            #expect(try await world.words("SELECT state || ' ' || error FROM turns") == ["failed \(failure.code)"])
            #expect(try await world.words("SELECT author FROM messages ORDER BY seq") == ["guest", "system"])
            try await world.expectSound()
        }
    }

    @Test func `An answer that comes after its lease changes nothing: another node's answer is the one`() async throws {
        try await HotelWorld.with { world in
            let gate = Gate()
            let slow = ScriptedEngine.waiting(for: gate)
            let channel = ScriptedChannel()
            let first = try await world.router("slow", engine: slow, channel: channel) {
                $0.stopGrace = .seconds(30)
                // No room for a second thought, or it could take its own turn again.
                $0.turnConcurrency = 1
            }
            try await world.running(first) {
                await say("Hello", to: first)
                await slow.asked.reaches(1)
                // Its node is paused past its lease.
                _ = try await world.owner.query("UPDATE conversations SET turn_due_at = now()")
                let second = try await world.router("quick", channel: channel)
                try await world.running(second) {
                    try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
                }
                gate.open()
            }
            #expect(channel.sent.count == 1)
            #expect(try await world.words("SELECT state || ' ' || attempts FROM turns") == ["done 2"])
            try await world.expectSound()
        }
    }

    @Test func `A turn that keeps being lost goes to people in the end`() async throws {
        try await HotelWorld.with { world in
            let engine = ScriptedEngine.prompt
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel)
            await say("Hello", to: router)
            // Claimed three times by nodes that died.
            _ = try await world.owner.query("UPDATE turns SET attempts = 3")
            try await world.running(router) {
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(engine.asked.count == 0)
            #expect(channel.sent.values.map(\.text) == [Self.notice(.engineSilent)])
            #expect(try await world.words("SELECT state FROM conversations") == ["escalated"])
        }
    }

    @Test func `An answer the database refuses counts as silence, at once and without asking again`() async throws {
        try await HotelWorld.with { world in
            try await world.owner.script("ALTER TABLE messages ADD CONSTRAINT odd CHECK (body NOT LIKE 'answer to:%')")
            let engine = ScriptedEngine.prompt
            let channel = ScriptedChannel()
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("Hello", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'", within: .seconds(20))
            }
            #expect(engine.asked.count == 1)
            #expect(channel.sent.values.map(\.text) == [Self.notice(.engineSilent)])
            #expect(try await world.words("SELECT state || ' ' || error FROM turns") == ["failed unstorable"])
        }
    }

    @Test func `An unsure answer is a draft for people; the guest gets the holding line`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel()
            let engine = ScriptedEngine { request, _ throws(EngineError) in
                ScriptedEngine.reply(to: request, confidence: 0.4)
            }
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("Is there a discount?", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.sent.values.map(\.text) == [Self.notice(.lowConfidence)])
            #expect(try await world.words("SELECT draft FROM turns") == ["answer to: Is there a discount?"])
            #expect(try await world.words("SELECT escalation_reason FROM conversations") == ["low_confidence"])
        }
    }

    @Test func `A hotel's own threshold is the one that counts`() async throws {
        try await HotelWorld.with { world in
            _ = try await world.owner.query("UPDATE properties SET settings = '{\"escalationThreshold\": 0.3}'")
            let channel = ScriptedChannel()
            let engine = ScriptedEngine { request, _ throws(EngineError) in
                ScriptedEngine.reply(to: request, confidence: 0.4)
            }
            let router = try await world.router(engine: engine, channel: channel)
            try await world.running(router) {
                await say("Hi", to: router)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            #expect(channel.sent.values.map(\.text) == ["answer to: Hi"])
        }
    }
}
