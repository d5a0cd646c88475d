import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

/// How a hotel decides about its guests' messages, over HTTP.
@Suite struct PolicyRoutesTests {
    private let path = "/api/v1/policies/turns"

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

    @Test func `Of two who saw the same version the second is told`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            let seen = ["If-Match": "\"0\""]
            let first = try await people.ask("PUT", path, as: manager, body: "{}", headers: seen)
            #expect(first.status == 200)
            let second = try await people.ask("PUT", path, as: manager, body: "{}", headers: seen)
            #expect(second.status == 412)
            #expect(second.headers["etag"] == "\"1\"")
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
