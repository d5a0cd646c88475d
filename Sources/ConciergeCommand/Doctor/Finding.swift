/// One thing the doctor looked at.
struct Finding: Sendable, Equatable {
    /// How it was found.
    enum Verdict: String, Sendable {
        case well = "✓"
        case doubtful = "!"
        case wrong = "✗"
    }

    var verdict: Verdict
    /// What was found, and when it is wrong what to do.
    var sentence: String

    static func well(_ sentence: String) -> Finding { Finding(verdict: .well, sentence: sentence) }
    static func doubtful(_ sentence: String) -> Finding { Finding(verdict: .doubtful, sentence: sentence) }
    static func wrong(_ sentence: String) -> Finding { Finding(verdict: .wrong, sentence: sentence) }
}

extension Finding: CustomStringConvertible {
    var description: String { "\(verdict.rawValue) \(sentence)" }
}
