/// An address with parameters in braces.
package struct PathTemplate: Hashable, Sendable {
    package let text: String
    private let segments: [Substring]

    /// Reads `/a/{b}`.
    package init(_ text: String) {
        self.text = text
        segments = text.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// The names of its parameters, in their order.
    package var parameters: [String] {
        segments.filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// The literal segment before a parameter: what kind of thing it names.
    package func collection(of parameter: String) -> String? {
        guard let index = segments.firstIndex(of: "{\(parameter)}"), index > 0 else { return nil }
        return String(segments[index - 1])
    }

    /// Whether a path is one of these.
    package func matches(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == segments.count
            && zip(segments, parts).allSatisfy { segment, part in
                segment.hasPrefix("{") ? !part.isEmpty : segment == part
            }
    }

    /// Whether it says more than another that matches as well: where they part, it is literal.
    package func isMoreLiteral(than other: PathTemplate) -> Bool {
        for (mine, theirs) in zip(segments, other.segments) where mine != theirs {
            return !mine.hasPrefix("{")
        }
        return false
    }

    /// The path with every parameter replaced.
    package func path(_ value: (String) -> String) -> String {
        segments.map { $0.hasPrefix("{") ? value(String($0.dropFirst().dropLast())) : String($0) }
            .joined(separator: "/")
    }
}
