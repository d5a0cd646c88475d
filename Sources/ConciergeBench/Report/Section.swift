import Foundation

/// One section of docs/benchmarks.md.
struct Section: Sendable {
    let title: String
    /// What was run to get it.
    let command: String
    private var blocks: [String] = []

    /// Begins a section.
    init(_ title: String, command: String) {
        self.title = title
        self.command = command
    }

    /// Adds a paragraph.
    mutating func say(_ text: String) {
        blocks.append(text)
    }

    /// Adds a table; the first column is words, the others are figures.
    mutating func table(_ header: [String], _ rows: [[String]]) {
        let rule = header.indices.map { $0 == 0 ? "---" : "---:" }
        blocks.append(
            ([header, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
        )
    }

    /// The section in Markdown.
    var markdown: String {
        (["## \(title)", "`\(command)`"] + blocks).joined(separator: "\n\n") + "\n"
    }

    /// Writes it to standard output, where `scripts/bench` collects it.
    func publish() {
        FileHandle.standardOutput.write(Data((markdown + "\n").utf8))
    }
}

/// Tells whoever waits what is going on.
func progress(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
