import Synchronization

/// What this node remembers of many, and never of more than so many: who was not heard of for long is forgotten first.
final class BoundedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var young: [Key: Value] = [:]
        var old: [Key: Value] = [:]
    }

    private let state = Mutex(State())
    private let capacity: Int

    /// - Parameter capacity: how many are remembered at least; twice as many at most.
    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// How many are remembered.
    var count: Int { state.withLock { $0.young.count + $0.old.count } }

    /// Looks at one's value and changes it; `fresh` makes it for whom nothing is remembered.
    func update<Result: Sendable>(
        _ key: Key,
        fresh: @autoclosure () -> Value,
        _ change: (inout Value) -> Result
    ) -> Result {
        state.withLock { state in
            var value = state.young[key] ?? state.old[key] ?? fresh()
            let result = change(&value)
            if state.young[key] == nil, state.young.count >= capacity {
                state.old = state.young
                state.young = [:]
            }
            state.young[key] = value
            return result
        }
    }
}
