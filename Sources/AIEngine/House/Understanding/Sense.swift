import Language

/// Reads a guest's words by the house's rules: a pure function from text to ``Understanding``.
package enum HouseSense {
    /// Makes sense of a message.
    ///
    /// - Parameter text: the guest's words; several messages of one burst joined by newlines.
    /// - Returns: what they want; `intent` is ``EngineIntent/unknown`` when no rule says.
    package static func understand(_ text: String) -> Understanding {
        var reading = Reading(text)
        return reading.understand()
    }
}

/// One message on its way to being understood.
private struct Reading {
    private let tokens: [GuestTokens.Token]
    private let found: [HouseIndex.Match]
    private let language: HouseLanguage?
    private let markers: [HouseIndex.Match]
    private var room: (room: String, range: Range<Int>)?
    private var result: Understanding
    /// Tokens that have been accounted for.
    private var used = Set<Int>()

    init(_ text: String) {
        tokens = GuestTokens(text).tokens
        let all = HouseRules.index.matches(in: tokens)
        language = LanguageGuess.house(tokens, matches: all)
        markers = HouseRules.markers.matches(in: tokens)
        found = HouseIndex.longest(all)
        room = Slots.room(in: tokens)
        result = Understanding(intent: EngineIntent.unknown, confidence: 0.2, language: language, room: room?.room)
        let people = PeopleReading(tokens)
        // Water is work for the house, and critical enough by itself.
        result.emergency = people.danger.flatMap { $0 == .flood ? nil : $0.intent }
        result.wantsPerson = people.wantsPerson
        if ApprovingSign.isAllOf(text) { result.courtesies = ["thanks"] }
    }

    mutating func understand() -> Understanding {
        if let room { used.formUnion(room.range) }
        for match in found { used.formUnion(match.range) }
        var isUncertain = false
        for match in found {
            let rule = HouseRules.all[match.rule]
            switch rule.role {
            // What was read of danger and of the wish for a person counts, in whatever language it was said.
            case .emergency, .human: continue
            case .decision: result.decision = result.decision ?? rule.intent
            case .complaint:
                // Waiting says most about what is to be done: nothing is ordered twice.
                if result.complaint == nil || rule.intent == "complaint.waiting" { result.complaint = rule.intent }
            case .social: result.courtesies.append(rule.intent)
            case .topic: addTopic(rule.intent, at: match)
            case .item(let work, _): isUncertain = !addItem(work, rule, at: match) || isUncertain
            case .work(let work): isUncertain = !addWork(work, rule, at: match) || isUncertain
            case .equipment(let work): addEquipment(work, rule, at: match)
            }
        }
        addQuestion()
        decide(isUncertain: isUncertain)
        return result
    }

    // MARK: What a thing that was named is meant for

    /// Returns false when the item was named, but nothing says that it is wanted.
    private mutating func addItem(_ work: HouseWork, _ rule: HouseRule, at match: HouseIndex.Match) -> Bool {
        if isRefused(match) {
            result.declined = true
            return true
        }
        if has(.received, before: match) { return true }
        if isQuestion(match) || has(.place, in: match) {
            addTopic(rule.intent, at: match)
            return true
        }
        let quantity = Slots.quantity(of: match.range, in: tokens) { index in
            found.contains { $0.range.contains(index) } || room?.range.contains(index) == true
        }
        guard quantity != nil || has(.request, in: match) || isShort(match) else { return false }
        add(work, rule, match.rule, quantity: quantity, isItem: true)
        return true
    }

    private mutating func addWork(_ work: HouseWork, _ rule: HouseRule, at match: HouseIndex.Match) -> Bool {
        if isRefused(match) {
            result.declined = true
            return true
        }
        if has(.received, before: match) { return true }
        if work.manner != .fix, isQuestion(match) {
            addTopic(rule.intent, at: match)
            return true
        }
        // What is cancelled is not also ordered: a person sorts that out.
        if decisionSentences.contains(tokens[match.range.lowerBound].sentence) { return true }
        add(work, rule, match.rule, quantity: nil, isItem: false)
        return true
    }

