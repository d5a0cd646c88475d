import Routing
import Synchronization
import Testing

/// What wakes a loop.
@Suite(.timeLimit(.minutes(15))) struct BellTests {
    /// Longer than the suite may take: a wake-up that is lost shows as its limit.
    private static let long = Duration.seconds(3600)

    /// Work that waits.
    private final class Due: Sendable {
        let count = Mutex(0)
    }

    /// How long something took.
    private func elapsed(_ body: () async -> Void) async -> Duration {
        let start = ContinuousClock.now
        await body()
        return .now - start
    }

    @Test func `A ring while nobody waits is remembered, once`() async {
        let bell = Bell()
        bell.ring()
        bell.ring()
        #expect(await elapsed { await bell.wait(atMost: Self.long) } < .seconds(30))
        // The second is not there any more: this wait ends by its own limit.
        #expect(await elapsed { await bell.wait(atMost: .milliseconds(50)) } >= .milliseconds(50))
    }

    @Test func `A wait ends at its limit when nobody rings`() async {
        let bell = Bell()
        #expect(await elapsed { await bell.wait(atMost: .milliseconds(30)) } >= .milliseconds(30))
    }

    @Test func `A ring arranged for later comes then, not before`() async {
        let bell = Bell()
        let start = ContinuousClock.now
        bell.ring(after: .milliseconds(80))
        await bell.wait(atMost: Self.long)
        #expect(.now - start >= .milliseconds(80))
        #expect(.now - start < .seconds(30))
    }

    @Test func `A thousand rings arranged for one moment are one`() async {
        let bell = Bell()
        for _ in 0..<1000 { bell.ring(after: .milliseconds(100)) }
        // The first is waited for; a machine that is busy for longer than the others may take would hide it.
        await bell.wait(atMost: Self.long)
        var woken = 1
        let end = ContinuousClock.now + .milliseconds(400)
        while .now < end {
            await bell.wait(atMost: end - .now)
            if .now < end { woken += 1 }
        }
        // The thousand calls may have straddled a few 5 ms ticks.
        #expect(woken <= 50)
    }

    @Test func `A ring for a far future is left to the loop's own looking`() async {
        let bell = Bell()
        bell.ring(after: .seconds(24 * 3600))
        #expect(await elapsed { await bell.wait(atMost: .milliseconds(20)) } >= .milliseconds(20))
    }

    @Test func `Cancellation ends a wait, begun or not`() async {
        let bell = Bell()
        for delayed in [false, true] {
            let waiter = Task {
                if delayed { while !Task.isCancelled { await Task.yield() } }
                await bell.wait(atMost: Self.long)
            }
            for _ in 0..<10 { await Task.yield() }
            waiter.cancel()
            #expect(await elapsed { await waiter.value } < .seconds(30))
        }
    }

    @Test func `No wake-up is lost between a look and the wait after it`() async {
        let bell = Bell()
        let due = Due()
        let rounds = 20_000
        let done = Tally<Int>()
        let worker = Task {
            var taken = 0
            while taken < rounds {
                let found = due.count.withLock { count in
                    defer { count = 0 }
                    return count
                }
                taken += found
                if found > 0 {
                    done.add(taken)
                } else {
                    // A lost ring would make this wait out its hour, and the suite its limit.
                    await bell.wait(atMost: Self.long)
                }
            }
            return taken
        }
        await withTaskGroup(of: Void.self) { group in
            for ringer in 0..<4 {
                group.addTask {
                    for round in 0..<(rounds / 4) {
                        due.count.withLock { $0 += 1 }
                        bell.ring()
                        if (round + ringer) % 7 == 0 { await Task.yield() }
                    }
                }
            }
        }
        #expect(await worker.value == rounds)
    }
}
