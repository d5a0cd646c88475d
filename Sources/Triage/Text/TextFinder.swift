/// Finds many strings in a text in one walk along it (Aho and Corasick). Spaces of any kind and number count as one.
struct TextFinder: Sendable {
    private struct Node: Sendable {
        /// Where to go on when nothing follows: the longest end of what was read that is also a beginning.
        var fallback: UInt32 = 0
        /// The nearest node along the fallbacks at which something ends; 0 for none.
        var ending: UInt32 = 0
        var labels: [Int] = []
    }

    private var nodes: [Node] = [Node()]
    private var edges: [UInt64: UInt32] = [:]
    /// Nodes in the order they were made: parents come before their children.
    private var made: [(parent: UInt32, scalar: UInt32)] = []
    /// The first step, for ASCII.
    private var first: [UInt32] = Array(repeating: 0, count: 128)

    /// Puts all strings together; empty ones are never found.
    init(_ strings: [(text: [UInt32], label: Int)]) {
        for (text, label) in strings { add(Self.collapsed(text), label) }
        link()
    }

    private mutating func add(_ text: [UInt32], _ label: Int) {
        guard !text.isEmpty else { return }
        var node: UInt32 = 0
        for scalar in text {
            let key = Self.key(node, scalar)
            if let known = edges[key] {
                node = known
                continue
            }
            let new = UInt32(truncatingIfNeeded: nodes.count)
            if node == 0, scalar < 128 { first[Int(scalar)] = new }
            edges[key] = new
            made.append((node, scalar))
            nodes.append(Node())
            node = new
        }
        nodes[Int(node)].labels.append(label)
    }

    /// Finds every node's fallback, nodes nearer to the root first.
    private mutating func link() {
        var depth = Array(repeating: 0, count: nodes.count)
        for (index, step) in made.enumerated() { depth[index + 1] = depth[Int(step.parent)] + 1 }
        for index in made.indices.sorted(by: { depth[$0 + 1] < depth[$1 + 1] }) {
            let (parent, scalar) = made[index]
            guard parent != 0 else { continue }
            let fallback = next(nodes[Int(parent)].fallback, scalar)
            nodes[index + 1].fallback = fallback
            let own = nodes[Int(fallback)]
            nodes[index + 1].ending = own.labels.isEmpty ? own.ending : fallback
        }
        made = []
    }

    private func next(_ node: UInt32, _ scalar: UInt32) -> UInt32 {
        var node = node
        while true {
            if node == 0, scalar < 128 { return first[Int(scalar)] }
            if let next = edges[Self.key(node, scalar)] { return next }
            if node == 0 { return 0 }
            node = nodes[Int(node)].fallback
        }
    }

    /// Tells the label of every string found, once, however often it is there.
    func find(in text: [UInt32], _ found: (Int) -> Void) {
        guard nodes.count > 1 else { return }
        var node: UInt32 = 0
        var wasSpace = false
        var told = Set<UInt32>()
        for scalar in text {
            let isSpace = ScalarKind.space.contains(scalar)
            if isSpace, wasSpace { continue }
            wasSpace = isSpace
            node = next(node, isSpace ? 0x20 : scalar)
            var ending = nodes[Int(node)].labels.isEmpty ? nodes[Int(node)].ending : node
            // Where one string ended before, those that end along its fallbacks did too.
            while ending != 0, told.insert(ending).inserted {
                for label in nodes[Int(ending)].labels { found(label) }
                ending = nodes[Int(ending)].ending
            }
        }
    }

    private static func collapsed(_ text: [UInt32]) -> [UInt32] {
        var collapsed: [UInt32] = []
        for scalar in text {
            let isSpace = ScalarKind.space.contains(scalar)
            if isSpace, collapsed.last == 0x20 { continue }
            collapsed.append(isSpace ? 0x20 : scalar)
        }
        return collapsed
    }

    private static func key(_ node: UInt32, _ scalar: UInt32) -> UInt64 { UInt64(node) << 32 | UInt64(scalar) }
}
