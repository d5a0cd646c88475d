import Domain
import Foundation
import Postgres
import Sessions
import Store
import TestSupport
import Testing

@testable import API

/// A hotel's staff over HTTP.
@Suite struct StaffAdministrationTests {
    @Test func `An admin adds somebody, who then signs in; others may not`() async throws {
        try await PeopleUnderTest.serving { server in
            let admin = try await server.realToken(for: .admin)
            let body = #"{"email":"Bea@Hotel.test","name":"Bea","role":"agent","password":"a long password"}"#
            for role in [StaffRole.viewer, .agent, .manager] {
                let answer = try await server.ask("POST", "/api/v1/staff", as: server.token(for: role), body: body)
                #expect(answer.status == 403)
            }
            let added = try await server.ask("POST", "/api/v1/staff", as: admin, body: body)
            #expect(added.status == 201)
            #expect(added.json["email"] as? String == "bea@hotel.test")
            #expect(added.headers["etag"] == "\"1\"")
            #expect(!added.text.contains("password"))
            let path = try #require(added.headers["location"])
            #expect(try await server.ask("GET", path, as: admin).body == added.body)
            let login = try await server.ask(
                "POST",
                "/api/v1/auth/login",
                body: #"{"email":"bea@hotel.test","password":"a long password"}"#
            )
            #expect(login.status == 200)
            #expect(try await server.ask("POST", "/api/v1/staff", as: admin, body: body).code == "staff_exists")
            let audited = try await server.hotel.values(
                "SELECT action FROM audit WHERE subject = \("staff:\(path.split(separator: "/").last ?? "")") ORDER BY id",
                as: String.self
            )
            #expect(audited == ["staff.added", "session.opened"])
        }
    }

    @Test func `The list is paged by name, and only of this hotel`() async throws {
        try await PeopleUnderTest.serving { server in
            let other = try await server.hotel.neighbour("borealis")
            try await server.hire(.agent, name: "Elsewhere", at: other.property)
            for name in ["Cleo", "Ada", "Bea", "Ada"] { try await server.hire(.agent, name: name) }
            let token = server.token(for: .manager)
            var names: [String] = []
            var path = "/api/v1/staff?limit=3"
            for _ in 0..<2 {
                let answer = try await server.ask("GET", path, as: token)
                let items = try #require(answer.json["items"] as? [[String: Any]])
                names += items.compactMap { $0["name"] as? String }
                guard let cursor = answer.json["nextCursor"] as? String else { break }
                path = "/api/v1/staff?limit=3&cursor=\(cursor)"
            }
            #expect(names == ["Ada", "Ada", "Bea", "Cleo"])
            for query in ["?cursor=x", "?limit=0", "?limit=1000", "?sort=name"] {
                #expect(try await server.ask("GET", "/api/v1/staff\(query)", as: token).code == "invalid_query")
            }
            #expect(try await server.ask("GET", "/api/v1/staff", as: server.token(for: .agent)).status == 403)
        }
    }

