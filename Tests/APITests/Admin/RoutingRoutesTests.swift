import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

/// A hotel's routing rules, over HTTP: kept, refused and tried out.
@Suite struct RoutingRoutesTests {
    private let path = "/api/v1/policies/routing"

    private static let rules = """
        [{"id":"night","when":{"words":{"en":["pool"]},"hours":{"from":"22:00","to":"06:00"},"stay":["in_house"]},
          "then":{"action":"deny","text":{"en":"The pool is closed.","de":"Der Pool ist geschlossen."}}},
         {"id":"towels","name":"Towels","when":{"intents":["housekeeping.*"],"channels":["whatsapp"]},
          "then":{"action":"dispatch","department":"housekeeping","priority":"high"}},
         {"id":"off","enabled":false,"when":{"everything":true},"then":{"action":"continue"}},
         {"id":"hello","when":{"words":{"en":["hello"]},"match":"exact","firstContact":true},
          "then":{"action":"respond","text":{"en":"Welcome!"}}}]
        """

    private func simulate(_ people: PeopleUnderTest, _ body: String) async throws -> APIAnswer {
        try await people.ask("POST", "\(path)/simulate", as: people.token(for: .manager), body: body)
    }

    private func outcome(_ answer: APIAnswer) -> [String: Any] { answer.json["outcome"] as? [String: Any] ?? [:] }

