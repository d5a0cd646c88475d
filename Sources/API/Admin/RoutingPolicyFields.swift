import Domain
import Triage

extension FieldReader {
    /// A hotel's routing rules as they are written; whether they make sense is looked at elsewhere.
    mutating func routingPolicy() -> RoutingPolicy {
        RoutingPolicy(
            enabled: optionalBoolean("enabled"),
            timeBudgetMs: optionalInteger("timeBudgetMs", RoutingPolicy.timeBudgets),
            rules: optionalObjects("rules", count: 0...RoutingPolicy.maximumRules, isRequired: true) { rule in
                rule.routingRule()
            } ?? []
        )
    }

    private mutating func routingRule() -> RoutingRule {
        RoutingRule(
            id: string("id", 1...63),
            name: optionalString("name", 1...200),
            enabled: optionalBoolean("enabled"),
            when: requiredObject("when") { $0.routingConditions() } ?? RoutingConditions(),
            then: requiredObject("then") { $0.routingDeed() } ?? RoutingDeed(.continue)
        )
    }

    private mutating func routingConditions() -> RoutingConditions {
        var when = RoutingConditions()
        when.words = optionalObject("words") { words in
            var phrases: [String: [String]] = [:]
            for tag in words.names { phrases[tag] = words.optionalStrings(tag, count: 1...100, length: 1...200) }
            return phrases
        }
        when.match = optionalWord("match")
        when.pattern = optionalString("pattern", 1...500)
        when.intents = optionalStrings("intents", count: 1...50, length: 1...130)
        when.channels = optionalWords("channels")
        when.hours = optionalObject("hours") { hours in
            RoutingHours(
                from: hours.optionalString("from", 5...5),
                to: hours.optionalString("to", 5...5),
                days: hours.optionalWords("days")
            )
        }
        when.stay = optionalWords("stay")
        when.firstContact = optionalBoolean("firstContact")
        when.languages = optionalStrings("languages", count: 1...50, length: 2...35)
        when.everything = optionalBoolean("everything")
        return when
    }

    private mutating func routingDeed() -> RoutingDeed {
        RoutingDeed(
            word("action", or: .continue),
            text: optionalObject("text") { text in
                var words: [String: String] = [:]
                for tag in text.names { words[tag] = text.optionalString(tag, 1...4096) }
                return words
            },
            department: optionalString("department", 1...63),
            priority: optionalWord("priority")
        )
    }

    private mutating func requiredObject<Value>(_ name: String, _ read: (inout FieldReader) -> Value) -> Value? {
        guard has(name) else {
            refuse(name, "is missing")
            return nil
        }
        let found = errors.count
        let object = optionalObject(name, read)
        if object == nil, errors.count == found { refuse(name, "must not be null") }
        return object
    }
}
