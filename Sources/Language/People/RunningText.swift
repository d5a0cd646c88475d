/// Words set end to end, for scripts without spaces and for languages whose words take on beginnings.
package struct RunningText: Sendable {
    /// The folded words, a space before, between and after them.
    let scalars: [UInt32]

    /// Sets words end to end.
    package init(_ tokens: [GuestTokens.Token]) {
        var all: [UInt32] = [0x20]
        for token in tokens {
            all += token.text.unicodeScalars.lazy.map(\.value)
            all.append(0x20)
        }
        scalars = all
    }

    /// Whether a word is in a script from Hebrew on: Latin, Greek and Cyrillic words are found one by one.
    package static func isNeeded(for word: String) -> Bool {
        word.utf8.contains { $0 >= 0xD6 }
    }
}

/// Finds phrases anywhere in a running text.
package struct RunningIndex<Label: Sendable>: Sendable {
    private struct Entry: Sendable {
        var label: Label
        var scalars: [UInt32]
    }

    private var byFirst: [UInt32: [Entry]] = [:]

    /// Indexes phrases as they are written; a space at an end stands for the end of a word.
    package init(_ book: some Sequence<(label: Label, phrases: [String])>) {
        for (label, phrases) in book {
            for phrase in phrases {
                let scalars = GuestTokens.fold(phrase.lowercased()).unicodeScalars.map(\.value)
                guard let first = scalars.first else { continue }
                byFirst[first, default: []].append(Entry(label: label, scalars: scalars))
            }
        }
    }

    /// Every match with the scalars it covers, in the order of the text.
    package func matches(in text: RunningText) -> [(label: Label, range: Range<Int>)] {
        var found: [(label: Label, range: Range<Int>)] = []
        for (start, scalar) in text.scalars.enumerated() {
            for entry in byFirst[scalar] ?? [] where text.scalars[start...].starts(with: entry.scalars) {
                found.append((entry.label, start..<start + entry.scalars.count))
            }
        }
        return found
    }
}
