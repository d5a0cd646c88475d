extension SchemaCheck {
    /// What is wrong with a value by itself: type, constants, texts and numbers.
    func plain(_ value: Document, _ keywords: [String: Document]) -> [String] {
        var problems: [String] = []
        if let type = keywords["type"] {
            let allowed = type.text.map { [$0] } ?? type.elements.compactMap(\.text)
            if !allowed.contains(where: { Self.isOf($0, value) }) {
                problems.append("must be \(allowed.joined(separator: " or ")), not \(Self.excerpt(value))")
            }
        }
        if let choices = keywords["enum"], !choices.elements.contains(value) {
            problems.append("must be one of \(choices.json), not \(Self.excerpt(value))")
        }
        if let constant = keywords["const"], constant != value {
            problems.append("must be \(constant.json), not \(Self.excerpt(value))")
        }
        if let format = keywords["format"]?.text.flatMap(SchemaFormat.init(rawValue:)), !format.accepts(value) {
            problems.append("must be a \(format.rawValue), not \(Self.excerpt(value))")
        }
        switch value {
        case .string(let text): problems += self.text(text, keywords)
        case .number(let number): problems += self.number(number, keywords)
        default: break
        }
        return problems
    }

    private func text(_ text: String, _ keywords: [String: Document]) -> [String] {
        var problems: [String] = []
        // JSON Schema counts characters of Unicode, not what people see as one.
        let length = text.unicodeScalars.count
        if let least = keywords["minLength"]?.integer, length < least {
            problems.append("has \(length) characters, fewer than \(least)")
        }
        if let most = keywords["maxLength"]?.integer, length > most {
            problems.append("has \(length) characters, more than \(most)")
        }
        if let pattern = keywords["pattern"]?.text, !Self.matches(text, pattern) {
            problems.append("does not match \(pattern): \(Self.excerpt(.string(text)))")
        }
        return problems
    }

    private func number(_ number: Double, _ keywords: [String: Document]) -> [String] {
        func bound(_ keyword: String) -> Double? {
            if case .number(let bound) = keywords[keyword] { bound } else { nil }
        }
        var problems: [String] = []
        if let least = bound("minimum"), number < least { problems.append("\(number) is less than \(least)") }
        if let most = bound("maximum"), number > most { problems.append("\(number) is more than \(most)") }
        if let least = bound("exclusiveMinimum"), number <= least {
            problems.append("\(number) is not more than \(least)")
        }
        if let most = bound("exclusiveMaximum"), number >= most {
            problems.append("\(number) is not less than \(most)")
        }
        if let step = bound("multipleOf"), (number / step).rounded() != number / step {
            problems.append("\(number) is no multiple of \(step)")
        }
        return problems
    }

    private static func isOf(_ type: String, _ value: Document) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .boolean), ("number", .number), ("string", .string), ("array", .array),
            ("object", .object):
            true
        case ("integer", .number(let number)): number.rounded() == number
        default: false
        }
    }

    private static func excerpt(_ value: Document) -> String {
        let text = value.json
        return text.count > 80 ? "\(text.prefix(80))…" : text
    }
}
