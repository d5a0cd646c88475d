/// A name that covers an intent and everything beneath it: `complaint` covers `complaint.noise`, and `complaint.*` says
/// the same.
package struct IntentPattern: Sendable, Hashable {
    private let name: String

    /// Reads the notation.
    package init(_ notation: String) {
        name = notation.hasSuffix(".*") ? String(notation.dropLast(2)) : notation
    }

    /// Whether it covers an intent.
    package func covers(_ intent: String) -> Bool {
        intent == name || (intent.hasPrefix(name) && intent.dropFirst(name.count).first == ".")
    }

    /// What a table says of an intent: of several names that cover it the longest speaks.
    package static func value<Value>(in table: [String: Value], of intent: String) -> Value? {
        var best: (length: Int, value: Value)?
        for (notation, value) in table {
            let pattern = IntentPattern(notation)
            guard pattern.covers(intent), pattern.name.utf8.count > best?.length ?? -1 else { continue }
            best = (pattern.name.utf8.count, value)
        }
        return best?.value
    }

    /// Whether a text can be such a name: words of lowercase letters, digits, `_` and `-`, joined by dots.
    package static func isValid(_ notation: String) -> Bool {
        let name = notation.hasSuffix(".*") ? notation.dropLast(2) : notation[...]
        guard (1...128).contains(name.utf8.count) else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty
                && word.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D
                }
        }
    }
}
