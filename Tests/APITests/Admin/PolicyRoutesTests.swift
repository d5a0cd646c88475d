import Domain
import Foundation
import Postgres
import Sessions
import TestSupport
import Testing

@testable import API

/// How a hotel decides about its guests' messages, over HTTP.
@Suite struct PolicyRoutesTests {
    private let path = "/api/v1/policies/turns"
    private static let manyRequests = CallerLimits(RateLimit(maxRequests: 100_000, windowMs: 60_000))

    @Test func `Nothing decided is version 0; every version is kept and the newest is in force`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            let unset = try await people.ask("GET", path, as: people.token(for: .viewer))
            #expect(unset.json["version"] as? Int == 0)
            #expect(unset.headers["etag"] == "\"0\"")
            for (version, chain) in [(1, 5), (2, 0)] {
                let put = try await people.ask("PUT", path, as: manager, body: #"{"longestChain":\#(chain)}"#)
                #expect(put.status == 200)
                #expect(put.json["version"] as? Int == version)
            }
            let now = try await people.ask("GET", path, as: manager)
            #expect((now.json["document"] as? [String: Any])?["longestChain"] as? Int == 0)
            #expect((now.json["document"] as? [String: Any])?["whileThinking"] == nil)
            #expect((now.json["changedBy"] as? String)?.isEmpty == false)
            let first = try await people.ask("GET", "\(path)/versions?limit=1", as: manager)
            let newest = try #require((first.json["items"] as? [[String: Any]])?.first)
            #expect(newest["version"] as? Int == 2)
            let cursor = try #require(first.json["nextCursor"] as? String)
            let rest = try await people.ask("GET", "\(path)/versions?cursor=\(cursor)", as: manager)
            #expect((rest.json["items"] as? [[String: Any]])?.compactMap { $0["version"] as? Int } == [1])
            #expect(rest.json["nextCursor"] == nil)
            let audited: Int64 = try await people.hotel.value(
                "SELECT count(*) FROM audit WHERE action = 'policy.changed' AND subject IN ('policy:turns:1', 'policy:turns:2')"
            )
            #expect(audited == 2)
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `Of two who saw the same version and write at once one is told, and both versions never hold`() async throws {
        try await PeopleUnderTest.serving(limits: Self.manyRequests) { people in
            let manager = people.token(for: .manager)
            try await people.hotel.withConnections(2) { connections in
                for version in 0..<200 {
                    // Both have the version they saw and wait for the hotel's row, then go on one after the other.
                    try await connections[0].script("BEGIN")
                    _ = try await connections[0].query("SELECT FROM properties FOR NO KEY UPDATE")
                    async let one = people.ask(
                        "PUT",
                        path,
                        as: manager,
                        body: #"{"longestChain":1}"#,
                        headers: ["If-Match": "\"\(version)\""]
                    )
                    async let other = people.ask(
                        "PUT",
                        path,
                        as: manager,
                        body: #"{"longestChain":2}"#,
                        headers: ["If-Match": "\"\(version)\""]
                    )
                    try await untilWaiting(2, connections[1])
                    try await connections[0].script("COMMIT")
                    let answers = try await [one, other]
                    #expect(answers.map(\.status).sorted() == [200, 412])
                    let refused = answers.first { $0.status == 412 }
                    #expect(refused?.headers["etag"] == "\"\(version + 1)\"")
                }
            }
            #expect(try await people.hotel.value("SELECT count(*) FROM policies", as: Int.self) == 200)
        }
    }

    /// Returns when the server says that so many sessions wait for another's lock.
    private func untilWaiting(_ count: Int, _ watcher: PostgresConnection) async throws {
        for _ in 0..<20_000 {
            let rows = try await watcher.query(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
                """
            )
            if try rows.first?.get(0, as: Int.self) == count { return }
        }
        Issue.record("\(count) never waited")
    }

    @Test(arguments: [
        (
            "routing",
            #"{"rules":[{"id":"a","enabled":false,"when":{"everything":true},"then":{"action":"dispatch","department":"spa"}}]}"#
        ),
        ("escalation", #"{"targets":{"default":{"department":"spa"}}}"#),
        ("escalation", #"{"targets":{"complaint":{"department":"front_desk","then":["role:manager","spa"]}}}"#),
    ])
    func `A department that a policy in force names is not removed; one that only former versions name is`(
        kind: String,
        body: String
    ) async throws {
        try await PeopleUnderTest.serving { people in
            let admin = people.token(for: .admin)
            let spa = try await people.ask(
                "POST",
                "/api/v1/departments",
                as: admin,
                body: #"{"code":"spa","name":"Spa"}"#
            )
            let id = try #require(spa.json["id"] as? String)
            let policy = "/api/v1/policies/\(kind)"
            #expect(try await people.ask("PUT", policy, as: admin, body: body).status == 200)
            let refused = try await people.ask("DELETE", "/api/v1/departments/\(id)", as: admin)
            #expect(refused.status == 409)
            #expect(refused.text.contains("Version 1 of the \(kind) policy"))
            let empty = kind == "routing" ? #"{"rules":[]}"# : "{}"
            #expect(try await people.ask("PUT", policy, as: admin, body: empty).status == 200)
            #expect(try await people.ask("DELETE", "/api/v1/departments/\(id)", as: admin).status == 204)
            let late = try await people.ask("PUT", policy, as: admin, body: body)
            #expect(late.status == 422)
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `A department is removed or named, never both, whoever comes first`() async throws {
        try await PeopleUnderTest.serving(limits: Self.manyRequests) { people in
            let admin = people.token(for: .admin)
            let body = #"{"targets":{"default":{"department":"spa"}}}"#
            try await people.hotel.withConnections(2) { connections in
                for _ in 0..<200 {
                    let spa: String = try await people.hotel.value(
                        """
                        INSERT INTO departments (property_id, code, name) VALUES (\(people.hotel.property), 'spa', 'Spa')
                        ON CONFLICT (property_id, code) DO UPDATE SET name = 'Spa' RETURNING id::text
                        """
                    )
                    #expect(
                        try await people.ask("PUT", "/api/v1/policies/escalation", as: admin, body: "{}").status == 200
                    )
                    try await connections[0].script("BEGIN")
                    _ = try await connections[0].query("SELECT FROM properties FOR NO KEY UPDATE")
                    async let named = people.ask("PUT", "/api/v1/policies/escalation", as: admin, body: body)
                    async let removed = people.ask("DELETE", "/api/v1/departments/\(spa)", as: admin)
                    try await untilWaiting(2, connections[1])
                    try await connections[0].script("COMMIT")
                    let statuses = try await [named.status, removed.status]
                    #expect(statuses == [200, 409] || statuses == [422, 204])
                }
            }
        }
    }

    @Test(arguments: [
        #"{"whileThinking":"panic"}"#, #"{"longestChain":21}"#, #"{"longestChain":-1}"#, #"{"isAdaptive":"yes"}"#,
        #"{"manyMessages":1}"#, #"{"pace":1}"#, "[]",
    ])
    func `What makes no sense is refused when it is saved`(body: String) async throws {
        try await PeopleUnderTest.serving { people in
            let refused = try await people.ask("PUT", path, as: people.token(for: .manager), body: body)
            #expect(refused.status == 422)
            let present = try await people.ask("GET", path, as: people.token(for: .viewer))
            #expect(present.json["version"] as? Int == 0)
        }
    }

    @Test func `An agent reads it and cannot change it`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let read = try await people.ask("GET", path, as: agent)
            #expect(read.status == 200)
            let refused = try await people.ask("PUT", path, as: agent, body: "{}")
            #expect(refused.status == 403)
        }
    }
}
