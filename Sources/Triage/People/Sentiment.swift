import AIEngine
package import Language

/// How a guest feels, read from words, marks and pictures in six languages. Pure.
package struct Sentiment: Sendable, Hashable {
    /// From −1, furious, to 1, delighted; 0 when nothing tells.
    package let score: Double

    /// Reads a message.
    package init(_ text: String) {
        self.init(text, tokens: GuestTokens(text).tokens)
    }

    /// Reads a message that was cut into words already.
    package init(_ text: String, tokens: [GuestTokens.Token]) {
        var against = 0.0
        var inFavour = 0.0
        func add(_ weight: Double) {
            if weight < 0 { against += weight } else { inFavour += weight }
        }
        for match in PhraseIndex<FeelingLabel>.longest(Self.matches(text, tokens)) { add(match.label.feeling.weight) }
        var shouts = 0
        var (capitals, small) = (0, 0)
        for scalar in text.unicodeScalars.prefix(GuestTokens.maximumCharacters) {
            switch scalar {
            case "!", "！": shouts += 1
            case "A"..."Z": capitals += 1
            case "a"..."z": small += 1
            default: if !scalar.isASCII, let weight = SentimentBook.signs[scalar] { add(weight) }
            }
        }
        // Raised voices make anger louder, and joy too; by themselves they say nothing.
        if shouts > 1 || (capitals > 8 && capitals > 3 * small) {
            against *= 1.3
            inFavour *= 1.15
        }
        // "Thanks, this is unacceptable": a courtesy does not undo what it comes with.
        let sum = against < -0.5 ? against + inFavour / 4 : against + inFavour
        score = min(1, max(-1, sum))
    }

    /// The phrases found; where the message tells its language, those of that language.
    ///
    /// "Bad" is a bathroom in German, and "sale" is dirty in French.
    private static func matches(_ text: String, _ tokens: [GuestTokens.Token]) -> [PhraseIndex<FeelingLabel>.Match] {
        let all = SentimentBook.index.matches(in: tokens)
        guard !all.isEmpty, let language = GuestLanguage.tag(of: text).flatMap(SpokenLanguage.init(tag:)) else {
            return all
        }
        return all.filter { $0.label.language == language }
    }
}
