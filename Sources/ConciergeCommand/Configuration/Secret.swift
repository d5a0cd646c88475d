/// A value that never shows when printed, logged or looked into.
package struct Secret<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The value itself; asking for it is the only way to see it.
    package let revealed: Value

    /// Hides a value.
    package init(_ value: Value) {
        revealed = value
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "set" }
    package var debugDescription: String { "set" }

    /// Nothing to look into: `dump` and string interpolation of an enclosing value reach secrets through mirrors.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
