import Postgres
import Synchronization

/// Hands values from one task to another, in order. One reader at a time.
final class Inbox<Element: Sendable>: Sendable {
    private struct State {
        var values: [Element] = []
        var reader: CheckedContinuation<Element, Never>?
    }

    private let state = Guarded(State())

    /// What has come and was not read, in order.
    var all: [Element] { state.withLock { $0.values } }

    func put(_ value: Element) {
        let reader = state.withLock { state in
            if state.reader == nil { state.values.append(value) }
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: value)
    }

    func next() async -> Element {
        await withCheckedContinuation { continuation in
            let value = state.withLock { state -> Element? in
                guard state.values.isEmpty else { return state.values.removeFirst() }
                state.reader = continuation
                return nil
            }
            if let value { continuation.resume(returning: value) }
        }
    }
}

/// A number that several tasks raise.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .acquiring) }

    func raise() {
        count.add(1, ordering: .acquiringAndReleasing)
    }
}