    private mutating func addEquipment(_ work: HouseWork, _ rule: HouseRule, at match: HouseIndex.Match) {
        if has(.fault, in: match), !isHowTo(match) {
            add(work, rule, match.rule, quantity: nil, isItem: false)
        } else if !belongsToWork(match) {
            addTopic(rule.intent.replacing("maintenance.", with: "question."), at: match)
        }
    }

    /// Whether a thing only says where something else is wanted or wrong, or is the object of other work: "no hot water
    /// in the shower", "I lost my key".
    private func belongsToWork(_ match: HouseIndex.Match) -> Bool {
        let sentence = tokens[match.range.lowerBound].sentence
        let works = found.filter { other in
            guard tokens[other.range.lowerBound].sentence == sentence else { return false }
            return switch HouseRules.all[other.rule].role {
            case .item, .work: true
            default: false
            }
        }
        var before = match.range.lowerBound - 1
        while before > 0, HouseMarker.articles.contains(tokens[before].text) { before -= 1 }
        guard before >= 0, !works.isEmpty, !isQuestion(match) else { return false }
        return HouseMarker.whereabouts.contains(tokens[before].text) || works.contains { $0.range.contains(before) }
    }

    private mutating func add(_ work: HouseWork, _ rule: HouseRule, _ index: Int, quantity: Int?, isItem: Bool) {
        // The same thing named twice in one burst is one wish; the number may come with either.
        if let known = result.requests.firstIndex(where: { $0.intent == rule.intent }) {
            result.requests[known].quantity = result.requests[known].quantity ?? quantity
            return
        }
        result.requests.append(
            Understanding.Request(
                intent: rule.intent,
                department: work.department,
                priority: work.priority,
                title: work.title,
                quantity: quantity,
                isItem: isItem,
                time: work.needsTime || work.manner == .confirm ? Slots.time(in: tokens) : nil,
                rule: index
            )
        )
    }

    private mutating func addTopic(_ intent: String, at match: HouseIndex.Match) {
        if !result.topics.contains(intent) { result.topics.append(intent) }
        topicSentences.insert(tokens[match.range.lowerBound].sentence)
    }

    private var topicSentences = Set<Int>()

    // MARK: Markers

    private func has(_ marker: HouseMarker, in match: HouseIndex.Match) -> Bool {
        let sentence = tokens[match.range.lowerBound].sentence
        return markers.contains { $0.rule == marker.rawValue && tokens[$0.range.lowerBound].sentence == sentence }
    }

    private func has(_ marker: HouseMarker, before match: HouseIndex.Match) -> Bool {
        let clause = tokens[match.range.lowerBound].clause
        return markers.contains { found in
            found.rule == marker.rawValue && tokens[found.range.lowerBound].clause == clause
                && (found.range.lowerBound < match.range.lowerBound || marker == .received && isArrival(found))
        }
    }

    /// "The towels arrived" says so behind the thing; "towels, thanks for" does not exist.
    private func isArrival(_ marker: HouseIndex.Match) -> Bool {
        !tokens[marker.range].contains {
            ["for", "por", "fur", "pour", "per", "pela", "pelas", "pelo", "pelos"].contains($0.text)
        }
    }

    private func isRefused(_ match: HouseIndex.Match) -> Bool {
        has(.refusal, before: match)
    }

    /// Whether the sentence began as a question before it came to the thing: "where can I get towels".
    private func isQuestion(_ match: HouseIndex.Match) -> Bool {
        let sentence = tokens[match.range.lowerBound].sentence
        let first = markers.first { found in
            (found.rule == HouseMarker.question.rawValue || found.rule == HouseMarker.request.rawValue)
                && tokens[found.range.lowerBound].sentence == sentence
        }
        guard let first else { return false }
        return markers.contains { found in
            found.rule == HouseMarker.question.rawValue && found.range.lowerBound == first.range.lowerBound
        }
    }

