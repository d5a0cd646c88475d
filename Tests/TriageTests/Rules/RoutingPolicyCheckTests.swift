import AIEngine
import Domain
import Testing

@testable import Triage

/// What is refused when rules are saved.
@Suite struct RoutingPolicyCheckTests {
    private func pointers(_ change: (inout RoutingRule) -> Void) -> [String] {
        var rule = RoutingRule.answering("good") { $0.words = ["en": ["pool"]] }
        change(&rule)
        return RoutingPolicyCheck.mistakes(in: RoutingPolicy(rules: [rule]), departments: ["housekeeping"]).map(
            \.pointer
        )
    }

    @Test func `A good rule has no mistakes`() {
        #expect(pointers { _ in }.isEmpty)
        #expect(pointers { $0.then = RoutingDeed(.dispatch, department: "housekeeping", priority: .urgent) }.isEmpty)
        #expect(pointers { $0.then = RoutingDeed(.continue) }.isEmpty)
        #expect(pointers { $0.when.intents = ["anything_at.all", "room_service.*"] }.isEmpty)
    }

    @Test func `A text that would be more messages than a guest reads is refused, by the strictest channel it is for`()
    {
        let emoji = ["en": String(repeating: "😀", count: 3300)]
        #expect(pointers { $0.then.text = emoji } == ["/rules/0/then/text/en"])
        #expect(
            pointers {
                $0.then.text = emoji
                $0.when.channels = [.whatsapp, .email]
            }.isEmpty
        )
        #expect(pointers { $0.then.text = ["en": String(repeating: "a", count: 4096)] }.isEmpty)
    }

    @Test func `Conditions`() {
        #expect(pointers { $0.when.words = nil } == ["/rules/0/when"])
        #expect(
            pointers {
                $0.when.words = nil
                $0.when.everything = false
            } == ["/rules/0/when"]
        )
        #expect(
            pointers {
                $0.when.words = nil
                $0.when.everything = true
            }.isEmpty
        )
        #expect(pointers { $0.when.words = [:] } == ["/rules/0/when/words"])
        #expect(pointers { $0.when.words = ["en": []] } == ["/rules/0/when/words/en"])
        #expect(pointers { $0.when.words = ["en": ["a", "?!"]] } == ["/rules/0/when/words/en/1"])
        #expect(pointers { $0.when.words = ["en/x~": ["a"]] } == ["/rules/0/when/words/en~1x~0"])
        #expect(
            pointers { $0.when.words = ["en": [String(repeating: "a", count: 201)]] } == ["/rules/0/when/words/en/0"]
        )
        #expect(
            pointers {
                $0.when.words = nil
                $0.when.match = .exact
                $0.when.channels = [.sms]
            } == ["/rules/0/when/match"]
        )
        #expect(pointers { $0.when.pattern = "(a" } == ["/rules/0/when/pattern"])
        #expect(pointers { $0.when.pattern = "a*" } == ["/rules/0/when/pattern"])
        #expect(pointers { $0.when.intents = ["a", "B"] } == ["/rules/0/when/intents/1"])
        #expect(pointers { $0.when.intents = ["", ".a", "a.", "a*"] }.count == 4)
        #expect(pointers { $0.when.channels = [] } == ["/rules/0/when/channels"])
        #expect(pointers { $0.when.stay = [] } == ["/rules/0/when/stay"])
        #expect(pointers { $0.when.languages = ["german"] } == ["/rules/0/when/languages/0"])
        #expect(pointers { $0.when.languages = ["de", "fi", "pt-BR"] } == ["/rules/0/when/languages/1"])
        #expect(pointers { $0.when.languages = GuestLanguage.tags.sorted() }.isEmpty)
        #expect(pointers { $0.when.hours = RoutingHours() } == ["/rules/0/when/hours"])
        #expect(pointers { $0.when.hours = RoutingHours(from: "08:00") } == ["/rules/0/when/hours"])
        #expect(pointers { $0.when.hours = RoutingHours(from: "08:00", to: "08:00") } == ["/rules/0/when/hours"])
        #expect(pointers { $0.when.hours = RoutingHours(from: "8", to: "09:00") } == ["/rules/0/when/hours/from"])
        #expect(pointers { $0.when.hours = RoutingHours(days: []) } == ["/rules/0/when/hours/days"])
    }

    @Test func `Deeds`() {
        #expect(pointers { $0.then = RoutingDeed(.respond) } == ["/rules/0/then/text"])
        #expect(pointers { $0.then = RoutingDeed(.deny, text: [:]) } == ["/rules/0/then/text"])
        #expect(pointers { $0.then = RoutingDeed(.deny, text: ["en": " "]) } == ["/rules/0/then/text/en"])
        #expect(pointers { $0.then = RoutingDeed(.deny, text: ["English": "No"]) } == ["/rules/0/then/text/English"])
        #expect(pointers { $0.then = RoutingDeed(.continue, text: ["en": "x"]) } == ["/rules/0/then/text"])
        #expect(pointers { $0.then = RoutingDeed(.dispatch) } == ["/rules/0/then/department"])
        #expect(pointers { $0.then = RoutingDeed(.dispatch, department: "zoo") } == ["/rules/0/then/department"])
        #expect(pointers { $0.then.department = "housekeeping" } == ["/rules/0/then/department"])
        #expect(pointers { $0.then.priority = .low } == ["/rules/0/then/priority"])
    }

    @Test func `The whole`() {
        let good = RoutingRule.answering("good") { $0.words = ["en": ["pool"]] }
        let mistakes = { (policy: RoutingPolicy) in
            RoutingPolicyCheck.mistakes(in: policy, departments: nil).map(\.pointer)
        }
        #expect(mistakes(RoutingPolicy(rules: [good, good])) == ["/rules/1/id"])
        #expect(mistakes(RoutingPolicy(timeBudgetMs: 0, rules: [])) == ["/timeBudgetMs"])
        #expect(mistakes(RoutingPolicy(timeBudgetMs: 51, rules: [])) == ["/timeBudgetMs"])
        let many = (0...1000).map { index in RoutingRule.answering("r\(index)") { $0.words = ["en": ["pool"]] } }
        #expect(mistakes(RoutingPolicy(rules: many)) == ["/rules"])
        #expect(mistakes(RoutingPolicy(rules: Array(many.prefix(1000)))).isEmpty)
        let heavy = (0..<12).map { index in
            RoutingRule.answering("r\(index)") { $0.pattern = "(abcdefghijklmnopqr){100}" }
        }
        #expect(mistakes(RoutingPolicy(rules: heavy)) == ["/rules"])
        #expect(mistakes(RoutingPolicy(rules: [.answering("No!") { $0.everything = true }])) == ["/rules/0/id"])
    }

    @Test func `Every mistake is named, not the first alone`() {
        let found = pointers {
            $0.when.pattern = "["
            $0.when.languages = []
            $0.then = RoutingDeed(.dispatch, department: "zoo")
        }
        #expect(found == ["/rules/0/when/pattern", "/rules/0/when/languages", "/rules/0/then/department"])
    }
}
