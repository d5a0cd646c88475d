import Configuration

/// Reads settings one by one, remembering every key asked for, what it came to, and every problem on the way.
///
/// Nothing throws: a wrong value is noted and its default taken, so that all problems can be told at once.
struct SettingsReader {
    /// One setting as it is in effect.
    struct Entry: Equatable {
        /// The key without the `gateway` root.
        var key: String
        /// What it came to, in words; a secret shows as `set` or `not set`.
        var shown: String
    }

    private let reader: ConfigReader
    /// Every key asked for so far.
    private(set) var entries: [Entry] = []
    /// What was wrong, one sentence each.
    private(set) var problems: [String] = []

    /// Reads from the given sources.
    init(_ reader: ConfigReader) {
        self.reader = reader
    }

    /// The name a person knows a key by: the groups of the gateway's own contract carry its root.
    static func displayName(_ key: String) -> String {
        let group = key.prefix { $0 != "." }
        return ["server", "websocket", "session", "routing", "rateLimit"].contains(group) ? "gateway.\(key)" : key
    }

    /// Notes a problem.
    mutating func complain(_ sentence: String) {
        problems.append(sentence)
    }

    /// A text, or nil when not set.
    mutating func text(_ key: String, checking problem: (String) -> String? = { _ in nil }) -> String? {
        let value = raw(key)
        entries.append(Entry(key: key, shown: value ?? "not set"))
        guard let value else { return nil }
        if let problem = problem(value) {
            complain("\(Self.displayName(key)) \(problem), not \(value)")
            return nil
        }
        return value
    }

    /// A text that has a default.
    mutating func text(_ key: String, default fallback: String, checking problem: (String) -> String? = { _ in nil })
        -> String
    {
        let value = raw(key) ?? fallback
        entries.append(Entry(key: key, shown: value))
        if let problem = problem(value) {
            complain("\(Self.displayName(key)) \(problem), not \(value)")
            return fallback
        }
        return value
    }

    /// A secret; `read` makes it what it must be or says nil, and then `problem` tells what it must be.
    mutating func secret<Value>(_ key: String, problem: String, read: (String) -> Value?) -> Secret<Value>? {
        let value = raw(key)
        entries.append(Entry(key: key, shown: value == nil ? "not set" : "set"))
        guard let value else { return nil }
        guard let read = read(value) else {
            complain("\(Self.displayName(key)) \(problem)")
            return nil
        }
        return Secret(read)
    }

    /// A list, separated by commas.
    mutating func list(_ key: String) -> [String] {
        let items = (raw(key) ?? "").split(separator: ",").map { $0.trimming(" ") }.filter { !$0.isEmpty }
        entries.append(Entry(key: key, shown: items.isEmpty ? "none" : items.joined(separator: ", ")))
        return items
    }

    /// A whole number within a range.
    mutating func integer(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Int {
        optionalInteger(key, in: range, shownWithout: "\(fallback)") ?? fallback
    }

    /// A whole number within a range, or nil when not set.
    mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        optionalInteger(key, in: range, shownWithout: "not set")
    }

    private mutating func optionalInteger(_ key: String, in range: ClosedRange<Int>, shownWithout: String) -> Int? {
        let value = raw(key)
        entries.append(Entry(key: key, shown: value ?? shownWithout))
        guard let value else { return nil }
        guard let number = Int(value), range.contains(number) else {
            complain("\(Self.displayName(key)) must be \(range.lowerBound)…\(range.upperBound), not \(value)")
            return nil
        }
        return number
    }

    /// A number within a range.
    mutating func number(_ key: String, default fallback: Double, in range: ClosedRange<Double>) -> Double {
        let value = raw(key)
        entries.append(Entry(key: key, shown: value ?? "\(fallback)"))
        guard let value else { return fallback }
        guard let number = Double(value), range.contains(number) else {
            complain("\(Self.displayName(key)) must be \(range.lowerBound)…\(range.upperBound), not \(value)")
            return fallback
        }
        return number
    }

    /// A duration within a range; a bare whole number is in `unit`.
    mutating func duration(
        _ key: String,
        default fallback: Duration,
        unit: DurationUnit,
        in range: ClosedRange<Duration>
    ) -> Duration {
        let value = raw(key)
        let duration = value.map { DurationText.parse($0, bareUnit: unit) } ?? fallback
        entries.append(Entry(key: key, shown: duration.map(DurationText.format) ?? value ?? ""))
        if let duration, range.contains(duration) { return duration }
        let least = DurationText.format(range.lowerBound)
        let most = DurationText.format(range.upperBound)
        complain("\(Self.displayName(key)) must be a duration of \(least)…\(most), not \(value ?? "")")
        return fallback
    }

    /// One of several words.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, default fallback: Choice) -> Choice
    where Choice.RawValue == String {
        let value = raw(key) ?? fallback.rawValue
        entries.append(Entry(key: key, shown: value))
        if let choice = Choice(rawValue: value) { return choice }
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        complain("\(Self.displayName(key)) must be one of \(words), not \(value)")
        return fallback
    }

    private func raw(_ key: String) -> String? {
        reader.string(forKey: ConfigKey(key))?.trimming(" \t\r\n")
    }
}

extension StringProtocol {
    /// Without the given characters at either end.
    func trimming(_ characters: String) -> String {
        var rest = self[...]
        while let first = rest.first, characters.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, characters.contains(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