    /// "How do I turn on the AC" is no fault even though it cannot be turned on.
    private func isHowTo(_ match: HouseIndex.Match) -> Bool {
        let sentence = tokens[match.range.lowerBound].sentence
        guard let first = tokens.first(where: { $0.sentence == sentence }) else { return false }
        return ["how", "where", "when", "como", "donde", "onde", "wie", "wo", "comment", "dove", "come"].contains(
            first.text
        )
    }

    /// Whether hardly anything was said but the thing itself: "Towels!", "towels room 412".
    private func isShort(_ match: HouseIndex.Match) -> Bool {
        let sentence = tokens[match.range.lowerBound].sentence
        let rest = tokens.indices.filter { tokens[$0].sentence == sentence && !used.contains($0) }
        return rest.count { !QuestionWords.isIdle(tokens[$0].text) } <= 2
    }

    private var decisionSentences: Set<Int> {
        Set(
            found.filter { HouseRules.all[$0.rule].intent == "booking.cancel" }
                .map { tokens[$0.range.lowerBound].sentence }
        )
    }

    // MARK: What it comes to

    /// Collects the words of the sentences that no request accounts for.
    private mutating func addQuestion() {
        let settled = Set(
            found.filter { match in
                switch HouseRules.all[match.rule].role {
                case .topic, .social: false
                default: !topicSentences.contains(tokens[match.range.lowerBound].sentence)
                }
            }.map { tokens[$0.range.lowerBound].sentence }
        )
        let courtesies = Set(
            found.filter { match in
                if case .social = HouseRules.all[match.rule].role { true } else { false }
            }.flatMap(\.range)
        )
        let open = tokens.indices.filter { index in
            let token = tokens[index]
            return (topicSentences.contains(token.sentence) || !settled.contains(token.sentence))
                && !courtesies.contains(index) && room?.range.contains(index) != true
                && !QuestionWords.isIdle(token.text)
        }
        let asking = Set(
            markers.filter { $0.rule == HouseMarker.question.rawValue }.map { tokens[$0.range.lowerBound].sentence }
        )
        result.questionWords = open.map { tokens[$0].word }
        result.asks = open.contains {
            asking.contains(tokens[$0].sentence) && !QuestionWords.isSoft(tokens[$0].text)
        }
    }

    private mutating func decide(isUncertain: Bool) {
        if let emergency = result.emergency {
            (result.intent, result.confidence) = (emergency, 0.99)
        } else if result.wantsPerson {
            (result.intent, result.confidence) = (EngineIntent.humanRequest, 0.97)
        } else if let decision = result.decision {
            (result.intent, result.confidence) = (decision, 0.93)
        } else if let first = result.requests.first {
            (result.intent, result.confidence) = (first.intent, isUncertain ? 0.75 : 0.95)
        } else if let complaint = result.complaint {
            (result.intent, result.confidence) = (complaint, 0.92)
        } else if isUncertain, let named = found.first {
            (result.intent, result.confidence) = (HouseRules.all[named.rule].intent, 0.5)
        } else if let topic = result.topics.first {
            (result.intent, result.confidence) = (topic, 0.7)
        } else if result.questionWords.isEmpty, result.declined {
            (result.intent, result.confidence) = ("request.declined", 0.85)
        } else if result.questionWords.isEmpty || isSmallTalk, let courtesy = leadingCourtesy {
            (result.intent, result.confidence) = (courtesy, 0.95)
        } else if result.questionWords.isEmpty, result.room != nil {
            (result.intent, result.confidence) = ("other.room_number", 0.9)
        }
    }

    /// "Thanks for the quick help yesterday": thanks, with words that ask nothing.
    private var isSmallTalk: Bool {
        let asks = markers.contains {
            $0.rule == HouseMarker.question.rawValue || $0.rule == HouseMarker.request.rawValue
        }
        return !asks && (result.courtesies.contains("thanks") || result.courtesies.contains("goodbye"))
    }

    private var leadingCourtesy: String? {
        result.courtesies.first { $0 != "greeting" } ?? result.courtesies.first
    }
}
