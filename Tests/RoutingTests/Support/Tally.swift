import Synchronization

/// Values put down by several tasks, and a way to wait until there are enough of them.
final class Tally<Element: Sendable>: Sendable {
    private struct State {
        var values: [Element] = []
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// What was put down, in order.
    var values: [Element] { state.withLock { $0.values } }

    /// How many were put down.
    var count: Int { state.withLock { $0.values.count } }

    /// Puts one down. Returns how many there are now.
    @discardableResult
    func add(_ value: Element) -> Int {
        let (count, ready) = state.withLock { state in
            state.values.append(value)
            let count = state.values.count
            let ready = state.waiting.filter { $0.count <= count }.map(\.continuation)
            state.waiting.removeAll { $0.count <= count }
            return (count, ready)
        }
        for continuation in ready { continuation.resume() }
        return count
    }

    /// Waits until so many were put down.
    func reaches(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.values.count >= count { return true }
                state.waiting.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
