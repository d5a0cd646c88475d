/// Why a pattern cannot be taken.
package struct PatternError: Error, Sendable, Hashable {
    /// Where in the pattern, in Unicode scalars from 0.
    package let position: Int
    /// What is wrong there, for people.
    package let reason: String
}

extension PatternError: CustomStringConvertible {
    package var description: String { "at character \(position + 1): \(reason)" }
}
