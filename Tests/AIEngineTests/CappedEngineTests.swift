import AIEngine
import Domain
import Synchronization
import Testing

/// An engine that answers when it is told to, and counts how many questions it has at once.
private final class Patient: AIEngineClient {
    private struct State {
        var present = 0
        var most = 0
        var order: [String] = []
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watching: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    let name = "patient"
    private let state = Mutex(State())

    var most: Int { state.withLock { $0.most } }
    var order: [String] { state.withLock { $0.order } }

    func answer(_ request: EngineRequest, deadline: ContinuousClock.Instant) async throws(EngineError) -> EngineReply {
        let reached = state.withLock { state in
            state.present += 1
            state.most = max(state.most, state.present)
            state.order.append(request.message.content)
            let count = state.order.count
            let reached = state.watching.filter { $0.count <= count }
            state.watching.removeAll { $0.count <= count }
            return reached
        }
        for watcher in reached { watcher.continuation.resume() }
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
        state.withLock { $0.present -= 1 }
        return EngineReply(conversationId: request.conversationId, response: name, intent: "x", confidence: 1)
    }

    /// Waits until it was asked so often.
    func asked(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.order.count < count { state.watching.append((count, continuation)) }
                return state.order.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    /// Lets one question be answered.
    func release() {
        state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }?.resume()
    }

    /// Lets all be answered, now and later.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
    }
}

@Suite struct CappedEngineTests {
    private var later: ContinuousClock.Instant { .now + .seconds(60) }

    @Test func `No more questions at once than its cap, and all are answered`() async throws {
        let engine = Patient()
        let capped = CappedEngine(engine, atOnce: 3)
        try await withThrowingTaskGroup(of: EngineReply.self) { group in
            for number in 0..<50 { group.addTask { try await capped.answer(question("\(number)"), deadline: later) } }
            await engine.asked(3)
            engine.open()
            var answered = 0
            for try await _ in group { answered += 1 }
            #expect(answered == 50)
        }
        #expect(engine.most == 3)
    }

    @Test func `Whoever waits longest is next`() async throws {
        let engine = Patient()
        let capped = CappedEngine(engine, atOnce: 1)
        let first = Task { try await capped.answer(question("0"), deadline: later) }
        await engine.asked(1)
        var others: [Task<EngineReply, any Error>] = []
        for number in 1...5 {
            others.append(Task { try await capped.answer(question("\(number)"), deadline: later) })
            while capped.waiting < number { await Task.yield() }
        }
        engine.open()
        _ = try await first.value
        for other in others { _ = try await other.value }
        #expect(engine.order == ["0", "1", "2", "3", "4", "5"])
    }

    @Test(.timeLimit(.minutes(15))) func `Whoever gives up, or runs out of time, holds no seat, in 200 rounds`()
        async throws
    {
        for round in 0..<200 {
            let engine = Patient()
            let capped = CappedEngine(engine, atOnce: 1)
            let holder = Task { try await capped.answer(question("holder"), deadline: later) }
            await engine.asked(1)
            let waiting = Task { try await capped.answer(question("waiting"), deadline: later) }
            let hurried = Task {
                try await capped.answer(question("hurried"), deadline: .now + .microseconds(round * 5))
            }
            // The seat, the cancellation and the deadline meet.
            async let opened: Void = engine.open()
            waiting.cancel()
            await opened
            _ = try await holder.value
            _ = await waiting.result
            _ = await hurried.result
            _ = try await capped.answer(question("end"), deadline: later)
            #expect(engine.most == 1)
            #expect(capped.waiting == 0)
        }
    }

    @Test func `A full engine is waited for until the deadline, and no longer`() async throws {
        let engine = Patient()
        let capped = CappedEngine(engine, atOnce: 1)
        let holder = Task { try await capped.answer(question("holder"), deadline: later) }
        await engine.asked(1)
        await EngineConformance.honoursTheDeadline(capped)
        engine.open()
        _ = try await holder.value
        try await EngineConformance.echoesTheConversation(
            CappedEngine(HouseConcierge(knowledge: Shelf.hotel), atOnce: 2)
        )
    }
}
