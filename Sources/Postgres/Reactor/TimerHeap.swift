/// A binary heap of things ordered by when they are due.
struct TimerHeap<Instant: Comparable, Value> {
    private var entries: [(due: Instant, value: Value)] = []

    /// When the first entry is due.
    var first: Instant? { entries.first?.due }

    mutating func push(_ value: Value, due: Instant) {
        entries.append((due, value))
        var child = entries.count - 1
        while child > 0, entries[child].due < entries[(child - 1) / 2].due {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the first entry if it is due by now.
    mutating func pop(dueBy now: Instant) -> (due: Instant, value: Value)? {
        guard let first, first <= now else { return nil }
        entries.swapAt(0, entries.count - 1)
        let popped = entries.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [parent * 2 + 1, parent * 2 + 2] where child < entries.count {
                if entries[child].due < entries[smallest].due { smallest = child }
            }
            guard smallest != parent else { break }
            entries.swapAt(parent, smallest)
            parent = smallest
        }
        return popped
    }
}

extension TimerHeap: Sendable where Instant: Sendable, Value: Sendable {}
