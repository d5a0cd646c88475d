import Synchronization
import Testing

@testable import Routing

/// Work that is claimed when there is room, and stopped in two steps.
@Suite(.timeLimit(.minutes(15))) struct WorkLoopTests {
    /// Work that waits to be claimed, and what was seen of it.
    private final class Heap: Sendable {
        let waiting: Mutex<[Int]>
        let claims = Tally<Int>()
        let begun = Tally<Int>()
        let ended = Tally<Int>()
        let cancelled = Tally<Int>()
        let load = Tally<Int>()

        init(_ work: [Int] = []) { waiting = Mutex(work) }

        func claim(_ room: Int, atMost: Int = .max) -> [Int] {
            claims.add(room)
            return waiting.withLock { waiting in
                let taken = Array(waiting.prefix(min(room, atMost)))
                waiting.removeFirst(taken.count)
                return taken
            }
        }
    }

    private func loop(
        _ heap: Heap,
        bell: Bell = Bell(),
        concurrency: Int,
        pollInterval: Duration = .seconds(60),
        stopGrace: Duration = .seconds(60)
    ) -> WorkLoop<Int> {
        WorkLoop(
            bell: bell,
            concurrency: concurrency,
            pollInterval: pollInterval,
            stopGrace: stopGrace,
            onLoad: { heap.load.add($0) }
        )
    }

    @Test func `Everything is done, never more at once than allowed`() async {
        let heap = Heap(Array(0..<500))
        let loop = loop(heap, concurrency: 7)
        let running = Task {
            await loop.run { room in
                heap.claim(room, atMost: 5)
            } perform: { work in
                await Task.yield()
                heap.ended.add(work)
            }
        }
        await heap.ended.reaches(500)
        loop.stop()
        await running.value
        #expect(heap.ended.values.sorted() == Array(0..<500))
        #expect(heap.load.values.max() == 7)
        #expect(heap.claims.values.allSatisfy { (1...7).contains($0) })
    }

    @Test func `When nothing is due the loop rests until the bell rings`() async {
        let heap = Heap()
        let bell = Bell()
        let loop = loop(heap, bell: bell, concurrency: 4)
        let running = Task {
            await loop.run {
                heap.claim($0)
            } perform: {
                heap.ended.add($0)
            }
        }
        await heap.claims.reaches(1)
        for round in 1...50 {
            heap.waiting.withLock { $0.append(round) }
            bell.ring()
            await heap.ended.reaches(round)
        }
        loop.stop()
        await running.value
        // A ring wakes it once: it claims the work, then looks again and finds nothing. No hot loop.
        #expect(heap.claims.count <= 2 * 50 + 60)
    }

    @Test func `Work nobody told of is found by looking`() async {
        let heap = Heap()
        let loop = loop(heap, concurrency: 4, pollInterval: .milliseconds(10))
        let running = Task {
            await loop.run {
                heap.claim($0)
            } perform: {
                heap.ended.add($0)
            }
        }
        await heap.claims.reaches(2)
        heap.waiting.withLock { $0.append(1) }
        await heap.ended.reaches(1)
        loop.stop()
        await running.value
    }

    @Test func `What somebody held when the bell rang is looked for again a moment later, and then no more`() async {
        let heap = Heap()
        let bell = Bell()
        let loop = loop(heap, bell: bell, concurrency: 4)
        let running = Task {
            await loop.run { room in
                // The look that the ring causes is the second; it passes by.
                heap.claim(room, atMost: heap.claims.count == 1 ? 0 : .max)
            } perform: {
                heap.ended.add($0)
            }
        }
        await heap.claims.reaches(1)
        heap.waiting.withLock { $0.append(1) }
        let started = ContinuousClock.now
        bell.ring()
        await heap.ended.reaches(1)
        #expect(.now - started < .seconds(30))
        // A ring for nothing at all is looked into three times.
        let before = heap.claims.count
        bell.ring()
        await heap.claims.reaches(before + 3)
        loop.stop()
        await running.value
        #expect(heap.claims.count <= before + 5)
    }

    @Test func `What is being settled keeps no place from others, but no more than there are places wait so`() async {
        let heap = Heap(Array(0..<40))
        let gate = Gate()
        let unsettled = Mutex((now: 0, peak: 0))
        let loop = loop(heap, concurrency: 3)
        let running = Task {
            await loop.run {
                heap.claim($0)
            } perform: { work in
                unsettled.withLock { $0 = ($0.now + 1, max($0.peak, $0.now + 1)) }
                heap.begun.add(work)
                return work * 10
            } settle: { work, outcome in
                await gate.wait()
                unsettled.withLock { $0.now -= 1 }
                if outcome == work * 10 { heap.ended.add(work) }
            }
        }
        // Three were asked about while three waited for their commit.
        await heap.begun.reaches(6)
        gate.open()
        await heap.ended.reaches(40)
        loop.stop()
        await running.value
        #expect(heap.ended.values.sorted() == Array(0..<40))
        #expect(unsettled.withLock { $0.peak } == 6)
        #expect(heap.load.values.max() == 3)
    }

    @Test func `Stopped, it lets what is being settled end, and cancels it after the grace`() async {
        for isPatient in [true, false] {
            let heap = Heap(Array(0..<2))
            let gate = Gate()
            let loop = loop(heap, concurrency: 2, stopGrace: isPatient ? .seconds(600) : .milliseconds(30))
            let running = Task {
                await loop.run {
                    heap.claim($0)
                } perform: { _ in
                } settle: { work, _ in
                    heap.begun.add(work)
                    if await gate.wait() { heap.ended.add(work) } else { heap.cancelled.add(work) }
                }
            }
            await heap.begun.reaches(2)
            loop.stop()
            if isPatient { gate.open() }
            await running.value
            #expect(heap.ended.count == (isPatient ? 2 : 0))
            #expect(heap.cancelled.count == (isPatient ? 0 : 2))
        }
    }

    @Test func `Stopped, it claims no more and lets what runs end`() async {
        let heap = Heap(Array(0..<10))
        let gate = Gate()
        let loop = loop(heap, concurrency: 3)
        let running = Task {
            await loop.run {
                heap.claim($0)
            } perform: { work in
                heap.begun.add(work)
                if await gate.wait() { heap.ended.add(work) } else { heap.cancelled.add(work) }
            }
        }
        await heap.begun.reaches(3)
        loop.stop()
        gate.open()
        await running.value
        #expect(heap.ended.count == 3)
        #expect(heap.cancelled.count == 0)
        #expect(heap.waiting.withLock { $0.count } == 7)
    }

    @Test func `What outlives the grace is cancelled, and the loop ends after it`() async {
        let heap = Heap(Array(0..<3))
        let gate = Gate()
        let loop = loop(heap, concurrency: 3, stopGrace: .milliseconds(30))
        let running = Task {
            await loop.run {
                heap.claim($0)
            } perform: { work in
                heap.begun.add(work)
                if await gate.wait() { heap.ended.add(work) } else { heap.cancelled.add(work) }
            }
        }
        await heap.begun.reaches(3)
        loop.stop()
        await running.value
        #expect(heap.ended.count == 0)
        #expect(heap.cancelled.count == 3)
    }

    @Test func `What was claimed when the task was cancelled is still handed to its performer`() async {
        let heap = Heap()
        let gate = Gate()
        let loop = loop(heap, concurrency: 3)
        let running = Task {
            await loop.run { room in
                heap.claims.add(room)
                // A claim under way when everything ends: it was granted, so somebody must hand it back.
                let wasLeftAlone = await gate.wait()
                return wasLeftAlone ? [1] : []
            } perform: { work in
                if Task.isCancelled { heap.cancelled.add(work) } else { heap.ended.add(work) }
            }
        }
        await heap.claims.reaches(1)
        running.cancel()
        gate.open()
        await running.value
        #expect(heap.cancelled.values + heap.ended.values == [1])
    }

    @Test func `Stopped before it began, it does nothing`() async {
        let heap = Heap([1])
        let loop = loop(heap, concurrency: 1)
        loop.stop()
        await loop.run {
            heap.claim($0)
        } perform: {
            heap.ended.add($0)
        }
        #expect(heap.claims.count == 0)
    }
}
