/// Which of a hotel's messages are answered, refused or handed on before any engine is asked.
///
/// The rules are looked at in order; the first whose conditions all hold decides. When none does, the engine answers.
package struct RoutingPolicy: Sendable, Hashable, Codable {
    /// Whether any rule is looked at; nil means yes.
    package var enabled: Bool?
    /// How long the rules may take for one message, in milliseconds, 1 to 50; then the engine answers.
    package var timeBudgetMs: Int?
    /// The rules, in order; at most ``maximumRules``.
    package var rules: [RoutingRule]

    /// Puts a policy together.
    package init(enabled: Bool? = nil, timeBudgetMs: Int? = nil, rules: [RoutingRule] = []) {
        self.enabled = enabled
        self.timeBudgetMs = timeBudgetMs
        self.rules = rules
    }

    /// The codes of the departments it names, those of rules that are off included.
    package var departments: Set<String> { Set(rules.compactMap(\.then.department)) }

    /// The most rules of one hotel.
    package static let maximumRules = 1000
    /// What ``timeBudgetMs`` may be, and what it is unless set.
    package static let timeBudgets = 1...50
    package static let timeBudgetMs = 5
}

/// One rule.
package struct RoutingRule: Sendable, Hashable, Codable {
    /// Its own name within the policy, for programs; decisions are recorded with it.
    package var id: String
    /// What the hotel calls it.
    package var name: String?
    /// Whether it is looked at; nil means yes.
    package var enabled: Bool?
    /// What must hold.
    package var when: RoutingConditions
    /// What is done then.
    package var then: RoutingDeed

    /// Puts a rule together.
    package init(
        id: String,
        name: String? = nil,
        enabled: Bool? = nil,
        when: RoutingConditions,
        then: RoutingDeed
    ) {
        self.id = id
        self.name = name
        self.enabled = enabled
        self.when = when
        self.then = then
    }
}

/// What must hold for a rule, all of it together; what is nil does not matter.
package struct RoutingConditions: Sendable, Hashable, Codable {
    /// How words are looked for.
    package enum Match: String, Sendable, Codable, CaseIterable {
        /// Anywhere, within other words too.
        case contains
        /// The message is these words and nothing else.
        case exact
        /// As whole words, one after the other.
        case word
    }

    /// Words by language; one of them, of whichever language, is enough.
    package var words: [String: [String]]?
    /// How ``words`` are looked for; nil means ``Match/word``.
    package var match: Match?
    /// A regular expression that something in the message fits.
    package var pattern: String?
    /// What the guest wants, as the house understands it; `housekeeping` stands for all beneath it.
    package var intents: [String]?
    package var channels: [ChannelKind]?
    /// When, by the hotel's own clock.
    package var hours: RoutingHours?
    /// Where the guest's stay stands.
    package var stay: [StayPhase]?
    /// Whether the guest writes to this endpoint for the first time.
    package var firstContact: Bool?
    /// The message's own language.
    package var languages: [String]?
    /// Set for a rule that is meant to catch every message: one without conditions is refused otherwise.
    package var everything: Bool?

    /// Nothing that must hold.
    package init() {}
}

/// A part of each day, or of some days, by the hotel's own clock.
package struct RoutingHours: Sendable, Hashable, Codable {
    /// A day of the week.
    package enum Day: String, Sendable, Codable, CaseIterable {
        case mon, tue, wed, thu, fri, sat, sun
    }

    /// `22:00`; nil, with ``to``, for the whole day.
    package var from: String?
    /// `06:00`; earlier than ``from`` means on the following day, and `24:00` the day's end.
    package var to: String?
    /// The days it begins on; nil for all.
    package var days: [Day]?

    /// Names every part.
    package init(from: String? = nil, to: String? = nil, days: [Day]? = nil) {
        self.from = from
        self.to = to
        self.days = days
    }
}

/// What a rule does.
package struct RoutingDeed: Sendable, Hashable, Codable {
    /// What is done.
    package enum Action: String, Sendable, Codable, CaseIterable {
        /// The engine answers, and no further rule is looked at.
        case `continue`
        /// The hotel's own words answer.
        case respond
        /// The hotel's own words refuse.
        case deny
        /// A department takes over.
        case dispatch
    }

    package var action: Action
    /// What the guest is told, by language.
    package var text: [String: String]?
    /// The department's code, for ``Action/dispatch``.
    package var department: String?
    /// How soon, for ``Action/dispatch``; nil means ``Priority/normal``.
    package var priority: Priority?

    /// How soon people are to look at it.
    package enum Priority: String, Sendable, Codable, CaseIterable {
        case urgent, high, normal, low
    }

    /// Puts a deed together.
    package init(
        _ action: Action,
        text: [String: String]? = nil,
        department: String? = nil,
        priority: Priority? = nil
    ) {
        self.action = action
        self.text = text
        self.department = department
        self.priority = priority
    }
}
