import Domain
import Foundation
import Testing

@testable import Triage

/// Every condition of a rule, held and not, and what rules do together.
@Suite struct CompiledRulesTests {
    // MARK: Words

    @Test(arguments: [
        ("wifi password", "What's the WiFi password?", true), ("wifi password", "wifi is slow, password?", false),
        ("towel", "two towels", false), ("towels", "Two TOWELS!", true), ("toallas", "dos toállas", true),
        ("late check out", "late check-out please", true), ("毛巾", "请给我毛巾谢谢", true), ("ผ้าเช็ดตัว", "ขอผ้าเช็ดตัวหน่อย", true),
    ])
    func `Whole words, one after the other`(words: String, text: String, holds: Bool) throws {
        let rules = try CompiledRules.of([.answering { $0.words = ["xx": [words]] }])
        #expect((try rules.decide(text) != nil) == holds)
    }

    @Test(arguments: [
        ("towel", "two bathtowels", true), ("wifi  password", "wifi\npassword", true), ("pass word", "password", false),
        ("🔥", "it is 🔥 here", true), ("l'eau", "de l’eau", true),
    ])
    func `Characters anywhere`(words: String, text: String, holds: Bool) throws {
        let rule = RoutingRule.answering {
            $0.words = ["en": [words]]
            $0.match = .contains
        }
        #expect((try CompiledRules.of([rule]).decide(text) != nil) == holds)
    }

    @Test(arguments: [
        ("wifi", "WiFi?", true), ("wifi", "the wifi", false), ("wifi", "wifi wifi", false), ("ok", "Ok!", true),
        ("कल", "कल", true), ("कल", "कुल", false), ("かく", "かく", true), ("かく", "がく", false), ("شكرا", "شُكْرًا", true),
        ("καπνός", "ΚΑΠΝΟΣ", true),
    ])
    func `The message and nothing else`(words: String, text: String, holds: Bool) throws {
        let rule = RoutingRule.answering {
            $0.words = ["en": [words]]
            $0.match = .exact
        }
        #expect((try CompiledRules.of([rule]).decide(text) != nil) == holds)
    }

    @Test func `Words of any language are enough, whichever the message is in`() throws {
        let rules = try CompiledRules.of([.answering { $0.words = ["en": ["towels"], "de": ["handtücher"]] }])
        #expect(try rules.decide("Handtucher bitte") != nil)
        #expect(try rules.decide("towels") != nil)
        #expect(try rules.decide("serviettes") == nil)
    }

    // MARK: The other conditions

