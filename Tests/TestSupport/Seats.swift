/// How many test databases are in use at once: each brings pools and executors, and the server has only so many
/// connections. Whoever comes later waits, first come, first served.
actor Seats {
    static let shared = Seats(count: 6)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private init(count: Int) {
        free = count
    }

    /// Waits for a seat. Whoever took one gives it back.
    func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Gives a seat to who waits longest.
    func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
