import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

@testable import API

/// How a guest comes to a chat, and comes back to it.
@Suite struct ChatSessionTests {
    private let open = #"{"endpointKey":"front"}"#

    @Test func `Opening a chat makes a guest, a conversation that waits, and one welcome`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let opened = try await server.ask(
                "POST",
                "/chat/v1/sessions",
                body: #"{"endpointKey":"front","name":"Ada","language":"pt-BR"}"#
            )
            #expect(opened.status == 201)
            #expect(opened.texts == ["Welcome to the Aurora!"])
            #expect(opened.messages.first?["author"] as? String == "hotel")
            let conversation = try #require(opened.json["conversation"] as? [String: Any])
            #expect(conversation["state"] as? String == "open")
            #expect(conversation["answeredBy"] as? String == "assistant")
            #expect((opened.json["hotel"] as? [String: Any])?["name"] as? String == "aurora")
            #expect(
                try await server.hotel.value("SELECT display_name || ' ' || language FROM guests", as: String.self)
                    == "Ada pt"
            )
            #expect(try await server.hotel.value("SELECT state FROM conversations", as: String.self) == "new")
            #expect(try await server.hotel.violations() == [])
        }
    }

    @Test func `The first word makes it active, without a second welcome`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            #expect(try await guest.says("Hello").status == 202)
            let history = try await guest.reads()
            #expect(history.texts == ["Welcome to the Aurora!", "Hello"])
            #expect(try await server.hotel.value("SELECT state FROM conversations", as: String.self) == "active")
            #expect(try await server.hotel.violations() == [])
        }
    }

    @Test func `Coming back with the token takes the chat up again under a new one`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            try await guest.says("Hello")
            let again = try await server.ask("POST", "/chat/v1/sessions", as: guest.token, body: open)
            #expect(again.status == 200)
            #expect(again.texts == ["Welcome to the Aurora!", "Hello"])
            let second = try #require(again.json["token"] as? String)
            #expect(second != guest.token)
            // The old one is good until the new one was used and, for what is on its way, a minute more.
            #expect(try await guest.reads().status == 200)
            #expect(try await server.ask("GET", "/chat/v1/messages", as: second).status == 200)
            #expect(try await guest.reads().status == 200)
            try await retireTokens(server)
            #expect(try await guest.reads().status == 401)
            #expect(try await server.ask("GET", "/chat/v1/messages", as: second).status == 200)
            #expect(try await server.hotel.value("SELECT count(*) FROM guests", as: Int.self) == 1)
        }
    }

    /// The minute of grace is over.
    private func retireTokens(_ server: PeopleUnderTest) async throws {
        try await server.hotel.run(
            "UPDATE guest_tokens SET retires_at = now() - interval '1 s' WHERE retires_at IS NOT NULL"
        )
    }

    @Test func `Answers with a new token that are lost, again and again, lose no chat`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            var last = ""
            for _ in 0..<20 {
                let lost = try await server.ask("POST", "/chat/v1/sessions", as: guest.token, body: open)
                last = try #require(lost.json["token"] as? String)
                try await retireTokens(server)
            }
            #expect(try await guest.reads().status == 200)
            // Of all those successors one is left, and its first use ends the old one.
            #expect(try await server.hotel.value("SELECT count(*) FROM guest_tokens", as: Int.self) <= 3)
            #expect(
                try await server.hotel.value(
                    "SELECT count(*) FROM guest_tokens WHERE replaces IS NOT NULL AND retires_at IS NULL",
                    as: Int.self
                ) == 1
            )
            #expect(try await server.ask("GET", "/chat/v1/messages", as: last).status == 200)
            try await retireTokens(server)
            #expect(try await guest.reads().status == 401)
            #expect(try await server.ask("GET", "/chat/v1/messages", as: last).status == 200)
            #expect(try await server.hotel.value("SELECT count(*) FROM guests", as: Int.self) == 1)
        }
    }

    @Test func `A guest over the limit of requests is refused before the token is replaced`() async throws {
        var limits = ChatConfiguration()
        limits.requests = RateLimit(maxRequests: 2, windowMs: 86_400_000)
        try await PeopleUnderTest.serving(chat: limits) { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            for _ in 0..<2 { #expect(try await guest.reads().status == 200) }
            #expect(try await server.ask("POST", "/chat/v1/sessions", as: guest.token, body: open).status == 429)
            #expect(try await server.hotel.value("SELECT count(*) FROM guest_tokens", as: Int.self) == 1)
        }
    }

    @Test func `A page whose token is good no more goes on by the cookie another page was given`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            try await server.addChat(key: "spa")
            let opened = try await server.ask("POST", "/chat/v1/sessions", body: open)
            let cookie = String(try #require(opened.headers["set-cookie"]).prefix { $0 != ";" })
            let spa = try await server.ask("POST", "/chat/v1/sessions", body: #"{"endpointKey":"spa"}"#)
            let other = String(try #require(spa.headers["set-cookie"]).prefix { $0 != ";" })
            let stale = ChatToken(at: server.hotel.property).text
            func reads(_ token: String, _ cookie: String, _ query: String = "") async throws -> APIAnswer {
                try await server.ask("GET", "/chat/v1/messages\(query)", as: token, headers: ["Cookie": cookie])
            }
            #expect(try await reads(stale, cookie).messages.count == 1)
            for token in [stale, "nonsense"] {
                #expect(try await reads(token, "\(other); \(cookie)", "?endpointKey=front").status == 200)
            }
            // Nothing is guessed, and what is wrong is said of the token that was named.
            #expect(try await reads(stale, "\(other); \(cookie)").code == "token_expired")
            #expect(try await reads(stale, other, "?endpointKey=front").code == "token_expired")
            #expect(try await reads("nonsense", "\(ChatCookie.name(for: "front"))=\(stale)").code == "token_invalid")
            // Coming back by it is coming back, and so is a socket.
            let headers = ["Cookie": cookie]
            let again = try await server.ask("POST", "/chat/v1/sessions", as: stale, body: open, headers: headers)
            #expect(again.status == 200)
            #expect(again.json["sessionId"] as? String == opened.json["sessionId"] as? String)
            try await SocketClient.connected(to: server.port) { client in
                let upgraded = try await client.ask(
                    "/chat/v1/socket?endpointKey=front",
                    headers: "Sec-WebSocket-Protocol: concierge.v1, bearer.\(stale)\r\nCookie: \(cookie)\r\n"
                )
                #expect(upgraded.status == 101)
            }
        }
    }

    @Test func `A token of another hotel, or none, does not lead to the chat whose cookie there is`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let opened = try await server.ask("POST", "/chat/v1/sessions", body: open)
            let cookie = ["Cookie": String(try #require(opened.headers["set-cookie"]).prefix { $0 != ";" })]
            let elsewhere = ChatToken(at: PropertyID(UUID.version7())).text
            let words = #"{"id":"\#(UUID().uuidString)","text":"For another hotel's ears"}"#
            for (token, code) in [(elsewhere, "token_expired"), ("nonsense", "token_invalid")] {
                let said = try await server.ask(
                    "POST",
                    "/chat/v1/messages",
                    as: token,
                    body: words,
                    headers: cookie
                )
                #expect(said.status == 401 && said.code == code)
                #expect(try await server.ask("GET", "/chat/v1/messages", as: token, headers: cookie).code == code)
            }
            #expect(
                try await server.hotel.value("SELECT count(*) FROM messages WHERE author = 'guest'", as: Int.self) == 0
            )
            // Who says which chat is meant means it.
            let named = "/chat/v1/messages?endpointKey=front"
            #expect(try await server.ask("GET", named, as: elsewhere, headers: cookie).status == 200)
        }
    }

    @Test func `Words of a page whose token is good no more go to no other chat, unless it names that one`()
        async throws
    {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(welcome: nil)
            try await server.addChat(key: "spa", welcome: nil)
            let opened = try await server.ask("POST", "/chat/v1/sessions", body: open)
            let cookie = String(try #require(opened.headers["set-cookie"]).prefix { $0 != ";" })
            // A token of the chat `spa`, whose cookie is gone.
            let stale = ChatToken(at: server.hotel.property).text
            let words = #"{"id":"\#(UUID().uuidString)","text":"For the other chat's ears"}"#
            func asks(_ path: String, _ body: String? = nil) async throws -> APIAnswer {
                try await server.ask("POST", path, as: stale, body: body, headers: ["Cookie": cookie])
            }
            func connects(_ path: String) async throws -> Int {
                try await SocketClient.connected(to: server.port) { client in
                    try await client.ask(
                        path,
                        headers: "Sec-WebSocket-Protocol: concierge.v1, bearer.\(stale)\r\nCookie: \(cookie)\r\n"
                    ).status
                }
            }
            #expect(try await asks("/chat/v1/messages", words).code == "token_expired")
            #expect(try await asks("/chat/v1/typing").code == "token_expired")
            #expect(try await connects("/chat/v1/socket") == 401)
            #expect(try await server.hotel.value("SELECT count(*) FROM messages", as: Int.self) == 0)
            // Who says which chat is meant means it.
            #expect(try await asks("/chat/v1/messages?endpointKey=front", words).status == 202)
            #expect(try await asks("/chat/v1/typing?endpointKey=front").status == 204)
            #expect(try await connects("/chat/v1/socket?endpointKey=front") == 101)
        }
    }

    @Test func `Two tabs that come back at once both keep the chat`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            async let one = server.ask("POST", "/chat/v1/sessions", as: guest.token, body: open)
            async let two = server.ask("POST", "/chat/v1/sessions", as: guest.token, body: open)
            let tokens = try await [one, two].compactMap { $0.json["token"] as? String }
            // Both are used before the minute is over in which the earlier one could be.
            for token in tokens { #expect(try await server.ask("GET", "/chat/v1/messages", as: token).status == 200) }
            try await retireTokens(server)
            #expect(try await guest.reads().status == 401)
            for token in tokens { #expect(try await server.ask("GET", "/chat/v1/messages", as: token).status == 200) }
            #expect(Set(tokens).count == 2)
        }
    }

    @Test func `The cookie is the chat's own, out of scripts' reach, and as good as the header`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            try await server.addChat(key: "spa")
            let opened = try await server.ask("POST", "/chat/v1/sessions", body: open)
            let header = try #require(opened.headers["set-cookie"])
            #expect(header.contains("HttpOnly") && header.contains("SameSite=Lax") && header.contains("Path=/chat"))
            let cookie = String(header.prefix { $0 != ";" })
            #expect(try await server.ask("GET", "/chat/v1/messages", headers: ["Cookie": cookie]).status == 200)

            let spa = try await server.ask(
                "POST",
                "/chat/v1/sessions",
                body: #"{"endpointKey":"spa"}"#,
                headers: ["Cookie": cookie]
            )
            #expect(spa.status == 201)
            let other = String(try #require(spa.headers["set-cookie"]).prefix { $0 != ";" })
            let both = ["Cookie": "\(cookie); theme=dark; \(other)"]
            let unclear = try await server.ask("GET", "/chat/v1/messages", headers: both)
            #expect(unclear.status == 400 && unclear.code == "ambiguous_session")
            for (key, answer) in [("front", opened), ("spa", spa)] {
                let history = try await server.ask("GET", "/chat/v1/messages?endpointKey=\(key)", headers: both)
                #expect(history.messages.first?["id"] as? String == answer.messages.first?["id"] as? String)
            }
        }
    }

    @Test func `Tokens that are none, forged, expired or of another chat are refused`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            try await server.addChat(key: "spa")
            let guest = try await WebGuest.opening(server)
            #expect(try await server.ask("GET", "/chat/v1/messages").code == "token_missing")
            let forged = ChatToken(at: server.hotel.property).text
            for token in ["x", String(repeating: "A", count: 64), forged, server.token(for: .admin)] {
                #expect(try await server.ask("GET", "/chat/v1/messages", as: token).status == 401)
            }
            #expect(try await server.ask("GET", "/chat/v1/messages?endpointKey=spa", as: guest.token).status == 401)
            // Coming with it to another chat begins another there.
            let elsewhere = try await server.ask(
                "POST",
                "/chat/v1/sessions",
                as: guest.token,
                body: #"{"endpointKey":"spa"}"#
            )
            #expect(elsewhere.status == 201)
            try await server.hotel.run("UPDATE guest_sessions SET expires_at = now() - interval '1 s'")
            #expect(try await guest.reads().status == 401)
            #expect(try await server.ask("POST", "/chat/v1/sessions", as: guest.token, body: open).status == 201)
        }
    }

    @Test func `A guest who is there keeps the session`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            try await server.hotel.run("UPDATE guest_sessions SET expires_at = now() + interval '5 minutes'")
            _ = try await guest.reads()
            let left = try await server.hotel.value(
                "SELECT extract(epoch FROM expires_at - now())::float8 FROM guest_sessions",
                as: Double.self
            )
            #expect(left > 23 * 3600)
        }
    }

    @Test func `Unknown, closed and foreign chats are not there`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            #expect(try await server.ask("POST", "/chat/v1/sessions", body: #"{"endpointKey":"none"}"#).status == 404)
            try await EndpointStore(server.hotel.pool).setEnabled(false, provider: "web", address: "front")
            try await server.router.prepare()
            #expect(try await server.ask("POST", "/chat/v1/sessions", body: open).status == 404)
            #expect(try await guest.says("Hello?").code == "chat_closed")
            #expect(try await guest.reads().status == 200)
        }
    }

    @Test func `Bots are held off by address, guests by session, both with the time to wait`() async throws {
        var limits = ChatConfiguration()
        limits.trustedProxies = [try #require(IPNetwork("127.0.0.0/8"))]
        limits.opens = RateLimit(maxRequests: 3, windowMs: 86_400_000)
        limits.messages = RateLimit(maxRequests: 2, windowMs: 86_400_000)
        try await PeopleUnderTest.serving(chat: limits) { server in
            try await server.addChat()
            let bot = ["X-Forwarded-For": "203.0.113.9"]
            let guest = try await WebGuest.opening(server, headers: bot)
            for _ in 0..<2 { _ = try await WebGuest.opening(server, headers: bot) }
            let refused = try await server.ask("POST", "/chat/v1/sessions", body: open, headers: bot)
            #expect(refused.status == 429)
            #expect(Int(refused.headers["retry-after"] ?? "") ?? 0 > 0)
            // Those who have a chat come back to it all the same.
            let again = try await server.ask("POST", "/chat/v1/sessions", as: guest.token, body: open, headers: bot)
            #expect(again.status == 200)
            for _ in 0..<2 { #expect(try await guest.says("Hello").status == 202) }
            #expect(try await guest.says("Hello").status == 429)
            // Whoever is in danger is heard all the same.
            #expect(try await guest.says("There is a fire in my room!").status == 202)
            #expect(
                try await server.hotel.value("SELECT state FROM conversations WHERE message_seq > 1", as: String.self)
                    == "escalated"
            )
            #expect(try await guest.says("Hello").status == 429)
            #expect(try await server.hotel.value("SELECT count(*) FROM guests", as: Int.self) == 3)
        }
    }

    @Test func `Guests behind a proxy on this machine that nobody told us of are held off together, as many as one`()
        async throws
    {
        var limits = ChatConfiguration()
        limits.opens = RateLimit(maxRequests: 3, windowMs: 86_400_000)
        limits.requestsPerAddress = RateLimit(maxRequests: 4, windowMs: 86_400_000)
        limits.localCallers = 4
        try await PeopleUnderTest.serving(chat: limits) { server in
            try await server.addChat()
            for _ in 0..<12 { _ = try await WebGuest.opening(server) }
            let refused = try await server.ask("POST", "/chat/v1/sessions", body: open)
            #expect(refused.status == 429)
            #expect(Int(refused.headers["retry-after"] ?? "") ?? 0 > 0)
            for _ in 0..<3 { #expect(try await server.ask("GET", "/chat/v1/messages").status == 401) }
            #expect(try await server.ask("GET", "/chat/v1/messages").status == 429)
            #expect(try await server.hotel.value("SELECT count(*) FROM guests", as: Int.self) == 12)
        }
    }

    @Test func `Bodies that are not as they must be are refused with what is wrong`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            func status(_ body: String) async throws -> Int {
                try await server.ask("POST", "/chat/v1/sessions", body: body).status
            }
            #expect(try await status("{") == 400)
            for body in [
                "{}", "[]", #"{"endpointKey":7}"#, #"{"endpointKey":"front","x":1}"#,
                #"{"endpointKey":"front","name":""}"#, #"{"endpointKey":"front","language":"not a tag"}"#,
                #"{"endpointKey":"front","language":"x"}"#,
            ] { #expect(try await status(body) == 422, "\(body)") }
            #expect(try await server.ask("POST", "/chat/v1/sessions?x=1", body: open).status == 400)
            let huge = #"{"endpointKey":"\#(String(repeating: "a", count: 40_000))"}"#
            #expect(try await status(huge) == 413)
            #expect(try await server.hotel.value("SELECT count(*) FROM guests", as: Int.self) == 0)
        }
    }
}
