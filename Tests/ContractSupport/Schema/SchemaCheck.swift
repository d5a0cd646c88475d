/// Holds values against JSON Schemas (2020-12) of one document.
package struct SchemaCheck: Sendable {
    /// What `$ref` leads into.
    let root: Document

    /// What came of holding a value against a schema.
    struct Outcome {
        /// Sentences that begin with where.
        var problems: [String] = []
        /// The members that some schema spoke of: what `unevaluatedProperties` is not about.
        var evaluated: Set<String> = []
    }

    /// Takes the document that references lead into.
    package init(root: Document) {
        self.root = root
    }

    /// What is wrong with a value; empty when nothing is.
    package func problems(_ value: Document, _ schema: Document, at place: String = "") -> [String] {
        evaluate(value, schema, at: place, depth: 0).problems
    }

    func evaluate(_ value: Document, _ schema: Document, at place: String, depth: Int) -> Outcome {
        guard depth < 100 else { return Outcome(problems: ["\(name(place)): the schema refers to itself for ever"]) }
        guard case .object(let keywords) = schema else {
            return schema == .boolean(true)
                ? Outcome() : Outcome(problems: ["\(name(place)): nothing is allowed here"])
        }
        var outcome = Outcome()
        if let reference = keywords["$ref"]?.text {
            guard let target = root.resolve(reference) else {
                return Outcome(problems: ["\(name(place)): the reference \(reference) leads nowhere"])
            }
            outcome = evaluate(value, target, at: place, depth: depth + 1)
        }
        outcome.problems += plain(value, keywords).map { "\(name(place)): \($0)" }
        combine(value, keywords, place, depth, &outcome)
        switch value {
        case .object(let members): check(members, keywords, place, depth, &outcome)
        case .array(let elements): check(elements, keywords, place, depth, &outcome)
        default: break
        }
        return outcome
    }

    private func name(_ place: String) -> String { place.isEmpty ? "the whole" : place }

    /// allOf, anyOf, oneOf, not, if.
    private func combine(
        _ value: Document,
        _ keywords: [String: Document],
        _ place: String,
        _ depth: Int,
        _ outcome: inout Outcome
    ) {
        func outcomes(_ keyword: String) -> [Outcome]? {
            keywords[keyword].map { $0.elements.map { evaluate(value, $0, at: place, depth: depth + 1) } }
        }
        for part in outcomes("allOf") ?? [] { outcome.absorb(part) }
        for (keyword, counts) in [("anyOf", 1...Int.max), ("oneOf", 1...1)] {
            guard let parts = outcomes(keyword) else { continue }
            let good = parts.filter(\.problems.isEmpty)
            if counts.contains(good.count) {
                for part in good { outcome.absorb(part) }
            } else if good.isEmpty {
                let why = parts.map { $0.problems.first ?? "" }.joined(separator: "; or ")
                outcome.problems.append("\(name(place)): fits none of \(keyword) (\(why))")
            } else {
                outcome.problems.append("\(name(place)): fits \(good.count) of oneOf")
            }
        }
        if let refused = keywords["not"], evaluate(value, refused, at: place, depth: depth + 1).problems.isEmpty {
            outcome.problems.append("\(name(place)): is what it must not be")
        }
        if let condition = keywords["if"] {
            let asked = evaluate(value, condition, at: place, depth: depth + 1)
            if asked.problems.isEmpty { outcome.absorb(asked) }
            if let branch = keywords[asked.problems.isEmpty ? "then" : "else"] {
                outcome.absorb(evaluate(value, branch, at: place, depth: depth + 1))
            }
        }
    }

    private func check(
        _ members: [String: Document],
        _ keywords: [String: Document],
        _ place: String,
        _ depth: Int,
        _ outcome: inout Outcome
    ) {
        for required in keywords["required"]?.elements.compactMap(\.text) ?? [] where members[required] == nil {
            outcome.problems.append("\(name(place)): \(required) is missing")
        }
        for (trigger, needed) in keywords["dependentRequired"]?.members ?? [:] where members[trigger] != nil {
            for other in needed.elements.compactMap(\.text) where members[other] == nil {
                outcome.problems.append("\(name(place)): \(other) is missing beside \(trigger)")
            }
        }
        if let least = keywords["minProperties"]?.integer, members.count < least {
            outcome.problems.append("\(name(place)): has fewer than \(least) members")
        }
        if let most = keywords["maxProperties"]?.integer, members.count > most {
            outcome.problems.append("\(name(place)): has more than \(most) members")
        }
        let properties = keywords["properties"]?.members ?? [:]
        let patterns = keywords["patternProperties"]?.members ?? [:]
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            let inner = "\(place)/\(key)"
            if let names = keywords["propertyNames"] {
                outcome.problems += evaluate(.string(key), names, at: inner, depth: depth + 1).problems
            }
            var schemas = properties[key].map { [$0] } ?? []
            schemas += patterns.filter { Self.matches(key, $0.key) }.map(\.value)
            if schemas.isEmpty, let others = keywords["additionalProperties"] {
                guard others != .boolean(false) else {
                    outcome.problems.append("\(inner): is not declared")
                    continue
                }
                schemas = [others]
            }
            if !schemas.isEmpty { outcome.evaluated.insert(key) }
            for schema in schemas {
                outcome.problems += evaluate(value, schema, at: inner, depth: depth + 1).problems
            }
        }
        // After everything beside it: what a part of allOf speaks of is evaluated.
        if let rest = keywords["unevaluatedProperties"] {
            for (key, value) in members where !outcome.evaluated.contains(key) {
                let inner = "\(place)/\(key)"
                outcome.problems +=
                    rest == .boolean(false)
                    ? ["\(inner): is not declared"] : evaluate(value, rest, at: inner, depth: depth + 1).problems
                outcome.evaluated.insert(key)
            }
        }
    }

    private func check(
        _ elements: [Document],
        _ keywords: [String: Document],
        _ place: String,
        _ depth: Int,
        _ outcome: inout Outcome
    ) {
        if let least = keywords["minItems"]?.integer, elements.count < least {
            outcome.problems.append("\(name(place)): has fewer than \(least) elements")
        }
        if let most = keywords["maxItems"]?.integer, elements.count > most {
            outcome.problems.append("\(name(place)): has more than \(most) elements")
        }
        if keywords["uniqueItems"]?.isTrue == true, Set(elements).count != elements.count {
            outcome.problems.append("\(name(place)): has an element twice")
        }
        let first = keywords["prefixItems"]?.elements ?? []
        for (index, element) in elements.enumerated() {
            let schema = index < first.count ? first[index] : keywords["items"]
            guard let schema else { continue }
            outcome.problems += evaluate(element, schema, at: "\(place)/\(index)", depth: depth + 1).problems
        }
        if let wanted = keywords["contains"],
            !elements.contains(where: { evaluate($0, wanted, at: place, depth: depth + 1).problems.isEmpty })
        {
            outcome.problems.append("\(name(place)): holds nothing of the kind it must hold")
        }
    }

    /// Whether a text matches anywhere, as JSON Schema has it. A pattern that is none matches nothing.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let regex = try? Regex(pattern) else { return false }
        return text.firstMatch(of: regex) != nil
    }
}

extension SchemaCheck.Outcome {
    /// Takes in what another schema said of the same value.
    mutating func absorb(_ other: Self) {
        problems += other.problems
        evaluated.formUnion(other.evaluated)
    }
}
