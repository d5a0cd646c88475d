import Synchronization

/// Claims work whenever there is some and room for it, and does it side by side.
///
/// Work has two parts: what it takes a place for, as asking an engine, and settling what came of that, as committing it.
/// A commit waits for the disk and for its flight; whoever waits there keeps nobody else from being asked about. But no
/// more are let wait so than there are places, or a database that only writes slowly would fill the program.
///
/// Stopping is two steps: it claims no more, then what still runs after the grace is cancelled, and handles that itself.
final class WorkLoop<Work: Sendable>: Sendable {
    private struct State {
        var isStopping = false
        /// How many are in their places.
        var inFlight = 0
        /// How many have left theirs and are being settled.
        var settling = 0
    }

    private let state = Mutex(State())
    private let bell: Bell
    private let concurrency: Int
    private let reserved: Int
    private let pollInterval: Duration
    private let stopGrace: Duration
    private let onLoad: @Sendable (Int) -> Void

    init(
        bell: Bell,
        concurrency: Int,
        reserved: Int = 0,
        pollInterval: Duration,
        stopGrace: Duration,
        onLoad: @escaping @Sendable (Int) -> Void
    ) {
        self.bell = bell
        self.concurrency = max(1, concurrency)
        self.reserved = max(0, reserved)
        self.pollInterval = pollInterval
        self.stopGrace = stopGrace
        self.onLoad = onLoad
    }

    /// Room for more work.
    struct Room: Sendable, Hashable {
        /// For work of any kind, that which cannot wait first.
        var all: Int
        /// Of that, for work that can wait: the reserved places are kept from it.
        var ordinary: Int
    }

    /// Runs until stopped or cancelled, when no work is more pressing than other.
    ///
    /// - Parameters:
    ///   - claim: takes up to so many pieces of work; empty when there is none or it could not look.
    ///   - perform: does one piece, in a place; it must end soon after its task is cancelled.
    ///   - settle: does what is left to do with what came of it, whatever that is; it must end as soon.
    func run<Outcome: Sendable>(
        claim: @escaping @Sendable (Int) async -> [Work],
        perform: @escaping @Sendable (Work) async -> Outcome,
        settle: @escaping @Sendable (Work, Outcome) async -> Void = { _, _ in }
    ) async {
        await run(claimingInto: { await claim($0.ordinary) }, perform: perform, settle: settle)
    }

    /// Runs until stopped or cancelled.
    ///
    /// - Parameters:
    ///   - claim: takes as much work as there is room for; empty when there is none or it could not look.
    ///   - perform: does one piece, in a place; it must end soon after its task is cancelled.
    ///   - settle: does what is left to do with what came of it, whatever that is; it must end as soon.
    func run<Outcome: Sendable>(
        claimingInto claim: @escaping @Sendable (Room) async -> [Work],
        perform: @escaping @Sendable (Work) async -> Outcome,
        settle: @escaping @Sendable (Work, Outcome) async -> Void = { _, _ in }
    ) async {
        // Discarding, because a group that keeps its children's results would grow for as long as the program runs.
        await withDiscardingTaskGroup { group in
            var looks = Self.secondLooks.count
            while !isStopping, !Task.isCancelled {
                let room = room
                // In a task of its own: a claim cut short may have been granted, and nobody would know of the lease.
                let claimed = room.all > 0 ? await Task { await claim(room) }.value : []
                for work in claimed {
                    started()
                    group.addTask {
                        let outcome = await perform(work)
                        self.performed()
                        await settle(work, outcome)
                        self.settled()
                    }
                }
                // Whatever was claimed, there may be more: a claim takes only so many of one hotel at a time.
                guard claimed.isEmpty else {
                    looks = Self.secondLooks.count
                    continue
                }
                let isRung = await bell.wait(atMost: pause(after: looks))
                looks = isRung && room.all > 0 ? 0 : looks + 1
            }
            let deadline = ContinuousClock.now + stopGrace
            while unfinished > 0, .now < deadline, !Task.isCancelled {
                await bell.wait(atMost: deadline - .now)
            }
            group.cancelAll()
        }
    }

    /// When it is looked once more after a ring that found nothing: whoever held the lane meanwhile is done by then.
    private static var secondLooks: [Duration] { [.milliseconds(10), .milliseconds(50)] }

    private func pause(after looks: Int) -> Duration {
        looks < Self.secondLooks.count ? min(pollInterval, Self.secondLooks[looks]) : pollInterval
    }

    /// Claims no more; returns at once.
    func stop() {
        state.withLock { $0.isStopping = true }
        bell.ring()
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    private var unfinished: Int { state.withLock { $0.inFlight + $0.settling } }

    /// How many places there are.
    private var places: Int { concurrency + reserved }

    private var room: Room {
        let (inFlight, settling) = state.withLock { ($0.inFlight, $0.settling) }
        let all = max(0, min(places - inFlight, 2 * places - inFlight - settling))
        return Room(all: all, ordinary: max(0, min(concurrency - inFlight, all)))
    }

    private func started() {
        onLoad(
            state.withLock { state in
                state.inFlight += 1
                return state.inFlight
            }
        )
    }

    private func performed() {
        let (count, isFreed) = state.withLock { state in
            state.inFlight -= 1
            state.settling += 1
            return (state.inFlight, state.inFlight == concurrency - 1 || state.inFlight == places - 1)
        }
        onLoad(count)
        if isFreed { bell.ring() }
    }

    private func settled() {
        let mustRing = state.withLock { state in
            state.settling -= 1
            return state.isStopping || state.inFlight + state.settling == 2 * places - 1
        }
        if mustRing { bell.ring() }
    }
}
