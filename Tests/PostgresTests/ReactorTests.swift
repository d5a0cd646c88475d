import Testing

@testable import Postgres

@Suite
struct ReactorTests {
    @Test func `the heap gives back what is due, earliest first`() {
        var random = SeededGenerator(seed: 7)
        var heap = TimerHeap<Int, Int>()
        let times = (0..<500).map { _ in Int.random(in: 0..<100, using: &random) }
        for (index, time) in times.enumerated() { heap.push(index, due: time) }
        #expect(heap.first == times.min())
        var taken: [Int] = []
        while let entry = heap.pop(dueBy: 49) {
            #expect(times[entry.value] == entry.due)
            taken.append(entry.due)
        }
        #expect(taken == times.filter { $0 <= 49 }.sorted())
        #expect(heap.first == times.filter { $0 > 49 }.min())
    }

    @Test(.timeLimit(.minutes(15)))
    func `an alarm rings once, not before its time, however often it was moved`() async throws {
        let rings = Inbox<ContinuousClock.Instant>()
        let alarm = Alarm(reactor: try Reactor.shared()) { rings.put(.now) }
        let start = ContinuousClock.now
        alarm.set(start + .seconds(5))
        alarm.set(start + .seconds(3600))
        alarm.set(start + .milliseconds(20))
        #expect(await rings.next() >= start + .milliseconds(20))
        alarm.set(.now + .seconds(60))
        alarm.set(nil)
        alarm.set(.now)
        _ = await rings.next()
        #expect(rings.all.isEmpty)
    }

    @Test(.timeLimit(.minutes(15)))
    func `a wait ends with its deadline, a wake-up before or during it, or readiness`() async throws {
        let host = try SilentHost()
        let watch = try Reactor.shared().watch(host.descriptor)
        #expect(await watch.wait(for: .read, until: .now + .milliseconds(5)) == .deadline)
        watch.wake()
        #expect(await watch.wait(for: .read, until: .now + .seconds(60)) == .woken)
        let task = Task { await watch.wait(for: [], until: .now + .seconds(60)) }
        watch.wake()
        #expect(await task.value == .woken)
        let caller = Task.detached {
            // Being called makes the listening socket readable.
            try? await PostgresConnection.connect(PostgresConfiguration("postgres://x@127.0.0.1:\(host.port)/x"))
        }
        #expect(await watch.wait(for: .read, until: .now + .seconds(60)) == .ready)
        caller.cancel()
        watch.invalidate()
        #expect(await watch.wait(for: .read, until: .now + .seconds(60)) == .woken)
    }
}
