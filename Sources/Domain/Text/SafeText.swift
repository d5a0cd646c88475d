/// Words as PostgreSQL can store them and a page can show them.
package struct SafeText: Sendable, Hashable {
    /// How many bytes of UTF-8 of one message are stored as its text: far more than any channel but e-mail carries.
    package static let maximumTextBytes = 64 * 1024

    /// The words, without NUL, no longer than was allowed.
    package let text: String
    /// Whether something was cut off. The message's raw form, kept beside it, still has all of it.
    package let isTruncated: Bool

    /// Makes any text safe: NUL, which PostgreSQL cannot store, becomes U+FFFD; what is too long is cut between
    /// characters as people see them.
    ///
    /// - Parameters:
    ///   - raw: the words as received.
    ///   - maximumBytes: how many bytes of UTF-8 are kept at most.
    package init(_ raw: String, maximumBytes: Int = maximumTextBytes) {
        let whole = Self.withoutNUL(raw)
        guard whole.utf8.count > max(0, maximumBytes) else {
            text = whole
            isTruncated = false
            return
        }
        text = Self.prefix(of: whole, bytes: max(0, maximumBytes))
        isTruncated = true
    }

    /// The text with every NUL replaced by U+FFFD.
    package static func withoutNUL(_ raw: String) -> String {
        guard raw.utf8.contains(0) else { return raw }
        var scalars = String.UnicodeScalarView()
        for scalar in raw.unicodeScalars { scalars.append(scalar == "\0" ? "\u{FFFD}" : scalar) }
        return String(scalars)
    }

    private static func prefix(of text: String, bytes: Int) -> String {
        var used = 0
        var end = text.startIndex
        for index in text.indices {
            used += text[index].utf8.count
            if used > bytes { break }
            end = text.index(after: index)
        }
        if end > text.startIndex { return String(text[..<end]) }
        // One "character" of thousands of combining marks: there is no seemly place to cut, so any whole scalar.
        used = 0
        let kept = text.unicodeScalars.prefix { scalar in
            used += UTF8.width(scalar)
            return used <= bytes
        }
        return String(kept)
    }
}
