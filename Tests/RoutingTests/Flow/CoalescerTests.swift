import Routing
import Synchronization
import Testing

/// Batches that form by themselves.
@Suite(.timeLimit(.minutes(15))) struct CoalescerTests {
    @Test func `The first arrival flies alone and at once; those that come meanwhile fly together, in order`()
        async throws
    {
        let gate = Gate()
        let batches = Tally<[Int]>()
        let coalescer = Coalescer<Int, Int>(maxBatch: 10, maxFlights: 1, maxWaiting: 100) { tickets in
            batches.add(tickets.map(\.input))
            await gate.wait()
            for ticket in tickets { ticket.resolve(.success(ticket.input * 10)) }
        }
        let first = Task { try await coalescer.submit(0) }
        await batches.reaches(1)
        #expect(batches.values == [[0]])

        var others: [Task<Int, any Error>] = []
        for number in 1...25 {
            others.append(Task { try await coalescer.submit(number) })
            while coalescer.waiting < number { await Task.yield() }
        }
        gate.open()
        #expect(try await first.value == 0)
        for (index, other) in others.enumerated() { #expect(try await other.value == (index + 1) * 10) }
        #expect(batches.values == [[0], Array(1...10), Array(11...20), Array(21...25)])
    }

    @Test func `No more flights are under way than allowed, and all of them are used`() async throws {
        let gate = Gate()
        let started = Tally<Int>()
        let load = Mutex((now: 0, peak: 0))
        let coalescer = Coalescer<Int, Void>(maxBatch: 1, maxFlights: 3, maxWaiting: 100) { tickets in
            load.withLock { $0 = ($0.now + 1, max($0.peak, $0.now + 1)) }
            started.add(tickets.count)
            await gate.wait()
            load.withLock { $0.now -= 1 }
            for ticket in tickets { ticket.resolve(.success(())) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 { group.addTask { try await coalescer.submit(number) } }
            await started.reaches(3)
            while coalescer.waiting < 17 { await Task.yield() }
            gate.open()
            try await group.waitForAll()
        }
        #expect(load.withLock { $0.peak } == 3)
        #expect(started.count == 20)
    }

    @Test func `Who comes when too many wait is refused at once, the others are served`() async throws {
        let gate = Gate()
        let started = Tally<Int>()
        let coalescer = Coalescer<Int, Int>(maxBatch: 1, maxFlights: 1, maxWaiting: 2) { tickets in
            started.add(1)
            await gate.wait()
            for ticket in tickets { ticket.resolve(.success(ticket.input)) }
        }
        let flying = Task { try await coalescer.submit(1) }
        await started.reaches(1)
        let waiting = [2, 3].map { number in Task { try await coalescer.submit(number) } }
        while coalescer.waiting < 2 { await Task.yield() }
        await #expect(throws: CoalescerOverload.self) { try await coalescer.submit(4) }
        gate.open()
        #expect(try await flying.value == 1)
        #expect(try await waiting[0].value + waiting[1].value == 5)
    }

    @Test func `A thousand who come at once are each served exactly once, whatever becomes of their flight`()
        async throws
    {
        struct Refused: Error {}
        let flown = Mutex<[Int: Int]>([:])
        let coalescer = Coalescer<Int, Int>(maxBatch: 7, maxFlights: 3, maxWaiting: 10_000) { tickets in
            await Task.yield()
            flown.withLock { flown in for ticket in tickets { flown[ticket.input, default: 0] += 1 } }
            for ticket in tickets {
                ticket.resolve(ticket.input % 10 == 0 ? .failure(Refused()) : .success(ticket.input))
            }
        }
        let served = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<1000 {
                group.addTask { try? await coalescer.submit(number) }
            }
            return await group.reduce(into: [Int]()) { served, number in
                if let number { served.append(number) }
            }
        }
        #expect(served.sorted() == (0..<1000).filter { $0 % 10 != 0 })
        #expect(flown.withLock { $0.count == 1000 && $0.values.allSatisfy { $0 == 1 } })
        #expect(coalescer.waiting == 0)
    }

    @Test func `A caller who is cancelled still gets what came of the shared work`() async throws {
        let gate = Gate()
        let started = Tally<Int>()
        let coalescer = Coalescer<Int, Int>(maxBatch: 1, maxFlights: 1, maxWaiting: 2) { tickets in
            started.add(1)
            let isThrough = await gate.wait()
            for ticket in tickets { ticket.resolve(.success(isThrough ? ticket.input : -1)) }
        }
        let caller = Task { try await coalescer.submit(1) }
        await started.reaches(1)
        caller.cancel()
        gate.open()
        #expect(try await caller.value == 1)
    }
}
