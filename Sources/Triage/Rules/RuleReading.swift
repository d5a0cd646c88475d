import AIEngine
import Domain
import Foundation
import Language

/// One message as rules look at it. What is costly is found out when the first rule asks, and once.
struct RuleReading {
    let message: RuleMessage
    private let rules: CompiledRules
    private let date: Date
    var watch: RuleWatch
    private var scratch = PatternScratch()
    private(set) var folded: FoldedText
    /// For each rule the first of its phrases that was found.
    private(set) var phrases: [Int32]
    /// What was looked for on the rule's behalf and is not there.
    private var missing: [CompiledRule.Needs]

    private lazy var guessed: String? = GuestLanguage.tag(of: message.text)
    private var understood: String?
    private lazy var clocks = HotelMoment(date, in: rules.timezone)

    /// Looks for the words of all rules at once.
    init(_ message: RuleMessage, _ rules: CompiledRules, at date: Date, watch: RuleWatch) {
        self.message = message
        self.rules = rules
        self.date = date
        self.watch = watch
        folded = FoldedText(message.text)
        var phrases = Array(repeating: Int32(-1), count: rules.rules.count)
        var missing = rules.needs
        func note(_ label: Int, of rule: Int) {
            missing[rule].remove(.words)
            if phrases[rule] < 0 { phrases[rule] = Int32(truncatingIfNeeded: label) }
        }
        rules.words.find(in: message.tokens) { hit in
            let phrase = rules.phrases[hit.label]
            if phrase.isWhole, !hit.isWhole { return }
            note(hit.label, of: phrase.rule)
        }
        rules.characters.find(in: folded.scalars) { label in
            // Landmarks are numbered backwards.
            if label < 0 { missing[-1 - label].remove(.landmark) } else { note(label, of: rules.phrases[label].rule) }
        }
        self.phrases = phrases
        self.missing = missing
    }

    /// The message's language; nil when it does not tell.
    mutating func language() -> String? { guessed }

    /// What the guest wants, as the house understands it.
    mutating func intent() -> String {
        let intent = understood ?? HouseSense.understand(message.text).intent
        understood = intent
        return intent
    }

    /// When it is at the hotel.
    mutating func moment() -> HotelMoment { clocks }

    /// The phrase by which a rule's words were found.
    func phrase(of rule: Int) -> CompiledRules.Phrase? {
        phrases[rule] < 0 ? nil : rules.phrases[Int(phrases[rule])]
    }

    /// Whether all that does not hang on the lane holds for a rule; nil when the time was up first.
    mutating func holds(_ rule: Int) -> Bool? {
        guard missing[rule].isEmpty else { return false }
        for condition in rules.rules[rule].conditions {
            guard let holds = holds(condition, of: rule, in: nil) else { return nil }
            if !holds { return false }
        }
        return true
    }

    /// Whether one thing holds; what only the lane can tell holds as long as the lane is not known.
    mutating func holds(_ condition: CompiledRule.Condition, of rule: Int, in lane: LaneStanding?) -> Bool? {
        switch condition {
        case .everything: return true
        case .channels(let channels): return channels.contains(message.channel)
        case .stay(let phases): return lane.map { phases.contains($0.stay) } ?? true
        case .firstContact(let isFirst): return lane.map { $0.isFirst == isFirst } ?? true
        case .words: return !missing[rule].contains(.words)
        case .hours(let hours): return hours.contains(clocks)
        case .pattern(let pattern):
            if missing[rule].contains(.landmark) { return false }
            // The search looks at the clock by itself, after so much work of all patterns together.
            return pattern.fits(folded, scratch: &scratch) { [watch] in
                var watch = watch
                return watch.look()
            }
        case .languages(let languages):
            return guessed.map { languages.contains(LanguageTag.base($0)) } ?? false
        case .intents(let intents):
            let isFresh = understood == nil
            let intent = intent()
            // Finding it out takes its time, and is done once.
            if isFresh, watch.look() { return nil }
            return intents.contains { $0.covers(intent) }
        }
    }
}
