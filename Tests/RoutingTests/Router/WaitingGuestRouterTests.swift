import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing
import Triage

/// A guest whom the AI keeps waiting hears from the hotel, in their own language, and people get the conversation.
@Suite(.timeLimit(.minutes(15))) struct WaitingGuestRouterTests {
    @Test func `An engine that never answers keeps nobody waiting longer than the limit`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel()
            let router = try await world.router(engine: ScriptedEngine.waiting(for: Gate()), channel: channel) {
                $0.longestWait = .milliseconds(50)
                $0.waitingInterval = .milliseconds(20)
                $0.turnWatch = .milliseconds(20)
            }
            try await world.running(router) {
                let words = MetaWebhook.Words(from: "15005550006", text: "Wo ist das Schwimmbad, bitte?")
                let reply = await router.receive(
                    MetaWebhook.request(to: HotelWorld.address, [words]),
                    from: "whatsapp"
                )
                #expect(reply.status == 200)
                try await world.until(1, "SELECT count(*) FROM deliveries WHERE state = 'sent'", within: .seconds(20))
            }
            let notice = EscalationNotice.text(
                .engineSilent,
                intent: nil,
                policy: EscalationPolicy(),
                language: "de"
            )
            #expect(channel.sent.values.map(\.text) == [notice])
            #expect(
                try await world.words("SELECT state || ' ' || escalation_reason FROM conversations") == [
                    "escalated engine_silent"
                ]
            )
        }
    }
}
