package import Domain
package import Foundation

/// Why rules decided as they did.
package struct RuleTrace: Sendable, Hashable {
    /// One rule.
    package struct Step: Sendable, Hashable {
        package let rule: RoutingRule
        /// Whether all its conditions hold; nil when the time was up first.
        package let fits: Bool?
        /// Whether it is the one that decided.
        package let decides: Bool
        package let conditions: [Condition]
    }

    /// One condition of a rule.
    package struct Condition: Sendable, Hashable {
        /// The document's field.
        package let name: String
        /// Nil when the time was up first.
        package let holds: Bool?
        /// What was found, for people.
        package let why: String
    }

    /// What is done; nil for leaving it to the engine.
    package let outcome: RouteOutcome?
    /// The language the message is in; nil when it does not tell.
    package let language: String?
    /// What the guest wants, as the house understands it.
    package let intent: String
    /// When it is at the hotel, as `tue 23:10`.
    package let hotelTime: String
    package let steps: [Step]
    /// The rule that decided; nil when none did.
    package var decider: RoutingRule? { steps.first(where: \.decides)?.rule }
    /// How long deciding took the processor, without explaining it.
    package let elapsed: Duration
    /// Whether deciding took longer than the hotel allows: then the engine answers, whatever the steps say.
    package let isOverBudget: Bool
}

extension CompiledRules {
    /// The longest that explaining may take.
    private static let explainingBudget = Duration.milliseconds(100)

    /// Decides about a message in one standing of its lane, and says why.
    ///
    /// - Parameters:
    ///   - stay: where the guest's stay stands.
    ///   - isFirstContact: whether the guest writes to the endpoint for the first time.
    ///   - now: what the time allowed is measured by.
    package func explain(
        _ message: RuleMessage,
        stay: StayPhase,
        isFirstContact: Bool,
        at date: Date,
        now: @escaping @Sendable () -> Duration = ThreadTime.now
    ) -> RuleTrace {
        let start = now()
        let verdict = evaluate(message, at: date, now: now)
        let elapsed = now() - start
        let lane = LaneStanding(stay: stay, isFirst: isFirstContact)
        var reading = RuleReading(message, self, at: date, watch: RuleWatch(Self.explainingBudget, now: now))
        // Whoever decided is explained first, while there is time; the others take what is left.
        let decider = verdict.deciders[lane]
        let decision = decider.map { step($0, lane, &reading, decides: true) }
        let steps = rules.indices.map { index in
            if index == decider, let decision { return decision }
            return step(index, lane, &reading, decides: false)
        }
        return RuleTrace(
            outcome: verdict.routes?.outcome(stay, isFirstContact: isFirstContact),
            language: reading.language(),
            intent: reading.intent(),
            hotelTime: reading.moment().text,
            steps: steps,
            elapsed: elapsed,
            isOverBudget: verdict.isOverBudget
        )
    }

    private func step(_ index: Int, _ lane: LaneStanding, _ reading: inout RuleReading, decides: Bool)
        -> RuleTrace.Step
    {
        let rule = rules[index]
        var conditions: [RuleTrace.Condition] = []
        var fits: Bool? = true
        for condition in rule.conditions {
            let holds = reading.watch.look() ? nil : reading.holds(condition, of: index, in: lane)
            let why = holds == nil ? "not found out: it took too long" : why(condition, index, lane, &reading)
            conditions.append(RuleTrace.Condition(name: condition.name, holds: holds, why: why))
            // One condition that does not hold settles it, whatever is not known of the others.
            if holds == false || fits == false { fits = false } else if holds == nil { fits = nil }
        }
        return RuleTrace.Step(
            rule: rule.rule,
            // It could not have decided otherwise.
            fits: decides ? true : fits,
            decides: decides,
            conditions: conditions
        )
    }

    private func why(
        _ condition: CompiledRule.Condition,
        _ index: Int,
        _ lane: LaneStanding,
        _ reading: inout RuleReading
    ) -> String {
        switch condition {
        case .everything: return "meant for every message"
        case .channels: return "it came by \(reading.message.channel.rawValue)"
        case .stay: return "the stay is \(lane.stay.rawValue)"
        case .firstContact: return lane.isFirst ? "the guest's first message" : "the guest has written before"
        case .words:
            guard let phrase = reading.phrase(of: index) else { return "none of the words is there" }
            return "found “\(phrase.text)” (\(phrase.language))"
        case .pattern: return "looked for in “\(String(reading.folded.excerpt))”"
        case .hours: return "it is \(reading.moment().text) at the hotel"
        case .languages: return reading.language().map { "the language is \($0)" } ?? "the language cannot be told"
        case .intents: return "the intent is \(reading.intent())"
        }
    }
}

extension FoldedText {
    /// Its beginning, for people.
    fileprivate var excerpt: String {
        let most = 80
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars.prefix(most).compactMap(Unicode.Scalar.init))
        return String(view) + (scalars.count > most ? "…" : "")
    }
}
