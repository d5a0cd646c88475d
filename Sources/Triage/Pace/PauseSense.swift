package import Language

/// Whether a guest who wrote this is likely to write more at once: people send one thought in several messages.
package struct PauseSense: Sendable, Hashable {
    /// How a message ends.
    package enum Ending: String, Sendable, CaseIterable {
        /// Nothing tells.
        case plain
        /// A greeting and nothing else: what it is about is still to come.
        case greeting
        /// It stops within a thought: "could I get", "and".
        case dangling
        /// It names half of something: "two", "the".
        case fragment
        /// A word or two, whole in themselves.
        case short
        /// The guest says that this is all, or asks and ends the question.
        case explicit
    }

    /// How it ends.
    package let ending: Ending
    /// Whether it is thanks or approval only, to which nothing need be said anew.
    package let isAside: Bool

    /// By how much longer, in milliseconds, the next message is worth waiting for; less than zero for shorter.
    package var shift: Int {
        switch ending {
        case .plain: 0
        case .greeting: 500
        case .dangling: 600
        case .fragment: 400
        case .short: 200
        case .explicit: -300
        }
    }

    /// Reads a message.
    package init(_ text: String) {
        self.init(text, tokens: GuestTokens(text).tokens)
    }

    /// Reads a message that was cut into words already.
    package init(_ text: String, tokens: [GuestTokens.Token]) {
        if ApprovingSign.isAllOf(text) {
            (ending, isAside) = (.explicit, true)
            return
        }
        let found = PauseBook.index.matches(in: tokens)
        isAside = Self.isCovered(tokens, by: found.filter { $0.label == .thanks || $0.label == .approval })
        ending = Self.ending(of: text, tokens, found)
    }

    private static func ending(
        of text: String,
        _ tokens: [GuestTokens.Token],
        _ found: [PhraseIndex<PauseMark>.Match]
    ) -> Ending {
        // Pictures, and scripts that are written without spaces: nothing here can tell.
        guard let last = tokens.last, !text.unicodeScalars.contains(where: isUnspaced) else { return .plain }
        let closing = text.unicodeScalars.last { !$0.properties.isWhitespace }
        if closing == "," || closing == "-" || closing == ":" { return .dangling }
        if isCovered(tokens, by: found.filter { $0.label == .greeting }) { return .greeting }
        let atEnd = Set(found.filter { $0.range.upperBound == tokens.count }.map(\.label))
        if closing == "?" || closing == "!" || closing == "？" || closing == "؟" { return .explicit }
        if !atEnd.isDisjoint(with: [.ending, .thanks]) { return .explicit }
        if atEnd.contains(.dangling) { return .dangling }
        if atEnd.contains(.fragment) || (last.number != nil && tokens.count == 1) { return .fragment }
        if closing == "." && tokens.count > 2 { return .explicit }
        return tokens.count <= 2 ? .short : .plain
    }

    private static func isCovered(_ tokens: [GuestTokens.Token], by found: [PhraseIndex<PauseMark>.Match]) -> Bool {
        guard !tokens.isEmpty, !found.isEmpty else { return false }
        return tokens.indices.allSatisfy { index in found.contains { $0.range.contains(index) } }
    }

    /// Thai, and the scripts of China and Japan.
    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        (0x0E00...0x0E7F).contains(scalar.value) || (0x3040...0x30FF).contains(scalar.value)
            || (0x3400...0x9FFF).contains(scalar.value)
    }
}
