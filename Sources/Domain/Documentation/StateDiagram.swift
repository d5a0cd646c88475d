/// The state machines as people read them: drawn and tabled from the very rules that the program obeys.
package enum StateDiagram {
    /// The page `docs/state-machines.md`.
    package static func markdown() -> String {
        [introduction, conversation(), turn(), delivery(), retries()].joined(separator: "\n\n") + "\n"
    }

    private static let introduction = """
        # State machines

        Generated from the rules in `Sources/Domain`; a test keeps this page equal to them. To write it anew after a
        change of the rules: `CONCIERGE_UPDATE_DOCS=1 swift test --filter StateDiagramTests`.

        Whatever a table does not list is refused with a typed error that names what is allowed instead.
        """

    /// A Mermaid drawing: one arrow for each pair of states, with all that leads along it.
    ///
    /// - Parameters:
    ///   - arrows: from (nil: the start), label, to.
    ///   - ends: the states that nothing leaves.
    static func drawing(_ arrows: [(from: String?, label: String, to: String)], ends: [String]) -> String {
        var lines: [String] = []
        var drawn: [String] = []
        for arrow in arrows {
            let pair = "\(arrow.from ?? "[*]") --> \(arrow.to)"
            guard !drawn.contains(pair) else { continue }
            drawn.append(pair)
            var labels: [String] = []
            for other in arrows where other.from == arrow.from && other.to == arrow.to && !labels.contains(other.label)
            {
                labels.append(other.label)
            }
            lines.append("    \(pair): " + labels.joined(separator: "<br>"))
        }
        lines += ends.map { "    \($0) --> [*]" }
        return "```mermaid\nstateDiagram-v2\n" + lines.joined(separator: "\n") + "\n```"
    }

    /// A Markdown table.
    static func table(_ head: [String], _ rows: [[String]]) -> String {
        let separator = "|" + head.map { _ in "---|" }.joined()
        return ([row(head), separator] + rows.map(row)).joined(separator: "\n")
    }

    private static func row(_ cells: [String]) -> String {
        "| " + cells.map { $0.isEmpty ? " " : $0 }.joined(separator: " | ") + " |"
    }

    /// Names as code, in their own order.
    static func code(_ names: some Sequence<String>) -> String {
        names.map { "`\($0)`" }.joined(separator: ", ")
    }
}