    @Test func `A pattern`() throws {
        let rules = try CompiledRules.of([.answering { $0.pattern = #"\b(late|early)\s+check-?out\b"# }])
        #expect(try rules.decide("a LATE   checkout?") != nil)
        #expect(try rules.decide("checkout late") == nil)
    }

    @Test(arguments: [
        (["housekeeping.towels"], true), (["housekeeping.*"], true), (["other", "housekeeping.*"], true),
        (["housekeeping"], true), (["house"], false), (["maintenance.*"], false),
    ])
    func `What the guest wants`(intents: [String], holds: Bool) throws {
        let rules = try CompiledRules.of([.answering { $0.intents = intents }])
        #expect((try rules.decide("Please bring two towels to 412") != nil) == holds)
    }

    @Test func `The channel`() throws {
        let rules = try CompiledRules.of([.answering { $0.channels = [.sms, .email] }])
        #expect(try rules.decide("hello", by: .sms) != nil)
        #expect(try rules.decide("hello", by: .whatsapp) == nil)
    }

    @Test func `The message's language, where it tells`() throws {
        let rules = try CompiledRules.of([.answering { $0.languages = ["de", "ru"] }])
        #expect(try rules.decide("Wo ist bitte das Schwimmbad?") != nil)
        #expect(try rules.decide("Где находится бассейн?") != nil)
        #expect(try rules.decide("Where is the pool please?") == nil)
        #expect(try rules.decide("412") == nil)
        #expect(try CompiledRules.of([.answering { $0.languages = ["de-AT"] }]).decide("Wo ist bitte der Pool?") != nil)
    }

    @Test(arguments: StayPhase.allCases, [false, true])
    func `The stay and the first contact, chosen when the lane is known`(stay: StayPhase, first: Bool) throws {
        let rules = try CompiledRules.of([
            .answering("arriving") {
                $0.stay = [.booked]
                $0.firstContact = true
            },
            .answering("staying") { $0.stay = [.inHouse] },
            .answering("new") { $0.firstContact = true },
        ])
        let expected =
            switch (stay, first) {
            case (.booked, true): "arriving"
            case (.inHouse, _): "staying"
            case (_, true): "new"
            default: nil as String?
            }
        #expect(try rules.decide("hello", stay: stay, first: first)?.rule == expected)
    }

    @Test func `All conditions of a rule hold together`() throws {
        let rules = try CompiledRules.of([
            .answering {
                $0.words = ["en": ["pool"]]
                $0.channels = [.whatsapp]
                $0.pattern = "open|close"
                $0.hours = RoutingHours(from: "08:00", to: "20:00")
            }
        ])
        #expect(try rules.decide("is the pool open?") != nil)
        #expect(try rules.decide("is the gym open?") == nil)
        #expect(try rules.decide("is the pool warm?") == nil)
        #expect(try rules.decide("is the pool open?", by: .sms) == nil)
        #expect(try rules.decide("is the pool open?", at: "2026-06-15T21:00:00Z") == nil)
    }

    // MARK: Rules together

    @Test func `The first rule that fits decides`() throws {
        let rules = try CompiledRules.of([
            .answering("one") { $0.words = ["en": ["pool"]] },
            .answering("two") { $0.words = ["en": ["pool", "gym"]] },
        ])
        #expect(try rules.decide("the pool")?.rule == "one")
        #expect(try rules.decide("the gym")?.rule == "two")
    }

    @Test func `Continue ends the search with the engine`() throws {
        let rules = try CompiledRules.of([
            .answering("spare", .continue) { $0.words = ["en": ["pool"]] },
            .answering("deny", .deny) { $0.everything = true },
        ])
        #expect(try rules.decide("the pool") == nil)
        #expect(try rules.decide("the gym")?.action == .deny)
    }

    @Test func `A rule that is switched off, and a policy that is, do nothing`() throws {
        var rule = RoutingRule.answering { $0.everything = true }
        rule.enabled = false
        #expect(try CompiledRules.of([rule]).decide("hello") == nil)
        rule.enabled = true
        let policy = RoutingPolicy(enabled: false, rules: [rule])
        let rules = try CompiledRules(policy, version: 1, timezone: .gmt, locale: "en")
        #expect(try rules.decide("hello") == nil)
    }

    @Test func `A department is told what, how soon and by which rule`() throws {
        var rule = RoutingRule.answering("towels", .dispatch) { $0.words = ["en": ["towels"]] }
        #expect(try CompiledRules.of([rule]).decide("towels")?.priority == "normal")
        rule.then.priority = .high
        let outcome = try #require(try CompiledRules.of([rule]).decide("towels"))
        #expect(
            outcome
                == RouteOutcome(
                    .dispatch,
                    text: "towels",
                    department: "housekeeping",
                    priority: "high",
                    rule: "towels",
                    version: 7
                )
        )
    }

    @Test func `Without words of the hotel's, a guest who is handed on hears that people will answer`() throws {
        var rule = RoutingRule.answering("towels", .dispatch) { $0.everything = true }
        rule.then.text = nil
        let rules = try CompiledRules.of([rule])
        #expect(try rules.decide("Wo ist bitte das Schwimmbad?")?.text == HoldingLine.text(language: "de"))
    }

    @Test(arguments: ["", "   ", "\n\u{2003}"])
    func `A message without words goes on to the engine`(text: String) throws {
        #expect(try CompiledRules.of([.answering { $0.everything = true }]).decide(text) == nil)
    }

    // MARK: Languages of the answer

    @Test(arguments: [
        ("Wo ist bitte das WLAN Passwort?", "de"), ("Where is the wifi password?", "en"), ("Passwort", "de"),
        ("wifi", "pt"), ("¿Cuál es la contraseña del wifi?", "pt"), ("пароль", "pt"),
    ])
    func `The answer is in the guest's language, else in the hotel's`(text: String, language: String) throws {
        var rule = RoutingRule.answering {
            $0.words = ["en": ["wifi"], "de": ["wlan", "passwort", "wifi"], "es": ["contraseña"], "ru": ["пароль"]]
        }
        rule.then.text = ["en": "en", "de": "de", "pt": "pt"]
        #expect(try CompiledRules.of([rule], locale: "pt-PT").decide(text)?.text == language)
    }

    @Test func `Without either any will do, always the same`() throws {
        var rule = RoutingRule.answering { $0.everything = true }
        rule.then.text = ["sv": "sv", "fi": "fi"]
        #expect(try CompiledRules.of([rule], locale: "pt").decide("412")?.text == "fi")
    }

    // MARK: Time

    @Test func `Rules that take too long decide nothing, and say so`() throws {
        let rules = try CompiledRules.of([.answering { $0.everything = true }])
        let message = RuleMessage("hello", channel: .sms)
        let late = rules.evaluate(message, at: Date(), now: StrideClock(.milliseconds(6)).now)
        #expect(late == RuleVerdict(routes: nil, isOverBudget: true))
        let early = rules.evaluate(message, at: Date(), now: StrideClock(.microseconds(10)).now)
        #expect(!early.isOverBudget)
        #expect(early.routes != nil)
    }

    @Test func `A hotel may allow more time, or less`() throws {
        let slow = RoutingPolicy(timeBudgetMs: 50, rules: [.answering { $0.everything = true }])
        let rules = try CompiledRules(slow, version: 1, timezone: .gmt, locale: "en")
        let clock = StrideClock(.milliseconds(6))
        #expect(!rules.evaluate(RuleMessage("hello", channel: .sms), at: Date(), now: clock.now).isOverBudget)
    }

    @Test func `A search is broken off in the middle`() throws {
        let rules = try CompiledRules.of([.answering { $0.pattern = "(.*a){30}[0-9]" }])
        let message = RuleMessage(String(repeating: "a", count: 4000), channel: .sms)
        let clock = StrideClock(.milliseconds(2))
        #expect(rules.evaluate(message, at: Date(), now: clock.now).isOverBudget)
    }

    @Test func `Broken rules are told, and obeyed by nobody`() {
        let rule = RoutingRule.answering { $0.pattern = "(" }
        let error = #expect(throws: BrokenRules.self) { try CompiledRules.of([rule]) }
        #expect(error?.mistakes.map(\.pointer) == ["/rules/0/when/pattern"])
    }
}
