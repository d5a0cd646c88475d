import AIEngine
package import Domain
import Language

/// Finds everything wrong with a hotel's rules when they are saved, and not when a guest writes.
package struct RoutingPolicyCheck {
    /// The most of everything that makes a policy slow or large.
    static let maximumPatternSteps = 20_000
    static let maximumWordCharacters = 200_000

    private static let tellable = GuestLanguage.tags.sorted().joined(separator: ", ")

    private(set) var mistakes: [RuleMistake] = []
    private var patternSteps = 0
    private var wordCharacters = 0
    /// The patterns, made ready, by the places of their rules: making them is most of the work, and is done once.
    private(set) var patterns: [Int: Pattern] = [:]
    /// The hotel's departments by code; nil when they do not matter.
    private let departments: Set<String>?

    /// Everything wrong with a policy.
    ///
    /// - Parameter departments: the codes of the hotel's departments; nil for leaving out whether they are there.
    package static func mistakes(in policy: RoutingPolicy, departments: Set<String>?) -> [RuleMistake] {
        RoutingPolicyCheck(policy, departments: departments).mistakes
    }

    /// Looks at a policy that somebody wants to save, or with nil for the departments, at one that was saved.
    init(_ policy: RoutingPolicy, departments: Set<String>?) {
        self.departments = departments
        look(at: policy)
    }

    /// Whether a person is there to be told. What was saved once is not disobeyed for what can never hold.
    private var isSaving: Bool { departments != nil }

    private mutating func refuse(_ pointer: String, _ detail: String) {
        mistakes.append(RuleMistake(pointer: pointer, detail: detail))
    }

    private mutating func look(at policy: RoutingPolicy) {
        if let budget = policy.timeBudgetMs, !RoutingPolicy.timeBudgets.contains(budget) {
            refuse("/timeBudgetMs", "must be from 1 to 50")
        }
        guard policy.rules.count <= RoutingPolicy.maximumRules else {
            return refuse("/rules", "must be at most \(RoutingPolicy.maximumRules)")
        }
        var ids = Set<String>()
        for (index, rule) in policy.rules.enumerated() {
            let pointer = "/rules/\(index)"
            if !Self.isID(rule.id) {
                refuse("\(pointer)/id", "must be 1 to 63 small letters, digits, dots, dashes or underscores")
            } else if !ids.insert(rule.id).inserted {
                refuse("\(pointer)/id", "is the id of an earlier rule")
            }
            if let name = rule.name { checkLength(of: name, 1...200, at: "\(pointer)/name") }
            look(at: rule.when, of: index, at: "\(pointer)/when")
            look(at: rule.then, for: rule.when.channels ?? ChannelKind.allCases, at: "\(pointer)/then")
            // Whatever is too much is looked at no further: it costs what the rest would.
            if patternSteps > Self.maximumPatternSteps {
                return refuse("/rules", "have patterns of more than \(Self.maximumPatternSteps) steps together")
            }
            if wordCharacters > Self.maximumWordCharacters {
                return refuse("/rules", "look for words of more than \(Self.maximumWordCharacters) characters together")
            }
        }
    }

    // MARK: Conditions

    private mutating func look(at when: RoutingConditions, of rule: Int, at pointer: String) {
        look(at: when.words, when.match, at: pointer)
        if let source = when.pattern { look(atPattern: source, of: rule, at: "\(pointer)/pattern") }
        if let intents = when.intents {
            checkCount(of: intents, at: "\(pointer)/intents")
            for (index, intent) in intents.enumerated() where !IntentPattern.isValid(intent) {
                refuse(
                    "\(pointer)/intents/\(index)",
                    "must be small letters, digits, _ and -, joined by dots"
                )
            }
        }
        if let channels = when.channels { checkCount(of: channels, at: "\(pointer)/channels") }
        if let stay = when.stay { checkCount(of: stay, at: "\(pointer)/stay") }
        if let languages = when.languages {
            checkCount(of: languages, at: "\(pointer)/languages")
            for (index, tag) in languages.enumerated() {
                let pointer = "\(pointer)/languages/\(index)"
                if !LanguageTag.isWellFormed(tag) {
                    refuse(pointer, "must be a language tag such as de or pt-BR")
                } else if isSaving, !GuestLanguage.tags.contains(LanguageTag.base(tag)) {
                    refuse(pointer, "is a language that cannot be told: only \(Self.tellable) can")
                }
            }
        }
        if let hours = when.hours { look(at: hours, at: "\(pointer)/hours") }
        var nothing = RoutingConditions()
        nothing.everything = when.everything
        if when == nothing, when.everything != true {
            refuse(pointer, "holds for every message: say \"everything\": true if that is meant")
        }
    }

    private mutating func look(at words: [String: [String]]?, _ match: RoutingConditions.Match?, at pointer: String) {
        guard let words else {
            if match != nil { refuse("\(pointer)/match", "says how words are looked for, and there are none") }
            return
        }
        let pointer = "\(pointer)/words"
        if words.isEmpty || words.count > 50 { refuse(pointer, "must name 1 to 50 languages") }
        for (tag, phrases) in words.sorted(by: { $0.key < $1.key }) {
            let pointer = "\(pointer)/\(Self.escaped(tag))"
            if !LanguageTag.isWellFormed(tag) { refuse(pointer, "is no language tag such as de or pt-BR") }
            checkCount(of: phrases, at: pointer, most: 100)
            for (index, phrase) in phrases.enumerated() {
                checkLength(of: phrase, 1...200, at: "\(pointer)/\(index)")
                wordCharacters += phrase.unicodeScalars.count
                if RulePhrase(phrase, match ?? .word).isEmpty {
                    refuse("\(pointer)/\(index)", "has nothing that could be looked for this way")
                }
            }
        }
    }

    private mutating func look(atPattern source: String, of rule: Int, at pointer: String) {
        do throws(PatternError) {
            let pattern = try Pattern(source)
            patternSteps += pattern.size
            patterns[rule] = pattern
            if pattern.fits(FoldedText("")) { refuse(pointer, "fits an empty text, and with it every message") }
        } catch {
            refuse(pointer, "\(error)")
        }
    }

    private mutating func look(at hours: RoutingHours, at pointer: String) {
        var isGood = true
        for (name, text) in [("from", hours.from), ("to", hours.to)] {
            guard let text, HotelHours.minute(text) == nil else { continue }
            refuse("\(pointer)/\(name)", "must be a time of day such as 06:30")
            isGood = false
        }
        if let days = hours.days, days.isEmpty {
            refuse("\(pointer)/days", "must name a day")
            isGood = false
        }
        if (hours.from == nil) != (hours.to == nil) {
            refuse(pointer, "must say both from and to, or neither")
        } else if hours == RoutingHours() {
            refuse(pointer, "must say when")
        } else if isGood, HotelHours(hours) == nil {
            refuse(pointer, "never begin or never end; leave from and to out for whole days")
        }
    }

    // MARK: Deeds

    private mutating func look(at then: RoutingDeed, for channels: [ChannelKind], at pointer: String) {
        let speaks = then.action != .continue
        if let text = then.text {
            if !speaks { refuse("\(pointer)/text", "is told to nobody: the engine answers") }
            if text.isEmpty || text.count > 50 { refuse("\(pointer)/text", "must have 1 to 50 languages") }
            for (tag, words) in text.sorted(by: { $0.key < $1.key }) {
                let pointer = "\(pointer)/text/\(Self.escaped(tag))"
                if !LanguageTag.isWellFormed(tag) { refuse(pointer, "is no language tag such as de or pt-BR") }
                checkLength(of: words, 1...4096, at: pointer)
                if words.allSatisfy(\.isWhitespace) { refuse(pointer, "must say something") }
                // Stored ones are said nevertheless, in as many messages as it takes.
                if isSaving, let channel = TextSplitter.tooLong(words, for: channels) {
                    refuse(pointer, "would be more than \(TextSplitter.mostParts) messages on \(channel.rawValue)")
                }
            }
        } else if then.action == .respond || then.action == .deny {
            refuse("\(pointer)/text", "is missing")
        }
        if then.action == .dispatch {
            if let code = then.department {
                if departments?.contains(code) == false {
                    refuse("\(pointer)/department", "is no department of the hotel")
                }
            } else {
                refuse("\(pointer)/department", "is missing")
            }
        } else {
            if then.department != nil { refuse("\(pointer)/department", "is only for dispatch") }
            if then.priority != nil { refuse("\(pointer)/priority", "is only for dispatch") }
        }
    }

    // MARK: Measures

    private mutating func checkCount(of values: [some Any], at pointer: String, most: Int = 50) {
        if values.isEmpty || values.count > most { refuse(pointer, "must name 1 to \(most)") }
    }

    private mutating func checkLength(of text: String, _ length: ClosedRange<Int>, at pointer: String) {
        guard !length.contains(text.unicodeScalars.count) else { return }
        refuse(pointer, "must have \(length.lowerBound) to \(length.upperBound) characters")
    }

    private static func isID(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x61...0x7A, 0x30...0x39, 0x2E, 0x2D, 0x5F: true
                default: false
                }
            }
    }

    private static func escaped(_ name: String) -> String {
        name.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
