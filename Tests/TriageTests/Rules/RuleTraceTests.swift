import Domain
import Foundation
import TestSupport
import Testing

@testable import Triage

/// Why rules decided as they did.
@Suite struct RuleTraceTests {
    @Test func `Each rule and each condition is explained`() throws {
        let rules = try CompiledRules.of([
            .answering("pool") {
                $0.words = ["en": ["pool"]]
                $0.hours = RoutingHours(from: "22:00", to: "06:00")
            },
            .answering("towels", .dispatch) { $0.intents = ["housekeeping.*"] },
            .answering("rest", .deny) { $0.everything = true },
        ])
        let trace = rules.explain(
            RuleMessage("Please bring towels to the pool", channel: .sms),
            stay: .booked,
            isFirstContact: false,
            at: try Date("2026-06-15T12:00:00Z", strategy: .iso8601),
            now: { .zero }
        )
        #expect(trace.outcome?.rule == "towels")
        #expect(trace.steps.map(\.fits) == [false, true, true])
        #expect(trace.steps.map(\.decides) == [false, true, false])
        #expect(trace.steps[0].conditions.map(\.name) == ["words", "hours"])
        #expect(trace.steps[0].conditions.map(\.holds) == [true, false])
        #expect(trace.steps[0].conditions[0].why == "found “pool” (en)")
        #expect(trace.steps[0].conditions[1].why == "it is mon 13:00 at the hotel")
        #expect(trace.intent == "housekeeping.towels")
        #expect(trace.language == "en")
        #expect(trace.hotelTime == "mon 13:00")
    }

    @Test func `What took too long is said to have`() throws {
        let rules = try CompiledRules.of([.answering { $0.pattern = "(.*a){30}[0-9]" }])
        let clock = StrideClock(.milliseconds(60))
        let trace = rules.explain(
            RuleMessage(String(repeating: "a", count: 4000), channel: .sms),
            stay: .none,
            isFirstContact: true,
            at: Date(),
            now: clock.now
        )
        #expect(trace.isOverBudget)
        #expect(trace.outcome == nil)
        #expect(trace.steps.map(\.fits) == [nil])
        #expect(trace.steps.map(\.decides) == [false])
    }

    @Test func `Rules that are off and take the explaining's time hide nobody who decided`() throws {
        var heavy = (0..<5).map { index in RoutingRule.answering("heavy\(index)") { $0.pattern = "(.*a){30}[0-9]" } }
        for index in heavy.indices { heavy[index].enabled = false }
        let light = RoutingRule.answering("light") { $0.words = ["en": ["aha"]] }
        let rules = try CompiledRules(
            RoutingPolicy(timeBudgetMs: 50, rules: heavy + [light]),
            version: 1,
            timezone: .gmt,
            locale: "en"
        )
        // Every look takes thirty milliseconds: the hundred of explaining are spent with the first of them.
        let clock = StrideClock(.milliseconds(30))
        let trace = rules.explain(
            RuleMessage("aha " + String(repeating: "a", count: 3900), channel: .sms),
            stay: .none,
            isFirstContact: true,
            at: Date(),
            now: clock.now
        )
        #expect(!trace.isOverBudget)
        #expect(trace.steps.prefix(5).contains { $0.fits == nil }, "the time of explaining was spent")
        #expect(trace.outcome?.rule == "light")
        #expect(trace.steps.map(\.decides) == [false, false, false, false, false, true])
        #expect(trace.steps.last?.fits == true)
        #expect(trace.steps.last?.conditions.first?.why == "found “aha” (en)")
    }

    /// What is explained is what is done: for rules, messages and standings at random.
    @Test(arguments: 1...10)
    func `The explanation and the decision are one`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        func maybe<Value>(_ value: @autoclosure () -> Value) -> Value? {
            Int.random(in: 0..<3, using: &random) == 0 ? value() : nil
        }
        let words = ["pool", "towels", "late", "wifi", "ノ", "Zimmer"]
        let rules = (0..<40).map { index in
            let actions = RoutingDeed.Action.allCases
            var rule = RoutingRule.answering("r\(index)", actions[index % actions.count]) { when in
                when.words = maybe(["en": [words[index % words.count]]])
                when.match = when.words == nil ? nil : maybe(.contains)
                when.pattern = maybe(["po+l", #"\d+"#, "(late|early)", "^where"][index % 4])
                when.intents = maybe(["housekeeping.*"])
                when.channels = maybe([index % 2 == 0 ? .sms : .whatsapp])
                when.hours = maybe(RoutingHours(from: "12:00", to: "13:30"))
                when.stay = maybe([StayPhase.allCases[index % 4]])
                when.firstContact = maybe(index % 2 == 0)
                when.languages = maybe(["en"])
                if when == RoutingConditions() { when.everything = true }
            }
            rule.enabled = maybe(index % 5 != 0)
            return rule
        }
        let compiled = try CompiledRules.of(rules)
        let texts = ["Where is the pool?", "two towels to 412", "late checkout", "ノート", "Zimmer 3 bitte", "wifi"]
        for text in texts {
            for channel in [ChannelKind.sms, .whatsapp] {
                for moment in [Date(timeIntervalSince1970: 1_781_524_800), Date(timeIntervalSince1970: 1_781_560_000)] {
                    let message = RuleMessage(text, channel: channel)
                    let verdict = compiled.evaluate(message, at: moment, now: { .zero })
                    for stay in StayPhase.allCases {
                        for isFirst in [false, true] {
                            let trace = compiled.explain(
                                message,
                                stay: stay,
                                isFirstContact: isFirst,
                                at: moment,
                                now: { .zero }
                            )
                            let decider = trace.steps.first(where: \.decides)?.rule
                            let outcome = verdict.routes?.outcome(stay, isFirstContact: isFirst)
                            #expect(trace.outcome == outcome)
                            #expect(outcome?.rule == (decider?.then.action == .continue ? nil : decider?.id))
                        }
                    }
                }
            }
        }
    }
}