    @Test func `Rules are kept as they are written`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            let unset = try await people.ask("GET", path, as: people.token(for: .viewer))
            #expect(unset.json["version"] as? Int == 0)
            #expect(((unset.json["document"] as? [String: Any])?["rules"] as? [Any])?.isEmpty == true)
            let body = #"{"timeBudgetMs":8,"enabled":true,"rules":\#(Self.rules)}"#
            let put = try await people.ask("PUT", path, as: manager, body: body)
            #expect(put.status == 200, "\(put.text)")
            let sent = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? NSDictionary
            let kept = try await people.ask("GET", path, as: manager)
            #expect(kept.json["document"] as? NSDictionary == sent)
            let versions = try await people.ask("GET", "\(path)/versions", as: manager)
            #expect((versions.json["items"] as? [[String: Any]])?.map { $0["version"] as? Int } == [1])
        }
    }

    @Test func `A thousand rules are taken`() async throws {
        try await PeopleUnderTest.serving { people in
            let rules = (0..<1000).map { index in
                #"{"id":"rule-\#(index)","name":"Rule number \#(index)","when":{"words":{"en":["word \#(index)"],"de":["wort \#(index)"]}},"#
                    + #""then":{"action":"respond","text":{"en":"\#(String(repeating: "Some words of the hotel. ", count: 12))"}}}"#
            }
            let manager = people.token(for: .manager)
            let all = try await people.ask(
                "PUT",
                path,
                as: manager,
                body: #"{"rules":[\#(rules.joined(separator: ","))]}"#
            )
            #expect(all.status == 200)
            let tried = try await simulate(people, #"{"text":"word 999","channel":"sms"}"#)
            #expect(outcome(tried)["rule"] as? String == "rule-999")
            let more = rules + [rules[0]]
            let refused = try await people.ask(
                "PUT",
                path,
                as: manager,
                body: #"{"rules":[\#(more.joined(separator: ","))]}"#
            )
            #expect(refused.status == 422)
        }
    }

    @Test func `Every mistake is named by its pointer, and nothing is saved`() async throws {
        try await PeopleUnderTest.serving { people in
            let body = """
                {"rules":[
                 {"id":"a","when":{"pattern":"(x"},"then":{"action":"dispatch","department":"zoo"}},
                 {"id":"a","when":{},"then":{"action":"respond"}},
                 {"id":"c","when":{"hours":{"from":"08:00","to":"08:00"},"intents":["Pool!"]},"then":{"action":"continue"}},
                 {"id":"d","when":{"words":{"e/n":["x"]}},"then":{"action":"deny","text":{"en":" "}}}]}
                """
            let refused = try await people.ask("PUT", path, as: people.token(for: .manager), body: body)
            #expect(refused.status == 422)
            let pointers = (refused.json["errors"] as? [[String: Any]])?.compactMap { $0["pointer"] as? String }
            #expect(
                pointers == [
                    "/rules/0/when/pattern", "/rules/0/then/department", "/rules/1/id", "/rules/1/when",
                    "/rules/1/then/text",
                    "/rules/2/when/intents/0", "/rules/2/when/hours", "/rules/3/when/words/e~1n",
                    "/rules/3/then/text/en",
                ]
            )
            let details = (refused.json["errors"] as? [[String: Any]])?.compactMap { $0["detail"] as? String }
            #expect(details?.first == "at character 1: a ( that is never closed")
            #expect(try await people.ask("GET", path, as: people.token(for: .viewer)).json["version"] as? Int == 0)
        }
    }

    @Test(arguments: [
        ("{}", "/rules"), (#"{"rules":{}}"#, "/rules"), (#"{"rules":[1]}"#, "/rules/0"),
        (#"{"rules":[],"pace":1}"#, "/pace"),
        (#"{"rules":[{"id":"a","then":{"action":"continue"}}]}"#, "/rules/0/when"),
        (#"{"rules":[{"id":"a","when":null,"then":{"action":"continue"}}]}"#, "/rules/0/when"),
        (#"{"rules":[{"id":"a","when":{"everything":true},"then":{"action":"shout"}}]}"#, "/rules/0/then/action"),
        (
            #"{"rules":[{"id":"a","when":{"everything":true,"color":1},"then":{"action":"continue"}}]}"#,
            "/rules/0/when/color"
        ),
        (#"{"rules":[{"id":"a","when":{"channels":["fax"]},"then":{"action":"continue"}}]}"#, "/rules/0/when/channels"),
        (#"{"rules":[{"id":"a","when":{"words":{"en":"x"}},"then":{"action":"continue"}}]}"#, "/rules/0/when/words/en"),
        (#"{"rules":[],"timeBudgetMs":51}"#, "/timeBudgetMs"),
    ])
    func `What has the wrong form is refused where it stands`(body: String, pointer: String) async throws {
        try await PeopleUnderTest.serving { people in
            let refused = try await people.ask("PUT", path, as: people.token(for: .admin), body: body)
            #expect(refused.status == 422)
            #expect((refused.json["errors"] as? [[String: Any]])?.map { $0["pointer"] as? String } == [pointer])
        }
    }

    @Test func `Rules that are not saved yet are tried out, by the hotel's own clock`() async throws {
        try await PeopleUnderTest.serving { people in
            try await people.hotel.run("UPDATE properties SET timezone = 'Europe/Berlin'")
            // The clocks went forward on 29 March: 22:00 in Berlin is 21:00 UTC before and 20:00 after.
            for (moment, action) in [
                ("2026-03-28T20:30:00Z", "continue"), ("2026-03-28T21:00:00Z", "deny"),
                ("2026-03-29T19:59:00Z", "continue"),
                ("2026-03-29T20:00:00Z", "deny"), ("2026-03-30T03:59:00Z", "deny"),
                ("2026-03-30T04:00:00Z", "continue"),
            ] {
                let tried = try await simulate(
                    people,
                    #"{"text":"Is the pool open?","channel":"sms","stay":"in_house","at":"\#(moment)","policy":{"rules":\#(Self.rules)}}"#
                )
                #expect(tried.status == 200, "\(tried.text)")
                #expect(outcome(tried)["action"] as? String == action, "\(moment)")
                #expect(tried.json["version"] == nil)
            }
            let german = try await simulate(
                people,
                #"{"text":"Ist der Pool noch offen?","channel":"sms","stay":"in_house","at":"2026-06-01T21:00:00Z","policy":{"rules":\#(Self.rules)}}"#
            )
            #expect(outcome(german)["text"] as? String == "Der Pool ist geschlossen.")
            #expect(german.json["hotelTime"] as? String == "mon 23:00")
            #expect(try await people.ask("GET", path, as: people.token(for: .viewer)).json["version"] as? Int == 0)
        }
    }

    @Test func `The rules in force are tried out, and each condition is explained`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            #expect(try await people.ask("PUT", path, as: manager, body: #"{"rules":\#(Self.rules)}"#).status == 200)
            let towels = try await simulate(people, #"{"text":"Please bring two towels to 412","channel":"whatsapp"}"#)
            #expect(outcome(towels)["action"] as? String == "dispatch")
            #expect(outcome(towels)["department"] as? String == "housekeeping")
            #expect(outcome(towels)["priority"] as? String == "high")
            #expect(towels.json["version"] as? Int == 1)
            #expect(towels.json["intent"] as? String == "housekeeping.towels")
            let rules = towels.json["rules"] as? [[String: Any]] ?? []
            #expect(rules.map { $0["fits"] as? Bool } == [false, true, true, false])
            #expect(rules.map { $0["decides"] as? Bool } == [false, true, false, false])
            let conditions = rules.first?["conditions"] as? [[String: Any]] ?? []
            #expect(conditions.map { $0["condition"] as? String } == ["stay", "words", "hours"])
            #expect(conditions.first?["why"] as? String == "the stay is none")
            #expect(
                try await outcome(simulate(people, #"{"text":"Towels!","channel":"sms"}"#))["action"] as? String
                    == "continue"
            )
            let hello = try await simulate(people, #"{"text":"Hello","channel":"web","firstContact":true}"#)
            #expect(outcome(hello)["rule"] as? String == "hello")
        }
    }

    @Test func `Trying out is for those who write rules, and refuses what saving would`() async throws {
        try await PeopleUnderTest.serving { people in
            let body = #"{"text":"Hello","channel":"web"}"#
            #expect(
                try await people.ask("POST", "\(path)/simulate", as: people.token(for: .agent), body: body).status
                    == 403
            )
            let bad = try await simulate(
                people,
                #"{"text":"Hello","channel":"web","policy":{"rules":[{"id":"a","when":{"pattern":"a**"},"then":{"action":"continue"}}]}}"#
            )
            #expect(bad.status == 422)
            #expect(
                (bad.json["errors"] as? [[String: Any]])?.map { $0["pointer"] as? String } == [
                    "/policy/rules/0/when/pattern"
                ]
            )
        }
    }

    @Test func `A pattern made to take for ever is tried out within bounds`() async throws {
        try await PeopleUnderTest.serving { people in
            let rules = (0..<60).map {
                #"{"id":"r\#($0)","when":{"pattern":"(a?){100}a{100}b"},"then":{"action":"deny","text":{"en":"x"}}}"#
            }
            let text = String(repeating: "a", count: 4000)
            let clock = ContinuousClock()
            let start = clock.now
            let tried = try await simulate(
                people,
                #"{"text":"\#(text)","channel":"web","policy":{"rules":[\#(rules.joined(separator: ","))]}}"#
            )
            #expect(tried.status == 200, "\(tried.text)")
            #expect(tried.json["overBudget"] as? Bool == true)
            #expect(outcome(tried)["action"] as? String == "continue")
            #expect(clock.now - start < .seconds(20))
        }
    }

    @Test func `Rules in force that cannot be obeyed are said to be broken`() async throws {
        try await PeopleUnderTest.serving { people in
            try await people.hotel.run(
                """
                INSERT INTO policies (property_id, kind, version, document) SELECT id, 'routing', 1,
                '{"rules":[{"id":"a","when":{"pattern":"("},"then":{"action":"continue"}}]}' FROM properties
                """
            )
            let answer = try await simulate(people, #"{"text":"Hello","channel":"web"}"#)
            #expect(answer.status == 409)
            #expect(answer.code == "policy_broken")
        }
    }
}
