extension ChannelKind {
    /// How long one outbound message may be, in UTF-16 units, the strictest way providers count; nil without limit.
    package var maximumOutboundLength: Int? {
        switch self {
        case .whatsapp: 4096
        case .sms: 1600
        case .web: 10_000
        case .email, .relay: nil
        }
    }

    /// Whether words may go out here as one message.
    package func takesWhole(_ text: String) -> Bool {
        maximumOutboundLength.map { text.utf16.count <= $0 } ?? true
    }
}

/// Cuts words into messages that a channel takes.
package enum TextSplitter {
    /// How many messages a text that a hotel keeps may become. A guest who gets more of them reads none.
    package static let mostParts = 4

    /// The channel on which a text that a hotel keeps would become too many messages; nil when there is none.
    ///
    /// - Parameter channels: where it may be said.
    package static func tooLong(_ text: String, for channels: some Sequence<ChannelKind>) -> ChannelKind? {
        channels.first { split(text, limit: $0.maximumOutboundLength).count > mostParts }
    }

    /// The messages to send, in order, none of them blank.
    ///
    /// Each is cut at the end of a paragraph, else of a line, else of a sentence, if there is one in its second half;
    /// else between words, else between characters. Only white space around a cut is lost.
    ///
    /// - Parameters:
    ///   - text: the words.
    ///   - limit: how many UTF-16 units one message may have; nil, or less than 1, sets no limit.
    package static func split(_ text: String, limit: Int?) -> [String] {
        var rest = trimmed(text[...])
        guard let limit, limit > 0 else { return rest.isEmpty ? [] : [String(rest)] }
        var pieces: [String] = []
        while isLonger(rest, than: limit) {
            let cut = cut(in: rest, limit: limit)
            pieces.append(String(trimmed(rest[..<cut])))
            rest = trimmed(rest[cut...])
        }
        return rest.isEmpty ? pieces : pieces + [String(rest)]
    }

    /// Looks no further than the limit, so that a long text is not measured again for each of its pieces.
    private static func isLonger(_ text: Substring, than limit: Int) -> Bool {
        let units = text.utf16
        let end = units.index(units.startIndex, offsetBy: limit, limitedBy: units.endIndex)
        return end.map { $0 < units.endIndex } ?? false
    }

    /// Where to cut a text that is too long and begins with no white space: never at its beginning.
    private static func cut(in text: Substring, limit: Int) -> Substring.Index {
        var best: [Boundary: Substring.Index] = [:]
        var index = text.startIndex
        var used = 0
        while index < text.endIndex {
            let character = text[index]
            // White space after the last word that fits need not fit itself.
            if let boundary = Boundary(before: index, in: text), boundary == .word || used >= limit / 2 {
                best[boundary] = index
            }
            used += character.utf16.count
            if used > limit { break }
            index = text.index(after: index)
        }
        for boundary in Boundary.allCases {
            if let found = best[boundary] { return found }
        }
        return index > text.startIndex ? index : scalarCut(in: text, limit: limit)
    }

    /// For one "character" that is longer than the limit. A limit below two units still lets one scalar pass.
    private static func scalarCut(in text: Substring, limit: Int) -> Substring.Index {
        var used = 0
        var index = text.startIndex
        for scalar in text.unicodeScalars {
            used += UTF16.width(scalar)
            if used > limit, index > text.startIndex { break }
            index = text.unicodeScalars.index(after: index)
        }
        return index
    }

    private static func trimmed(_ text: Substring) -> Substring {
        guard let first = text.firstIndex(where: { !$0.isBlank }),
            let last = text.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return text[first...last]
    }

    /// Places to cut, best first.
    private enum Boundary: CaseIterable {
        case paragraph, line, sentence, word

        /// The best reason to cut at white space; nil where there is none.
        init?(before index: Substring.Index, in text: Substring) {
            guard text[index].isBlank, index > text.startIndex else { return nil }
            let previous = text[text.index(before: index)]
            if text[index].isNewline {
                let next = text.index(after: index)
                let isBlankLine = next < text.endIndex && text[next].isNewline
                self = isBlankLine || previous.isNewline ? .paragraph : .line
            } else {
                self = ".!?…。！？؟।".contains(previous) ? .sentence : .word
            }
        }
    }
}

extension Character {
    /// Whether it is white space and nothing else: a space that carries an accent or a joiner is not.
    fileprivate var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
