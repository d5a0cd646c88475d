import API
import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import API
@testable import Sessions

/// Signing in and out over HTTP.
@Suite struct AuthRoutesTests {
    private func logIn(_ server: PeopleUnderTest, _ email: String, _ password: String = PeopleUnderTest.password)
        async throws -> APIAnswer
    {
        try await server.ask("POST", "/api/v1/auth/login", body: #"{"email":"\#(email)","password":"\#(password)"}"#)
    }

    @Test func `Signing in, asking, renewing and signing out`() async throws {
        try await PeopleUnderTest.serving { server in
            let person = try await server.hire(.agent, email: "ada@hotel.test", name: "Ada")
            let login = try await logIn(server, "ada@hotel.test")
            #expect(login.status == 200)
            #expect(login.headers["cache-control"] == "no-store")
            #expect(login.json["tokenType"] as? String == "Bearer")
            #expect(login.json["expiresIn"] as? Int == 900)
            #expect(login.json["renewAfter"] as? Int == 600)
            let staff = try #require(login.json["staff"] as? [String: Any])
            #expect(staff["id"] as? String == person.id.description)
            #expect(staff["role"] as? String == "agent")
            #expect(staff["permissions"] as? [String] == StaffRole.agent.permissions.map(\.rawValue).sorted())
            let token = try #require(login.json["accessToken"] as? String)
            let refresh = try #require(login.json["refreshToken"] as? String)

            let me = try await server.ask("GET", "/api/v1/me", as: token)
            #expect(me.status == 200)
            #expect(me.json["kind"] as? String == "staff")
            #expect(me.json["name"] as? String == "Ada")

            let renewed = try await server.ask(
                "POST",
                "/api/v1/auth/refresh",
                body: #"{"refreshToken":"\#(refresh)"}"#
            )
            #expect(renewed.status == 200)
            let next = try #require(renewed.json["accessToken"] as? String)
            for _ in 0..<2 {
                #expect(try await server.ask("POST", "/api/v1/auth/logout", as: next).status == 204)
            }
            for old in [token, next] {
                let answer = try await server.ask("GET", "/api/v1/me", as: old)
                #expect(answer.status == 401)
                #expect(answer.code == "token_revoked")
                #expect(answer.headers["www-authenticate"] == "Bearer")
            }
            let late = try await server.ask("POST", "/api/v1/auth/refresh", body: #"{"refreshToken":"\#(refresh)"}"#)
            #expect(late.code == "token_revoked")
        }
    }

    @Test func `Signing out by the refresh token needs no other, and by nothing is nothing`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.hire(.agent, email: "ada@hotel.test")
            let refresh = try #require(try await logIn(server, "ada@hotel.test").json["refreshToken"] as? String)
            let body = #"{"refreshToken":"\#(refresh)"}"#
            for _ in 0..<2 {
                #expect(try await server.ask("POST", "/api/v1/auth/logout", body: body).status == 204)
            }
            #expect(try await server.ask("POST", "/api/v1/auth/refresh", body: body).code == "token_revoked")
            #expect(try await server.ask("POST", "/api/v1/auth/logout").code == "token_missing")
            #expect(try await server.ask("POST", "/api/v1/auth/logout", as: "x").code == "token_invalid")
        }
    }

