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
    /// Whether a landmark of the rule's pattern was found.
    private var landmarks: [Bool]

    private lazy var guessed: String? = GuestLanguage.tag(of: message.text)
    private lazy var understood: String = HouseSense.understand(message.text).intent
    private lazy var clocks = HotelMoment(date, in: rules.timezone)

    /// Looks for the words of all rules at once.
    init(_ message: RuleMessage, _ rules: CompiledRules, at date: Date, watch: RuleWatch) {
        self.message = message
        self.rules = rules
        self.date = date
        self.watch = watch
        folded = FoldedText(message.text)
        var phrases = Array(repeating: Int32(-1), count: rules.rules.count)
        var landmarks = Array(repeating: false, count: rules.rules.count)
        rules.words.find(in: message.tokens) { hit in
            let phrase = rules.phrases[hit.label]
            if phrase.isWhole, !hit.isWhole { return }
            if phrases[phrase.rule] < 0 { phrases[phrase.rule] = Int32(truncatingIfNeeded: hit.label) }
        }
        rules.characters.find(in: folded.scalars) { label in
            // Landmarks are numbered backwards.
            guard label >= 0 else {
                landmarks[-1 - label] = true
                return
            }
            let rule = rules.phrases[label].rule
            if phrases[rule] < 0 { phrases[rule] = Int32(truncatingIfNeeded: label) }
        }
        self.phrases = phrases
        self.landmarks = landmarks
    }

    /// The message's language; nil when it does not tell.
    mutating func language() -> String? { guessed }

    /// What the guest wants, as the house understands it.
    mutating func intent() -> String { understood }

    /// When it is at the hotel.
    mutating func moment() -> HotelMoment { clocks }

    /// The phrase by which a rule's words were found.
    func phrase(of rule: Int) -> CompiledRules.Phrase? {
        phrases[rule] < 0 ? nil : rules.phrases[Int(phrases[rule])]
    }

    /// Whether all that does not hang on the lane holds for a rule; nil when the time was up first.
    mutating func holds(_ rule: Int) -> Bool? {
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
        case .words: return phrases[rule] >= 0
        case .hours(let hours): return hours.contains(clocks)
        case .pattern(let pattern, let hasLandmarks):
            if hasLandmarks, !landmarks[rule] { return false }
            let fits = pattern.fits(folded, scratch: &scratch) { [watch] in
                var watch = watch
                return watch.look()
            }
            if fits == nil || watch.look() { return nil }
            return fits
        case .languages(let languages):
            return guessed.map { languages.contains(LanguageTag.base($0)) } ?? false
        case .intents(let intents):
            let intent = understood
            if watch.look() { return nil }
            return intents.contains { $0.covers(intent) }
        }
    }
}
