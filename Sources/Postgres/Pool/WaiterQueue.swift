/// Callers in the order they came. All have the same patience, so the first is also the first to give up.
struct WaiterQueue<Instant: Comparable> {
    private var order: [Int] = []
    private var head = 0
    private var deadlines: [Int: Instant] = [:]

    var count: Int { deadlines.count }

    /// When the first in line gives up.
    var firstDeadline: Instant? {
        mutating get {
            skipRemoved()
            return head < order.count ? deadlines[order[head]] : nil
        }
    }

    mutating func append(_ waiter: Int, deadline: Instant) {
        order.append(waiter)
        deadlines[waiter] = deadline
    }

    mutating func popFirst() -> Int? {
        skipRemoved()
        guard head < order.count else { return nil }
        let waiter = order[head]
        deadlines[waiter] = nil
        head += 1
        return waiter
    }

    /// Takes a caller out of the line; nil if it is not in it. Its place is skipped later.
    mutating func remove(_ waiter: Int) -> Instant? {
        deadlines.removeValue(forKey: waiter)
    }

    private mutating func skipRemoved() {
        while head < order.count, deadlines[order[head]] == nil { head += 1 }
        if head > 64, head * 2 > order.count {
            order.removeFirst(head)
            head = 0
        }
    }
}

extension WaiterQueue: Sendable where Instant: Sendable {}
