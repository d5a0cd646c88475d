/// Something wrong with a hotel's rules.
package struct RuleMistake: Sendable, Hashable {
    /// Where in the document, as a JSON pointer.
    package let pointer: String
    /// What is wrong there, for people.
    package let detail: String
}

/// Rules that cannot be obeyed as they are stored.
package struct BrokenRules: Error, Sendable, Hashable, CustomStringConvertible {
    package let mistakes: [RuleMistake]

    package var description: String {
        mistakes.prefix(3).map { "\($0.pointer) \($0.detail)" }.joined(separator: "; ")
    }
}
