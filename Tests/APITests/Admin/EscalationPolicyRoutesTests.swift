import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

/// How a hotel decides when people take over, over HTTP.
@Suite struct EscalationPolicyRoutesTests {
    private let path = "/api/v1/policies/escalation"

    private static let everything = """
        {"threshold":0.8,"thresholds":{"byIntent":{"complaint":0.9,"spa.*":0.5},"byLanguage":{"ja":0.85,"pt-BR":0.7}},
         "alwaysEscalate":["booking.cancel","spa.*"],"clarifyBelow":0.3,"repeatedIssue":3,"failedAttempts":4,"sentiment":-0.7,
         "priorities":{"emergency":"urgent","vip":"high","default":"low"},
         "targets":{"default":{"department":"front_desk","then":["housekeeping","role:manager"]},"emergency.fire":{"department":"housekeeping"}},
         "minutes":{"urgent":1,"low":240},
         "ladders":{"urgent":[{"afterSeconds":30,"notify":"department","raisesPriority":true},{"afterSeconds":60,"notify":"everyone"}],"low":[]},
         "notices":{"guest_requested":{"en":"{department} in {minutes}","de":"Gleich"}}}
        """

    @Test func `The whole document is kept and answered as it was written`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            let put = try await people.ask("PUT", path, as: manager, body: Self.everything)
            #expect(put.status == 200, "\(put.json)")
            #expect(put.json["version"] as? Int == 1)
            let read = try await people.ask("GET", path, as: people.token(for: .viewer))
            let document = try #require(read.json["document"])
            let stored = try JSONDecoder().decode(
                EscalationPolicy.self,
                from: JSONSerialization.data(withJSONObject: document)
            )
            let written = try JSONDecoder().decode(EscalationPolicy.self, from: Data(Self.everything.utf8))
            #expect(stored == written)
            let versions = try await people.ask("GET", "\(path)/versions", as: manager)
            #expect((versions.json["items"] as? [Any])?.count == 1)
        }
    }

    /// Words so long that each takes an SMS of its own, as does each short one between them.
    private static let manyMessages = [800, 800, 380].map { "a " + String(repeating: "😀", count: $0) }
        .joined(separator: " ")

    @Test(
        "What makes no sense is refused when it is saved, and each mistake is named",
        arguments: [
            (#"{"threshold":1.1}"#, "/threshold"),
            (#"{"thresholds":{"byIntent":{"A":0.5}}}"#, "/thresholds/byIntent/A"),
            (#"{"thresholds":{"byLanguage":{"english":0.5}}}"#, "/thresholds/byLanguage/english"),
            (#"{"thresholds":{"byMood":{}}}"#, "/thresholds/byMood"), (#"{"alwaysEscalate":["*"]}"#, "/alwaysEscalate"),
            (#"{"repeatedIssue":1}"#, "/repeatedIssue"), (#"{"sentiment":0.5}"#, "/sentiment"),
            (#"{"priorities":{"x":"soon"}}"#, "/priorities/x"),
            (#"{"priorities":{"emergency":"high"}}"#, "/priorities/emergency"),
            (#"{"priorities":{"emergency.*":"low"}}"#, "/priorities/emergency.*"),
            (#"{"priorities":{"emergency.flood":"normal"}}"#, "/priorities/emergency.flood"),
            (#"{"targets":{"x":{"department":"nobody"}}}"#, "/targets/x/department"),
            (#"{"targets":{"x":{"department":"front_desk","then":["role:king"]}}}"#, "/targets/x/then"),
            (#"{"targets":{"x":{}}}"#, "/targets/x/department"), (#"{"minutes":{"soon":5}}"#, "/minutes/soon"),
            (#"{"ladders":{"urgent":[{"afterSeconds":0,"notify":"department"}]}}"#, "/ladders/urgent/0/afterSeconds"),
            (#"{"ladders":{"urgent":[{"afterSeconds":5}]}}"#, "/ladders/urgent/0/notify"),
            (#"{"notices":{"x":{"en":""}}}"#, "/notices/x/en"), (#"{"mood":1}"#, "/mood"),
            (#"{"notices":{"x":{"en":"\#(manyMessages)"}}}"#, "/notices/x/en"),
        ]
    )
    func refusals(body: String, pointer: String) async throws {
        try await PeopleUnderTest.serving { people in
            let refused = try await people.ask("PUT", path, as: people.token(for: .manager), body: body)
            #expect(refused.status == 422)
            let errors = refused.json["errors"] as? [[String: Any]] ?? []
            #expect(errors.contains { $0["pointer"] as? String == pointer }, "\(errors)")
            let present = try await people.ask("GET", path, as: people.token(for: .viewer))
            #expect(present.json["version"] as? Int == 0)
        }
    }

    @Test func `Acknowledging a call ends the ladder it comes from, and one of an earlier escalation does not`()
        async throws
    {
        try await PeopleUnderTest.serving { people in
            let hotel = people.hotel
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            try await hotel.run("UPDATE conversations SET state = 'escalated', owner_epoch = owner_epoch + 1")
            func isCalled() async throws -> Bool {
                try await hotel.value("SELECT alert_due_at IS NOT NULL FROM conversations")
            }
            func notify(_ age: Int32) async throws -> String {
                try await hotel.value(
                    """
                    INSERT INTO notifications (property_id, kind, conversation_id, created_at)
                    SELECT property_id, 'escalation', id, now() - \(age) * interval '1 hour' FROM conversations RETURNING id::text
                    """
                )
            }
            #expect(try await isCalled())
            let agent = people.token(for: .agent)
            let old = try await notify(1)
            #expect(try await people.ask("POST", "/api/v1/notifications/\(old)/acknowledge", as: agent).status == 200)
            #expect(try await isCalled())
            let fresh = try await notify(0)
            let seen = try await people.ask("POST", "/api/v1/notifications/\(fresh)/acknowledge", as: agent)
            #expect(seen.status == 200)
            #expect((seen.json["acknowledgedBy"] as? [String: Any])?["name"] as? String != nil)
            #expect(try await !isCalled())
        }
    }
}
