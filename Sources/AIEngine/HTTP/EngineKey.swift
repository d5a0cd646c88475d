/// A bearer key that does not show itself in logs.
package struct EngineKey: Sendable, Hashable {
    /// The key itself, for the request header only.
    let secret: String

    /// Wraps a key.
    package init(_ secret: String) {
        self.secret = secret
    }
}

extension EngineKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
