/// Keeps the last so many elements, in order.
package struct Ring<Element: Sendable>: Sendable {
    private let capacity: Int
    private var storage: [Element] = []
    /// Where the oldest is once the storage is full.
    private var oldest = 0

    /// Makes an empty one for at least one element.
    package init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// How many there are.
    package var count: Int { storage.count }

    /// All of them, the oldest first.
    package var elements: [Element] { Array(storage[oldest...] + storage[..<oldest]) }

    /// Adds one; the oldest gives way when there is no room.
    package mutating func append(_ element: Element) {
        if storage.count < capacity {
            storage.append(element)
        } else {
            storage[oldest] = element
            oldest = (oldest + 1) % capacity
        }
    }

    /// Forgets all.
    package mutating func removeAll() {
        storage = []
        oldest = 0
    }
}