    @Test func `Credentials that speak for nobody are looked up so often and no more, and the good go on`() async throws
    {
        let limit = 6
        let slow = RateLimit(maxRequests: limit, windowMs: 86_400_000)
        var proxied = ChatConfiguration()
        proxied.trustedProxies = [try #require(IPNetwork("127.0.0.0/8"))]
        let stranger = ["X-Forwarded-For": "203.0.113.9"]
        try await PeopleUnderTest.serving(chat: proxied, unknownCredentials: slow) { server in
            var generator = SystemRandomNumberGenerator()
            let key = APIKeyToken(APIKeyID(UUID.version7()), using: &generator)
            try await APIKeyStore(server.hotel.pool).add(
                key.id,
                name: "relay",
                hash: Bytes(key.hash),
                permissions: [.readConversations],
                to: server.hotel.property,
                by: "test"
            )
            let token = try await server.realToken(for: .agent)
            #expect(try await server.ask("GET", "/api/v1/me", as: key.text).status == 200)
            for number in 0..<limit {
                if number.isMultiple(of: 2) {
                    let unknown = APIKeyToken(APIKeyID(UUID.version7()), using: &generator).text
                    #expect(
                        try await server.ask("GET", "/api/v1/me", as: unknown, headers: stranger).code
                            == "token_invalid"
                    )
                } else {
                    let ticket = OpaqueToken(prefix: "tk_", using: &generator).text
                    await #expect(throws: TokenFailure.invalid) {
                        try await server.sessions.redeem(ticket: ticket, from: "203.0.113.9")
                    }
                }
            }
            let refresh = #"{"refreshToken":"\#(OpaqueToken(prefix: "rt_", using: &generator).text)"}"#
            for path in ["/api/v1/auth/refresh", "/api/v1/auth/logout"] {
                let refused = try await server.ask("POST", path, body: refresh, headers: stranger)
                #expect(refused.code == "too_many_attempts")
                #expect(refused.headers["retry-after"] != nil)
            }
            let another = APIKeyToken(APIKeyID(UUID.version7()), using: &generator).text
            #expect(try await server.ask("GET", "/api/v1/me", as: another, headers: stranger).status == 429)
            let ticket = OpaqueToken(prefix: "tk_", using: &generator).text
            await #expect(throws: TooManyUnknownCredentials.self) {
                try await server.sessions.redeem(ticket: ticket, from: "203.0.113.9")
            }
            // A proxy on this machine that nobody told us of speaks for everybody: strangers must not keep them out.
            #expect(try await server.ask("GET", "/api/v1/me", as: another).code == "token_invalid")
            // What is known to be good, and what needs no looking up, is not kept out with the rest.
            #expect(try await server.ask("GET", "/api/v1/me", as: key.text, headers: stranger).status == 200)
            #expect(try await server.ask("GET", "/api/v1/me", as: token, headers: stranger).status == 200)
        }
    }

    @Test func `Strangers behind a proxy on this machine that nobody told us of may do as much as many, and no more`()
        async throws
    {
        let slow = RateLimit(maxRequests: 5, windowMs: 86_400_000)
        let registry = PrometheusRegistry()
        let limits = CallerLimits(slow, factory: registry)
        var configuration = ChatConfiguration()
        configuration.localCallers = 5
        try await PeopleUnderTest.serving(limits: limits, chat: configuration) { server in
            try await server.hire(.agent, email: "ada@hotel.test")
            for _ in 0..<23 {
                #expect(try await server.ask("POST", "/api/v1/auth/login", body: "{}").status == 422)
            }
            let login = try await logIn(server, "ada@hotel.test")
            #expect(login.status == 200)
            let refresh = #"{"refreshToken":"\#(login.json["refreshToken"] as? String ?? "")"}"#
            #expect(try await server.ask("POST", "/api/v1/auth/refresh", body: refresh).status == 200)
            let refused = try await server.ask("POST", "/api/v1/auth/login", body: "{}")
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] != nil)
            // Whoever is in goes on.
            let token = try #require(login.json["accessToken"] as? String)
            #expect(try await server.ask("GET", "/api/v1/me", as: token).status == 200)
        }
        let text = registry.exposition(process: nil)
        #expect(text.contains(#"gateway_rate_limited_total{bucket="people_local"} 1"#))
    }

    @Test func `Keys that speak for nobody are looked up so often for this machine, and no more`() async throws {
        let slow = RateLimit(maxRequests: 3, windowMs: 86_400_000)
        var configuration = ChatConfiguration()
        configuration.localCallers = 4
        try await PeopleUnderTest.serving(chat: configuration, unknownCredentials: slow) { server in
            let token = try await server.realToken(for: .agent)
            var generator = SystemRandomNumberGenerator()
            for number in 0...12 {
                let unknown = APIKeyToken(APIKeyID(UUID.version7()), using: &generator).text
                let code = try await server.ask("GET", "/api/v1/me", as: unknown).code
                #expect(code == (number < 12 ? "token_invalid" : "too_many_attempts"))
            }
            // What needs no looking up is not kept out with the rest.
            #expect(try await server.ask("GET", "/api/v1/me", as: token).status == 200)
        }
    }

    @Test func `What answers with credentials takes no idempotency key and keeps none`() async throws {
        try await PeopleUnderTest.serving { server in
            let person = try await server.hire(.agent)
            let token = try await server.realToken(for: .agent)
            let asked: [(path: String, token: String?, body: String)] = [
                ("auth/login", nil, #"{"email":"\#(person.email)","password":"\#(PeopleUnderTest.password)"}"#),
                ("auth/refresh", nil, #"{"refreshToken":"rt_x"}"#),
                ("auth/logout", nil, #"{"refreshToken":"rt_x"}"#),
                ("realtime/tickets", token, "{}"),
            ]
            for (path, token, body) in asked {
                let headers = ["Idempotency-Key": "again"]
                let refused = try await server.ask("POST", "/api/v1/\(path)", as: token, body: body, headers: headers)
                #expect(refused.status == 400)
                #expect(refused.code == "idempotency_key_refused", "\(path)")
            }
            #expect(try await server.hotel.value("SELECT count(*) FROM idempotency_keys", as: Int.self) == 0)
        }
    }

    /// How many seconds sign-ins are locked for, a begun one counted whole.
    private func lockedFor(_ server: PeopleUnderTest) async throws -> Int {
        try await server.hotel.value(
            "SELECT ceil(extract(epoch FROM max(locked_until) - clock_timestamp()))::bigint FROM login_failures"
        )
    }

    @Test func `Wrong credentials are told the same whatever is wrong, and too many are told to wait`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.hire(.agent, email: "ada@hotel.test")
            let wrong = try await logIn(server, "ada@hotel.test", "wrong")
            let unknown = try await logIn(server, "bob@hotel.test")
            #expect(wrong.status == 401)
            #expect(wrong.code == "invalid_credentials")
            #expect(unknown.code == wrong.code)
            #expect(unknown.json["detail"] as? String == wrong.json["detail"] as? String)
            for _ in 0..<4 { _ = try await logIn(server, "ada@hotel.test", "wrong") }
            // A second is the first lock, and little on a busy machine: it is looked at, and made longer.
            let seconds: Int = try await server.hotel.value(
                """
                SELECT round(extract(epoch FROM max(locked_until - last_at)))::bigint FROM login_failures
                """
            )
            #expect(seconds == 1)
            try await server.hotel.run("UPDATE login_failures SET locked_until = locked_until + interval '1 hour'")
            let before = try await lockedFor(server)
            let locked = try await logIn(server, "ada@hotel.test")
            let after = try await lockedFor(server)
            #expect(locked.status == 429)
            #expect(locked.code == "too_many_attempts")
            let told = try #require(locked.headers["retry-after"].flatMap { Int($0) })
            #expect((after...before).contains(told))
        }
    }

    @Test func `What cannot be read is refused before anything is counted`() async throws {
        try await PeopleUnderTest.serving { server in
            for (body, status) in [
                ("{", 400), ("[]", 422), (#"{"email":"a@b.c"}"#, 422), (#"{"email":1,"password":"x"}"#, 422),
                (#"{"email":"a@b.c","password":"x","admin":true}"#, 422), (#"{"email":"","password":""}"#, 422),
                (#"{"email":"a@b.c","password":"\#(String(repeating: "x", count: 1001))"}"#, 422),
            ] {
                let answer = try await server.ask("POST", "/api/v1/auth/login", body: body)
                #expect(answer.status == status, "\(body)")
            }
            let large = #"{"email":"\#(String(repeating: "x", count: 20_000))"}"#
            #expect(try await server.ask("POST", "/api/v1/auth/login", body: large).status == 413)
            #expect(
                try await server.hotel.value("SELECT count(*) FROM login_failures", as: Int.self) == 0
            )
        }
    }

    @Test func `A service's key is good where its permissions are, and nowhere else`() async throws {
        try await PeopleUnderTest.serving { server in
            var generator = SystemRandomNumberGenerator()
            let key = APIKeyToken(APIKeyID(UUID.version7()), using: &generator)
            try await APIKeyStore(server.database.router).add(
                key.id,
                name: "relay",
                hash: Bytes(key.hash),
                permissions: [.readStaff],
                to: server.hotel.property,
                by: "test"
            )
            let me = try await server.ask("GET", "/api/v1/me", as: key.text)
            #expect(me.json["kind"] as? String == "service")
            #expect(try await server.ask("GET", "/api/v1/staff", as: key.text).status == 200)
            let post = try await server.ask(
                "POST",
                "/api/v1/staff",
                as: key.text,
                body: #"{"email":"a@b.test","name":"A","role":"admin"}"#
            )
            #expect(post.status == 403)
            #expect(try await server.ask("POST", "/api/v1/auth/logout", as: key.text).status == 204)
            #expect(try await server.ask("GET", "/api/v1/me", as: key.text).status == 200)
        }
    }

    @Test func `A ticket is issued to whoever is known, and speaks for them once`() async throws {
        try await PeopleUnderTest.serving { server in
            let token = try await server.realToken(for: .viewer)
            let answer = try await server.ask("POST", "/api/v1/realtime/tickets", as: token)
            #expect(answer.status == 201)
            #expect(answer.json["url"] as? String == "/ws")
            #expect(answer.json["expiresIn"] as? Int == 30)
            let ticket = try #require(answer.json["ticket"] as? String)
            #expect(try await server.sessions.redeem(ticket: ticket).role == .viewer)
            await #expect(throws: TokenFailure.invalid) { try await server.sessions.redeem(ticket: ticket) }
            #expect(try await server.ask("POST", "/api/v1/realtime/tickets").code == "token_missing")
        }
    }

    @Test func `One may end all of one's own sessions, and an admin anybody's`() async throws {
        try await PeopleUnderTest.serving { server in
            let ada = try await server.hire(.agent, email: "ada@hotel.test")
            let tokens = try await [logIn(server, "ada@hotel.test"), logIn(server, "ada@hotel.test")]
                .compactMap { $0.json["accessToken"] as? String }
            let other = try await server.realToken(for: .manager)
            let body = #"{"staffId":"\#(ada.id)"}"#
            let path = "/api/v1/auth/sessions/revoke"
            #expect(try await server.ask("POST", path, as: other, body: body).status == 403)
            let own = try await server.ask("POST", path, as: tokens[0])
            #expect(own.json["ended"] as? Int == 2)
            #expect(try await server.ask("GET", "/api/v1/me", as: tokens[1]).code == "token_revoked")
            _ = try await logIn(server, "ada@hotel.test")
            let admin = try await server.realToken(for: .admin)
            #expect(try await server.ask("POST", path, as: admin, body: body).json["ended"] as? Int == 1)
            let nobody = #"{"staffId":"\#(UUID())"}"#
            #expect(try await server.ask("POST", path, as: admin, body: nobody).status == 404)
        }
    }
}