    @Test func `A change needs the version seen, and takes effect on open sessions`() async throws {
        try await PeopleUnderTest.serving { server in
            let admin = try await server.realToken(for: .admin)
            let person = try await server.hire(.agent, email: "ada@hotel.test")
            let path = "/api/v1/staff/\(person.id)"
            let login = try await server.ask(
                "POST",
                "/api/v1/auth/login",
                body: #"{"email":"ada@hotel.test","password":"\#(PeopleUnderTest.password)"}"#
            )
            let token = try #require(login.json["accessToken"] as? String)
            let stale = try await server.ask(
                "PATCH",
                path,
                as: admin,
                body: #"{"role":"viewer"}"#,
                headers: ["If-Match": "\"7\""]
            )
            #expect(stale.status == 412)
            let changed = try await server.ask(
                "PATCH",
                path,
                as: admin,
                body: #"{"role":"viewer"}"#,
                headers: ["If-Match": "\"1\""]
            )
            #expect(changed.status == 200)
            #expect(changed.headers["etag"] == "\"2\"")
            #expect(try await server.ask("GET", "/api/v1/me", as: token).code == "token_revoked")
            let disabled = try await server.ask("PATCH", path, as: admin, body: #"{"disabled":true}"#)
            #expect(disabled.json["disabled"] as? Bool == true)
            let refresh = try #require(login.json["refreshToken"] as? String)
            let renewal = try await server.ask(
                "POST",
                "/api/v1/auth/refresh",
                body: #"{"refreshToken":"\#(refresh)"}"#
            )
            #expect(renewal.code == "token_revoked")
        }
    }

    @Test func `The last admin stays, however two try to remove each other, 200 times`() async throws {
        try await PeopleUnderTest.serving { server in
            let first = try await server.hire(.admin)
            let token = server.token(for: .admin, staff: first.id)
            let path = "/api/v1/staff/\(first.id)"
            for body in [#"{"role":"manager"}"#, #"{"disabled":true}"#] {
                #expect(try await server.ask("PATCH", path, as: token, body: body).code == "last_admin")
            }
            let second = try await server.hire(.admin)
            let property = server.hotel.property
            try await server.hotel.withConnections(3) { connections in
                let rendezvous = Rendezvous(watcher: connections[2])
                @Sendable func demote(_ id: StaffID, _ connection: PostgresConnection) async throws -> String {
                    _ = try await connection.query("SELECT set_config('app.property', \(property.description), false)")
                    let rows = try await connection.query(
                        "SELECT change_staff(\(id), NULL, NULL, 'agent', NULL, false, NULL, NULL, 'test') AS outcome"
                    )
                    return try rows.first?.get("outcome") ?? ""
                }
                for _ in 0..<200 {
                    let outcomes = try await rendezvous.meet(
                        connections[0],
                        opening: { try await demote(second.id, $0) },
                        blocked: connections[1],
                        second: { try await demote(first.id, $0) }
                    )
                    #expect(outcomes.first == "done")
                    #expect(outcomes.second == "last_admin")
                    try await server.hotel.run("UPDATE staff_roles SET role = 'admin'")
                }
            }
        }
    }

    @Test func `Another hotel's people are not there, and what is theirs is not ours to set`() async throws {
        try await PeopleUnderTest.serving { server in
            let other = try await server.hotel.neighbour("borealis")
            let stranger = try await server.hire(.agent, email: "stranger@hotel.test", at: other.property)
            let admin = try await server.realToken(for: .admin)
            let path = "/api/v1/staff/\(stranger.id)"
            #expect(try await server.ask("GET", path, as: admin).status == 404)
            #expect(try await server.ask("PATCH", path, as: admin, body: #"{"name":"Mine"}"#).status == 404)
            #expect(try await server.ask("GET", "/api/v1/staff/nobody", as: admin).status == 404)
            let taking = #"{"email":"stranger@hotel.test","name":"X","role":"agent","password":"a new password"}"#
            #expect(try await server.ask("POST", "/api/v1/staff", as: admin, body: taking).code == "works_elsewhere")
            let sharing = #"{"email":"stranger@hotel.test","name":"X","role":"agent"}"#
            let refused = try await server.ask("POST", "/api/v1/staff", as: admin, body: sharing)
            #expect(refused.code == "works_elsewhere")
            #expect(refused.text.contains("concierge staff add"))
            #expect(!refused.text.contains("borealis"))
            try await server.share("stranger@hotel.test", passwordHash: nil)
            #expect(try await server.ask("GET", path, as: admin).json["name"] as? String == "Test agent")
            let password = #"{"password":"another password"}"#
            #expect(try await server.ask("PATCH", path, as: admin, body: password).code == "works_elsewhere")
            #expect(try await server.ask("PATCH", path, as: admin, body: #"{"disabled":true}"#).status == 200)
            // Out here, in there.
            let login = try await server.ask(
                "POST",
                "/api/v1/auth/login",
                body: #"{"email":"stranger@hotel.test","password":"\#(PeopleUnderTest.password)"}"#
            )
            #expect((login.json["property"] as? [String: Any])?["slug"] as? String == "borealis")
            #expect((login.json["properties"] as? [Any])?.count == 1)
        }
    }

    @Test func `Who made an account beforehand at another hotel has no way in at ours`() async throws {
        try await PeopleUnderTest.serving { server in
            let other = try await server.hotel.neighbour("borealis")
            let intruder = try await server.realToken(for: .admin, at: other.property)
            let admin = try await server.realToken(for: .admin)
            let trap = #"{"email":"ada@hotel.test","name":"Ada","role":"admin","password":"known to others"}"#
            let made = try await server.ask("POST", "/api/v1/staff", as: intruder, body: trap)
            let path = try #require(made.headers["location"])
            let signIn = #"{"email":"ada@hotel.test","password":"known to others"}"#
            let login = try await server.ask("POST", "/api/v1/auth/login", body: signIn)
            #expect(login.status == 200)
            let hers = #"{"email":"ada@hotel.test","name":"Ada","role":"manager"}"#
            #expect(try await server.ask("POST", "/api/v1/staff", as: admin, body: hers).code == "works_elsewhere")
            // The operator gives her the role, and with it a password that no hotel's admin knows.
            try await server.share("ada@hotel.test", passwordHash: server.sessions.passwords.hash("hers alone now"))
            #expect(try await server.ask("POST", "/api/v1/auth/login", body: signIn).code == "invalid_credentials")
            let refresh = #"{"refreshToken":"\#(try #require(login.json["refreshToken"] as? String))"}"#
            #expect(try await server.ask("POST", "/api/v1/auth/refresh", body: refresh).code == "token_revoked")
            for token in [intruder, admin] {
                for body in [#"{"password":"another password"}"#, #"{"name":"Somebody"}"#] {
                    #expect(try await server.ask("PATCH", path, as: token, body: body).code == "works_elsewhere")
                }
            }
            let own = #"{"email":"ada@hotel.test","password":"hers alone now","property":"aurora"}"#
            let signedIn = try await server.ask("POST", "/api/v1/auth/login", body: own)
            #expect((signedIn.json["staff"] as? [String: Any])?["role"] as? String == "manager")
            // Whatever the other hotel's admin does to her there is not felt here.
            #expect(try await server.ask("PATCH", path, as: intruder, body: #"{"disabled":true}"#).status == 200)
            let token = try #require(signedIn.json["accessToken"] as? String)
            #expect(try await server.ask("GET", "/api/v1/me", as: token).status == 200)
            try await server.sessions.board.read()
            #expect(try await server.ask("GET", "/api/v1/me", as: token).status == 200)
        }
    }

    @Test func `A password leaves nothing to guess at beside the idempotency key`() async throws {
        try await PeopleUnderTest.serving { server in
            let admin = try await server.realToken(for: .admin)
            let body = #"{"email":"ada@hotel.test","name":"Ada","role":"agent","password":"a long password"}"#
            let headers = ["Idempotency-Key": "hiring ada"]
            let first = try await server.ask("POST", "/api/v1/staff", as: admin, body: body, headers: headers)
            let again = try await server.ask("POST", "/api/v1/staff", as: admin, body: body, headers: headers)
            #expect(again.headers["idempotency-replayed"] == "true")
            #expect(again.body == first.body)
            let guess = "POST /api/v1/staff\n\(body)"
            let guessed = try await server.hotel.value(
                "SELECT count(*) FROM idempotency_keys WHERE request_hash = sha256(convert_to(\(guess), 'UTF8'))",
                as: Int.self
            )
            #expect(guessed == 0)
        }
    }

    @Test func `What is wrong with a body is told, all of it`() async throws {
        try await PeopleUnderTest.serving { server in
            let admin = try await server.realToken(for: .admin)
            let answer = try await server.ask(
                "POST",
                "/api/v1/staff",
                as: admin,
                body: #"{"email":"nobody","role":"owner","password":"short","x":1}"#
            )
            #expect(answer.status == 422)
            let pointers = (answer.json["errors"] as? [[String: String]])?.compactMap { $0["pointer"] }.sorted()
            #expect(pointers == ["/email", "/name", "/password", "/role", "/x"])
            let department = #"{"email":"a@b.test","name":"A","role":"agent","departmentId":"\#(UUID())"}"#
            #expect(try await server.ask("POST", "/api/v1/staff", as: admin, body: department).status == 422)
        }
    }
}
