package import Domain
package import Foundation
import Language

/// A hotel's rules, made ready once for each version and held against every message.
///
/// The words of all rules, and the landmarks of all patterns, are looked for in one walk along the message: what a
/// thousand rules cost hardly shows.
package struct CompiledRules: Sendable {
    /// Words of a rule that may be found.
    struct Phrase: Sendable {
        var rule: Int
        var language: String
        /// As the hotel wrote it.
        var text: String
        var isWhole: Bool
    }

    /// The version of the policy.
    package let version: Int
    let rules: [CompiledRule]
    /// What each rule needs to find, as every message begins with it.
    let needs: [CompiledRule.Needs]
    let words: WordTrie
    let characters: TextFinder
    let phrases: [Phrase]
    let timezone: TimeZone
    let locale: String
    let budget: Duration
    /// Whether any message could be touched by them.
    package let isEnabled: Bool

    /// Makes a policy ready.
    ///
    /// - Parameters:
    ///   - locale: the hotel's language, for guests whose own is not known.
    /// - Throws: ``BrokenRules`` for a policy that would not be saved today.
    package init(_ policy: RoutingPolicy, version: Int, timezone: TimeZone, locale: String) throws {
        let check = RoutingPolicyCheck(policy, departments: nil)
        guard check.mistakes.isEmpty else { throw BrokenRules(mistakes: check.mistakes) }
        self.version = version
        self.timezone = timezone
        self.locale = locale
        budget = .milliseconds(policy.timeBudgetMs ?? RoutingPolicy.timeBudgetMs)
        rules = policy.rules.enumerated().map { CompiledRule($1, pattern: check.patterns[$0]) }
        needs = rules.map(\.needs)
        isEnabled = policy.enabled != false && rules.contains { $0.standings != 0 }
        var words = WordTrie()
        var strings: [(text: [UInt32], label: Int)] = []
        var phrases: [Phrase] = []
        for (index, compiled) in rules.enumerated() {
            let when = compiled.rule.when
            for (language, texts) in (when.words ?? [:]).sorted(by: { $0.key < $1.key }) {
                for text in texts {
                    let phrase = RulePhrase(text, when.match ?? .word)
                    switch phrase {
                    case .words(let own, _): words.add(own, label: phrases.count)
                    case .characters(let scalars): strings.append((scalars, phrases.count))
                    }
                    phrases.append(Phrase(rule: index, language: language, text: text, isWhole: phrase.isWhole))
                }
            }
            for case .pattern(let pattern) in compiled.conditions {
                for landmark in pattern.landmarks ?? [] { strings.append((landmark, -1 - index)) }
            }
        }
        self.words = words
        self.phrases = phrases
        characters = TextFinder(strings)
        warmUp()
    }

    /// Builds the tables that are built at their first use, so that no guest's message pays for them.
    private func warmUp() {
        let message = RuleMessage("Señor, où?", channel: .web)
        var reading = RuleReading(message, self, at: Date(), watch: RuleWatch(budget, now: { .zero }))
        _ = reading.language()
        _ = reading.intent()
        _ = reading.moment()
        _ = ScalarKind.word.contains(0xF1)
    }

    /// What the rules make of a message, for every standing its lane may be found in.
    ///
    /// When they take longer than the hotel allows, the engine answers: a guest waits for no rule.
    ///
    /// - Parameters:
    ///   - date: when the message came in.
    ///   - now: what the time allowed is measured by.
    package func evaluate(
        _ message: RuleMessage,
        at date: Date,
        now: @escaping @Sendable () -> Duration = ThreadTime.now
    ) -> RuleVerdict {
        guard isEnabled, !message.isBlank else { return RuleVerdict() }
        var reading = RuleReading(message, self, at: date, watch: RuleWatch(budget, now: now))
        var open = UInt8.max
        var chosen: [LaneStanding: RouteOutcome] = [:]
        var deciders: [LaneStanding: Int] = [:]
        // By number: most rules are passed over, and copying one to look at it would be most of the work.
        for index in rules.indices where rules[index].standings & open != 0 {
            if index % 64 == 0, reading.watch.look() { return RuleVerdict.late }
            guard let holds = reading.holds(index) else { return RuleVerdict.late }
            guard holds else { continue }
            let outcome = outcome(of: index, &reading)
            let standings = rules[index].standings
            for standing in LaneStanding.allCases where standings & open & standing.bit != 0 {
                chosen[standing] = outcome
                deciders[standing] = index
            }
            open &= ~standings
            if open == 0 { break }
        }
        if reading.watch.look() { return RuleVerdict.late }
        let routes = RouteTable { stay, isFirst in chosen[LaneStanding(stay: stay, isFirst: isFirst)] }
        return RuleVerdict(routes: routes, deciders: deciders)
    }

    /// What a rule does; nil for leaving it to the engine.
    func outcome(of index: Int, _ reading: inout RuleReading) -> RouteOutcome? {
        let rule = rules[index].rule
        let action: RouteOutcome.Action
        switch rule.then.action {
        case .continue: return nil
        case .respond: action = .respond
        case .deny: action = .deny
        case .dispatch: action = .dispatch
        }
        let isDispatch = action == .dispatch
        return RouteOutcome(
            action,
            text: text(of: index, &reading),
            department: rule.then.department,
            priority: isDispatch ? (rule.then.priority ?? .normal).rawValue : nil,
            rule: rule.id,
            version: version
        )
    }

    /// The hotel's words in the guest's language: what the message tells, else the language of the words it was found
    /// by, else the hotel's own.
    private func text(of index: Int, _ reading: inout RuleReading) -> String {
        let found = reading.phrase(of: index)?.language
        guard let texts = rules[index].rule.then.text else {
            return HoldingLine.text(language: reading.language() ?? found ?? locale)
        }
        if texts.count == 1, let only = texts.values.first { return only }
        let isTold = found.map { tag in isOnly(tag, for: index, in: reading) } ?? false
        return LanguageTag.choose(texts, wanted: [reading.language(), isTold ? found : nil, locale]) ?? ""
    }

    /// Whether the words that were found are not another language's too, as `wifi` is.
    private func isOnly(_ language: String, for index: Int, in reading: RuleReading) -> Bool {
        guard let found = reading.phrase(of: index), let words = rules[index].rule.when.words else { return false }
        let folded = FoldedText(found.text)
        return !words.contains { tag, texts in tag != language && texts.contains { FoldedText($0) == folded } }
    }
}

/// What came of holding a message against a hotel's rules.
package struct RuleVerdict: Sendable, Hashable {
    /// What is to be done; nil when the engine is to answer.
    package var routes: RouteTable?
    /// Whether the time was up first: then nothing was decided, and somebody should hear of it.
    package var isOverBudget = false
    /// The place of the rule that decided, where one did; ``RoutingDeed/Action/continue`` decides, too.
    var deciders: [LaneStanding: Int] = [:]

    /// The time was up.
    static let late = RuleVerdict(isOverBudget: true)
}
