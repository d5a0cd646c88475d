import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

/// Too much at one endpoint, however many nodes it comes in on.
@Suite(.timeLimit(.minutes(15))) struct FlowLimitTests {
    private func words(_ number: Int, _ text: String = "Hello") -> WebhookRequest {
        MetaWebhook.request(to: HotelWorld.address, [MetaWebhook.Words(from: "1500555\(1000 + number)", text: text)])
    }

    @Test func `A flood of many guests is stored and answered 2xx, and only so many get a turn`() async throws {
        try await HotelWorld.with { world in
            try await world.decide(.limits, #"{"endpoint":{"maxRequests":5,"windowMs":3600000}}"#)
            let router = try await world.router()
            for number in 0..<12 { #expect(await router.receive(words(number), from: "whatsapp").status == 200) }
            #expect(try await world.count("SELECT count(*) FROM messages") == 12)
            #expect(try await world.count("SELECT count(*) FROM turns") == 5)
            #expect(
                try await world.count("SELECT count(*) FROM messages WHERE decision_reason = 'endpoint_limit'") == 7
            )
            try await world.expectSound()
        }
    }

    @Test func `People are told once that a limit keeps guests from being answered`() async throws {
        try await HotelWorld.with { world in
            try await world.decide(.limits, #"{"endpoint":{"maxRequests":2,"windowMs":3600000}}"#)
            let router = try await world.router { $0.policyRefresh = .milliseconds(20) }
            let told: SQL = "SELECT count(*) FROM notifications WHERE kind = 'limits.exceeded'"
            try await world.running(router) {
                for number in 0..<2 { #expect(await router.receive(words(number), from: "whatsapp").status == 200) }
                #expect(try await world.count(told) == 0)
                for number in 2..<4 { #expect(await router.receive(words(number), from: "whatsapp").status == 200) }
                try await world.until(1, told)
                for number in 4..<6 { #expect(await router.receive(words(number), from: "whatsapp").status == 200) }
            }
            #expect(try await world.count(told) == 1)
        }
    }

    @Test func `A flood of one guest is stored, twenty are answered in one go, and another guest notices nothing`()
        async throws
    {
        try await HotelWorld.with { world in
            try await world.decide(.limits, #"{"guest":{"maxRequests":20,"windowMs":3600000}}"#)
            let engine = ScriptedEngine.prompt
            let router = try await world.router(engine: engine)
            for page in 0..<5 {
                let flood = (0..<100).map { MetaWebhook.Words(from: "15005550006", text: "word \(page * 100 + $0)") }
                #expect(
                    await router.receive(MetaWebhook.request(to: HotelWorld.address, flood), from: "whatsapp").status
                        == 200
                )
            }
            #expect(await router.receive(words(1), from: "whatsapp").status == 200)
            try await world.running(router) {
                try await world.until(2, "SELECT count(*) FROM turns WHERE state = 'done'")
            }
            #expect(try await world.count("SELECT count(*) FROM messages WHERE author = 'guest'") == 501)
            #expect(
                try await world.count("SELECT count(*) FROM messages WHERE decision_reason = 'guest_limit'") == 480
            )
            #expect(engine.asked.values.map(\.message.messageIds.count).sorted() == [1, 20])
            try await world.expectSound()
        }
    }

    @Test func `Two nodes agree about a hotel's limit`() async throws {
        try await HotelWorld.with { world in
            try await world.decide(.limits, #"{"property":{"maxRequests":10,"windowMs":3600000}}"#)
            let (a, b) = (
                try await world.router("a") { $0.policyRefresh = .milliseconds(20) },
                try await world.router("b") { $0.policyRefresh = .milliseconds(20) }
            )
            try await world.running(a, b) {
                // Both have listened once they have said what they let in.
                #expect(await a.receive(words(0), from: "whatsapp").status == 200)
                #expect(await b.receive(words(1), from: "whatsapp").status == 200)
                try await world.until(2, "SELECT count(*) FROM flow_counts")
                for number in 2..<9 { #expect(await a.receive(words(number), from: "whatsapp").status == 200) }
                try await world.until(8, "SELECT total FROM flow_counts WHERE node = 'a'")
                for number in 9..<40 { #expect(await b.receive(words(number), from: "whatsapp").status == 200) }
            }
            let admitted = try await world.count("SELECT count(*) FROM messages WHERE decision <> 'rejected'")
            // What came in on b before it heard of a's is all that may be too much.
            #expect((10...18).contains(admitted))
            #expect(try await world.count("SELECT count(*) FROM messages WHERE author = 'guest'") == 40)
            #expect(
                try await world.count("SELECT count(*) FROM messages WHERE decision_reason = 'property_limit'")
                    == 40 - admitted
            )
        }
    }

    @Test func `While nodes cannot speak to each other each goes by what it knows`() async throws {
        try await HotelWorld.with { world in
            try await world.decide(.limits, #"{"endpoint":{"maxRequests":3,"windowMs":3600000}}"#)
            let router = try await world.router { $0.policyRefresh = .milliseconds(20) }
            try await world.owner.script("DROP TABLE flow_counts", label: "test.broken")
            try await world.running(router) {
                for number in 0..<5 { #expect(await router.receive(words(number), from: "whatsapp").status == 200) }
            }
            #expect(try await world.count("SELECT count(*) FROM messages WHERE decision <> 'rejected'") == 3)
        }
    }

    @Test func `A policy nobody can read limits nothing`() async throws {
        try await HotelWorld.with { world in
            try await world.decide(.limits, #"{"endpoint":{"maxRequests":"few"}}"#)
            let router = try await world.router()
            for number in 0..<5 { #expect(await router.receive(words(number), from: "whatsapp").status == 200) }
            #expect(try await world.count("SELECT count(*) FROM messages WHERE decision = 'rejected'") == 0)
        }
    }
}
