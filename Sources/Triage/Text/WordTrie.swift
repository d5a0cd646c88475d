import Language

/// Finds phrases of whole words in a text: one look-up for each word at which some phrase goes on.
struct WordTrie: Sendable {
    /// A phrase found.
    struct Hit: Sendable, Hashable {
        /// What was added with the phrase.
        var label: Int
        /// Whether the phrase is the whole text.
        var isWhole: Bool
    }

    private var words: [String: UInt32] = [:]
    /// From a node by a word to a node; both in one key.
    private var edges: [UInt64: UInt32] = [:]
    /// What ends at each node.
    private var labels: [[Int]] = [[]]

    /// Adds a phrase; without words it is never found.
    mutating func add(_ phrase: [String], label: Int) {
        guard !phrase.isEmpty else { return }
        var node: UInt32 = 0
        for text in phrase {
            let word = words[text] ?? UInt32(truncatingIfNeeded: words.count)
            words[text] = word
            let key = Self.key(node, word)
            if let known = edges[key] {
                node = known
            } else {
                node = UInt32(truncatingIfNeeded: labels.count)
                labels.append([])
                edges[key] = node
            }
        }
        labels[Int(node)].append(label)
    }

    /// Tells of every phrase in a text, once, however often it is there.
    func find(in tokens: [GuestTokens.Token], _ found: (Hit) -> Void) {
        guard !words.isEmpty else { return }
        let text = tokens.map { words[$0.text] }
        var told = Set<UInt32>()
        for start in text.indices where text[start] != nil {
            var node: UInt32 = 0
            for index in start..<text.count {
                guard let word = text[index], let next = edges[Self.key(node, word)] else { break }
                node = next
                guard !labels[Int(node)].isEmpty, told.insert(node).inserted else { continue }
                for label in labels[Int(node)] {
                    found(Hit(label: label, isWhole: start == 0 && index == text.count - 1))
                }
            }
        }
    }

    private static func key(_ node: UInt32, _ word: UInt32) -> UInt64 { UInt64(node) << 32 | UInt64(word) }
}
