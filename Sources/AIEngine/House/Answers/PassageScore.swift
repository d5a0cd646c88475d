import Language

/// How well a passage answers a question: a pure function of the question's words and the passage.
struct PassageScore: Sendable {
    /// From 0 to 1; below the house's threshold the passage is not told to the guest as an answer.
    let confidence: Double
    /// For choosing among passages that answer: also how closely the title keeps to the question, and whether the
    /// passage has the sort of fact that was asked for.
    let preference: Double

    /// Compares what was asked with what is written.
    ///
    /// - Parameters:
    ///   - words: the content words of the question.
    ///   - topics: the subjects the rules saw in it.
    ///   - shape: the sort of fact that is asked for.
    ///   - passage: what was found.
    init(words: [String], topics: [String], shape: QuestionShape, passage: KnowledgePassage) {
        let title = Text(passage.title)
        let body = Text(passage.body)
        let spoken = GuestTokens(words.joined(separator: " ")).tokens
        let named = HouseIndex.longest(HouseRules.index.matches(in: spoken))
        var total = 0.0
        var covered = 0.0
        var inTitle = 0.0
        for (index, token) in spoken.enumerated() {
            let subject = named.first { $0.range.contains(index) }.map { Self.subject(of: $0.rule) }
            let isAsked = subject.map(topics.contains) ?? false
            let weight = isAsked ? 1.5 : QuestionWords.isSoft(token.text) ? 0.3 : 1
            let isInTitle = title.has(token.text) || isAsked && title.isAbout(subject)
            total += weight
            if isInTitle { inTitle += weight }
            if isInTitle || body.has(token.text) || isAsked && body.isAbout(subject) { covered += weight }
        }
        // Words like "working" or "how late" fit too many passages to be answered without a subject.
        let hasSubject = spoken.contains { !QuestionWords.isSoft($0.text) }
        guard hasSubject, covered > 0 else {
            confidence = 0
            preference = 0
            return
        }
        let rank = max(0, passage.rank.isFinite ? passage.rank : 0)
        let relevance = rank / (rank + 0.1)
        confidence = min(0.97, 0.25 + 0.5 * covered / total + 0.15 * inTitle / total + 0.1 * relevance)
        let fit = title.share(of: spoken, or: topics, shape)
        preference = confidence + 0.06 * fit + (shape.isMet(by: passage.title + " " + passage.body) ? 0.08 : 0)
    }

    static func subject(of rule: Int) -> String {
        HouseRules.all[rule].intent.replacing("maintenance.", with: "question.")
    }

    private struct Text {
        let tokens: [GuestTokens.Token]
        let found: [HouseIndex.Match]
        let subjects: Set<String>

        init(_ text: String) {
            tokens = GuestTokens(text).tokens
            found = HouseIndex.longest(HouseRules.index.matches(in: tokens))
            subjects = Set(found.map { PassageScore.subject(of: $0.rule) })
        }

        func isAbout(_ subject: String?) -> Bool {
            subject.map(subjects.contains) ?? false
        }

        /// How much of this text is what was asked, rather than something beside it.
        func share(of question: [GuestTokens.Token], or topics: [String], _ shape: QuestionShape) -> Double {
            let telling = tokens.indices.filter { !QuestionWords.isIdle(tokens[$0].text) }
            let asked = telling.filter { index in
                let subject = found.first { $0.range.contains(index) }.map { PassageScore.subject(of: $0.rule) }
                return subject.map(topics.contains) == true || shape.asks(for: tokens[index].text)
                    || question.contains { $0.text == tokens[index].text }
            }
            return telling.isEmpty ? 0 : Double(asked.count) / Double(telling.count)
        }

        /// Two words are one when they share all but an ending: `towel` and `towels`, `heated` and `heating`.
        func has(_ word: String) -> Bool {
            tokens.contains { token in
                if token.text == word { return true }
                let shared = zip(token.text, word).prefix { $0 == $1 }.count
                return shared >= 4 && shared >= max(token.text.count, word.count) - 3
            }
        }
    }
}
