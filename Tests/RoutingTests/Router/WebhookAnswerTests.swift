import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

/// What a provider is answered, and what is stored by then.
@Suite(.timeLimit(.minutes(15))) struct WebhookAnswerTests {
    private let guest = "15005550006"

    private func hello(_ text: String = "Hello", to address: String = HotelWorld.address, secret: String? = nil)
        -> WebhookRequest
    {
        MetaWebhook.request(to: address, [MetaWebhook.Words(from: guest, text: text)], secret: secret)
    }

    @Test func `A signed message is stored with its turn before 200 is answered`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            #expect(await router.receive(hello("Two towels please"), from: "whatsapp").status == 200)
            #expect(try await world.words("SELECT body FROM messages") == ["Two towels please"])
            #expect(try await world.words("SELECT state FROM turns") == ["accumulating"])
            #expect(try await world.words("SELECT status FROM receipts") == ["accepted"])
            try await world.expectSound()
        }
    }

    @Test func `There is no webhook for a provider we do not have`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            #expect(await router.receive(hello(), from: "pigeon").status == 404)
        }
    }

    @Test func `A wrong, missing or odd signature is 401 and stores nothing`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            var unsigned = hello()
            unsigned.headers = [:]
            var tampered = hello()
            tampered.body.append(UInt8(ascii: " "))
            var odd = hello()
            odd.headers[MetaSignature.header] = "sha256=00"
            for request in [hello(secret: "not-it"), hello(secret: ""), unsigned, tampered, odd] {
                #expect(await router.receive(request, from: "whatsapp").status == 401)
            }
            #expect(
                try await world.count("SELECT (SELECT count(*) FROM receipts) + (SELECT count(*) FROM messages)") == 0
            )
        }
    }

    @Test func `One hotel's secret does not speak for another's number`() async throws {
        try await HotelWorld.with { world in
            try await world.addEndpoint("200000000000002")
            let router = try await world.router()
            let foreign = hello(secret: HotelWorld.secret(of: "200000000000002"))
            #expect(await router.receive(foreign, from: "whatsapp").status == 401)
            #expect(try await world.count("SELECT count(*) FROM messages") == 0)
        }
    }

    @Test func `A number nobody owns is taken, put aside, and told of once however often and at once it is used`()
        async throws
    {
        try await HotelWorld.with { world in
            let router = try await world.router()
            let stranger = hello(to: "999", secret: HotelWorld.secret(of: HotelWorld.address))
            await withTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { await router.receive(stranger, from: "whatsapp").status } }
                for await status in group { #expect(status == 200) }
            }
            #expect(try await world.count("SELECT count(*) FROM receipts WHERE status = 'quarantined'") == 20)
            #expect(try await world.words("SELECT kind FROM notifications") == ["endpoint.unknown"])
            #expect(try await world.count("SELECT count(*) FROM messages") == 0)
        }
    }

    @Test func `A number that was added a moment ago is known at once`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            // Just now the endpoints were read because of another stranger.
            let stranger = hello(to: "999", secret: HotelWorld.secret(of: HotelWorld.address))
            #expect(await router.receive(stranger, from: "whatsapp").status == 200)
            try await world.addEndpoint("300000000000003")
            // One app serves both numbers, as Meta has it: its secret is known already.
            let shared = HotelWorld.secret(of: HotelWorld.address)
            let request = hello("Am I heard?", to: "300000000000003", secret: shared)
            let status = await router.receive(request, from: "whatsapp").status
            // This world gives every number a secret of its own, so the answer is a refusal, and Meta asks again;
            // what must not happen is that the message is taken as one to nobody.
            #expect(status == 401)
            #expect(try await world.count("SELECT count(*) FROM receipts WHERE reason LIKE '%300000000000003%'") == 0)
            let own = hello("Am I heard?", to: "300000000000003")
            #expect(await router.receive(own, from: "whatsapp").status == 200)
            #expect(try await world.words("SELECT body FROM messages") == ["Am I heard?"])
        }
    }

    @Test func `What a guest writes to a closed number is put aside, not answered`() async throws {
        try await HotelWorld.with { world in
            _ = try await world.owner.query("UPDATE endpoints SET enabled = false, generation = generation + 1")
            let router = try await world.router()
            #expect(await router.receive(hello(), from: "whatsapp").status == 200)
            #expect(try await world.count("SELECT count(*) FROM messages") == 0)
            #expect(try await world.words("SELECT reason FROM receipts") == ["closed"])
            #expect(try await world.words("SELECT kind FROM notifications") == ["endpoint.closed"])
        }
    }

    @Test(arguments: ["{", "[]", "null", "", "{\"object\":\"page\"}", "\u{1}\u{2}"])
    func `What is signed and unreadable is kept and not asked for again`(body: String) async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            let request = MetaWebhook.signed(Array(body.utf8), secret: HotelWorld.secret(of: HotelWorld.address))
            #expect(await router.receive(request, from: "whatsapp").status == 200)
            #expect(try await world.count("SELECT count(*) FROM receipts WHERE status = 'quarantined'") == 1)
        }
    }

    @Test func `NUL in words, names, numbers and addresses loses nothing`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            #expect(await router.receive(hello("a\0b"), from: "whatsapp").status == 200)
            #expect(try await world.words("SELECT body FROM messages") == ["a\u{FFFD}b"])
            let words = MetaWebhook.Words(from: guest, text: "again", id: "wamid.\0\0")
            let oddID = MetaWebhook.request(to: HotelWorld.address, [words])
            #expect(await router.receive(oddID, from: "whatsapp").status == 200)
            let oddAddress = hello(to: "9\09", secret: HotelWorld.secret(of: HotelWorld.address))
            #expect(await router.receive(oddAddress, from: "whatsapp").status == 200)
            #expect(try await world.count("SELECT count(*) FROM messages") == 2)
        }
    }

    @Test func `A text of 100 kB is cut to what we keep and flagged; the log has all of it`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            let text = String(repeating: "ü", count: 50_000)
            #expect(await router.receive(hello(text), from: "whatsapp").status == 200)
            #expect(try await world.count("SELECT octet_length(body) FROM messages") == 65_536)
            #expect(try await world.count("SELECT count(*) FROM messages WHERE 'truncated' = ANY (flags)") == 1)
            #expect(try await world.count("SELECT count(*) FROM receipts WHERE octet_length(body) > 100000") == 1)
        }
    }

    @Test func `The same webhook again changes nothing, however often and however much at once`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            let request = hello()
            await withTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { await router.receive(request, from: "whatsapp").status } }
                for await status in group { #expect(status == 200) }
            }
            #expect(try await world.count("SELECT count(*) FROM messages") == 1)
            #expect(try await world.count("SELECT count(*) FROM turns") == 1)
            #expect(try await world.count("SELECT count(*) FROM guests") == 1)
            try await world.expectSound()
        }
    }

    @Test func `Without the database a webhook is asked for again, and a wrong signature still refused`() async throws {
        try await HotelWorld.with { world in
            let router = try await world.router()
            await world.pools.shutdown()
            #expect(await router.receive(hello(), from: "whatsapp").status == 503)
            #expect(await router.receive(hello(secret: "wrong"), from: "whatsapp").status == 401)
        }
    }
}
