/// Why the program does not go on, in sentences for whoever started it.
package struct ProgramError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    /// Says why.
    package init(_ description: String) {
        self.description = description
    }
}
