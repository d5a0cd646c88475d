import Domain

/// A rule ready to be held against messages.
struct CompiledRule: Sendable {
    /// One of the things that must hold, the cheap ones first.
    enum Condition: Sendable {
        case everything
        case channels([ChannelKind])
        case stay([StayPhase])
        case firstContact(Bool)
        case words
        case hours(HotelHours)
        case languages([String])
        case pattern(Pattern)
        case intents([IntentPattern])

        /// What people call it: the field of the document.
        var name: String {
            switch self {
            case .everything: "everything"
            case .channels: "channels"
            case .stay: "stay"
            case .firstContact: "firstContact"
            case .words: "words"
            case .hours: "hours"
            case .languages: "languages"
            case .pattern: "pattern"
            case .intents: "intents"
            }
        }
    }

    let rule: RoutingRule
    let conditions: [Condition]
    /// In which of the eight standings of a lane it may hold, a bit for each place of a ``RouteTable``.
    let standings: UInt8
    /// What one walk along a message must have found before anything else of the rule is looked at.
    let needs: Needs

    /// What is looked for in a message for all rules at once.
    struct Needs: OptionSet, Sendable {
        let rawValue: UInt8
        /// One of its phrases.
        static let words = Needs(rawValue: 1)
        /// One of the landmarks of its pattern.
        static let landmark = Needs(rawValue: 2)
    }

    /// Makes a rule ready, whose pattern is.
    init(_ rule: RoutingRule, pattern: Pattern?) {
        self.rule = rule
        let when = rule.when
        var conditions: [Condition] = when.everything == true ? [.everything] : []
        if let stay = when.stay { conditions.append(.stay(stay)) }
        if let isFirst = when.firstContact { conditions.append(.firstContact(isFirst)) }
        if let channels = when.channels { conditions.append(.channels(channels)) }
        if when.words != nil { conditions.append(.words) }
        if let hours = when.hours.flatMap(HotelHours.init) { conditions.append(.hours(hours)) }
        // The language is guessed once for a message, a pattern is searched for rule by rule.
        if let languages = when.languages { conditions.append(.languages(languages.map(LanguageTag.base))) }
        if let pattern { conditions.append(.pattern(pattern)) }
        if let intents = when.intents { conditions.append(.intents(intents.map { IntentPattern($0) })) }
        self.conditions = conditions
        var needs: Needs = when.words == nil ? [] : .words
        if pattern?.landmarks != nil { needs.insert(.landmark) }
        self.needs = needs
        var standings: UInt8 = 0
        for standing in LaneStanding.allCases
        where when.stay?.contains(standing.stay) != false && when.firstContact ?? standing.isFirst == standing.isFirst {
            standings |= standing.bit
        }
        self.standings = rule.enabled == false ? 0 : standings
    }
}

/// What only the lane's row can tell of a message.
struct LaneStanding: Sendable, Hashable {
    let stay: StayPhase
    let isFirst: Bool

    /// In the order of a ``RouteTable``.
    static let allCases = StayPhase.allCases.flatMap { stay in
        [false, true].map { LaneStanding(stay: stay, isFirst: $0) }
    }

    /// Its bit in a set of standings.
    var bit: UInt8 {
        1 << UInt8(2 * (StayPhase.allCases.firstIndex(of: stay) ?? 0) + (isFirst ? 1 : 0))
    }
}
