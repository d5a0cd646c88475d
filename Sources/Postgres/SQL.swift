/// SQL that can only bind: `"select \(x)"` becomes `select $1`, and `x` travels beside the text, never in it.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The statement with numbered parameters. It is also the key of the prepared statement cache.
    package private(set) var text: String
    /// The parameters, in the order of their numbers.
    package private(set) var binds: [Bind]
    /// The operation's name, for errors and metrics; empty when not named.
    package var name: String
    /// Where each parameter's `$` stands in the text (UTF-8 offset), so that a fragment can be renumbered.
    private var placeholders: [Int]
    /// Whether the text holds names or values that differ from call to call: then preparing it would only fill the cache.
    private(set) var isDynamic: Bool

    private init() {
        text = ""
        binds = []
        name = ""
        placeholders = []
        isDynamic = false
    }

    package init(stringLiteral text: String) {
        self.init()
        self.text = text
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// The same statement under an operation's name.
    package func named(_ name: String) -> SQL {
        var copy = self
        copy.name = name
        return copy
    }

    /// What errors and metrics call this statement: its name, or its first words up to where a value could stand.
    package var label: String {
        guard name.isEmpty else { return name }
        let words = text.prefix { $0 != "'" }.split(whereSeparator: \.isWhitespace)
        return String(words.joined(separator: " ").prefix(60))
    }

    /// Two pieces one after the other, the second renumbered.
    package static func + (left: SQL, right: SQL) -> SQL {
        var result = left
        result.append(fragment: right)
        return result
    }

    mutating func append(raw: some StringProtocol) {
        text += raw
    }

    mutating func append(dynamic: String) {
        text += dynamic
        isDynamic = true
    }

    mutating func append(bind: Bind) {
        placeholders.append(text.utf8.count)
        binds.append(bind)
        text += "$\(binds.count)"
    }

    mutating func append(fragment: SQL) {
        var rest = fragment.text.utf8.startIndex
        for (index, offset) in fragment.placeholders.enumerated() {
            let dollar = fragment.text.utf8.index(fragment.text.utf8.startIndex, offsetBy: offset)
            append(raw: fragment.text[rest..<dollar])
            append(bind: fragment.binds[index])
            rest = fragment.text.utf8.index(dollar, offsetBy: 1 + String(index + 1).utf8.count)
        }
        append(raw: fragment.text[rest...])
        isDynamic = isDynamic || fragment.isDynamic
        if name.isEmpty { name = fragment.name }
    }
}

extension Sequence<SQL> {
    /// The pieces with a separator between them, all renumbered.
    package func joined(separator: SQL) -> SQL {
        var result: SQL?
        for piece in self {
            result = result.map { $0 + separator + piece } ?? piece
        }
        return result ?? ""
    }
}
