import AIEngine
import Domain
import Synchronization
import Testing

/// An engine that fails as often as it is told, and remembers how it was asked.
private final class Scripted: AIEngineClient {
    let name: String
    private let state: Mutex<(failures: [EngineError], deadlines: [ContinuousClock.Instant])>

    init(_ name: String = "scripted", failing failures: [EngineError]) {
        self.name = name
        state = Mutex((failures, []))
    }

    var deadlines: [ContinuousClock.Instant] { state.withLock { $0.deadlines } }

    func answer(_ request: EngineRequest, deadline: ContinuousClock.Instant) async throws(EngineError) -> EngineReply {
        let failure = state.withLock { state in
            state.deadlines.append(deadline)
            return state.failures.isEmpty ? nil : state.failures.removeFirst()
        }
        if let failure { throw failure }
        return EngineReply(conversationId: request.conversationId, response: name, intent: "x", confidence: 1)
    }
}

/// A clock that only moves when somebody sleeps on it.
private final class StillClock: Sendable {
    private let start = ContinuousClock.now
    private let slept = Mutex<[Duration]>([])

    var waits: [Duration] { slept.withLock { $0 } }

    var now: ContinuousClock.Instant { start.advanced(by: waits.reduce(.zero, +)) }

    func clock(random: Double = 0) -> EngineClock {
        EngineClock(
            now: { self.now },
            sleep: { duration in self.slept.withLock { $0.append(duration) } },
            random: { random }
        )
    }
}

@Suite("Retries and the next engine")
struct RetryAndChainTests {
    private let time = StillClock()
    private let request = question("hello")

    @Test("A failure that may pass is tried again, each time after a longer wait")
    func retries() async throws {
        let engine = Scripted(failing: [.status(503), .unreachable(detail: "x"), .status(500)])
        let reply = try await RetryingEngine(engine, clock: time.clock())
            .answer(request, deadline: time.now.advanced(by: .seconds(30)))
        #expect(reply.response == "scripted")
        #expect(time.waits == [.milliseconds(125), .milliseconds(250), .milliseconds(500)])
    }

    @Test("Three retries and no more")
    func exhausted() async {
        let engine = Scripted(failing: Array(repeating: .status(503), count: 9))
        await #expect(throws: EngineError.status(503)) {
            try await RetryingEngine(engine, clock: time.clock())
                .answer(request, deadline: time.now.advanced(by: .seconds(30)))
        }
        #expect(engine.deadlines.count == 4)
    }

    @Test(
        "What will not pass is not tried again",
        arguments: [EngineError.status(400), .malformed(field: "body", detail: "x"), .cancelled]
    )
    func final(error: EngineError) async {
        let engine = Scripted(failing: [error])
        await #expect(throws: error) {
            try await RetryingEngine(engine, clock: time.clock()).answer(
                request,
                deadline: time.now.advanced(by: .seconds(30))
            )
        }
        #expect(time.waits.isEmpty)
    }

    @Test("Nobody waits past the deadline, and the known failure is told rather than a timeout")
    func deadline() async {
        let engine = Scripted(failing: [.status(429, retryAfter: .seconds(60))])
        await #expect(throws: EngineError.status(429, retryAfter: .seconds(60))) {
            try await RetryingEngine(engine, clock: time.clock()).answer(
                request,
                deadline: time.now.advanced(by: .seconds(30))
            )
        }
        #expect(time.waits.isEmpty)
    }

    @Test("An engine that asks for rest gets it, and chance spreads the waits")
    func retryAfter() async throws {
        let engine = Scripted(failing: [.status(429, retryAfter: .seconds(3)), .status(500)])
        _ = try await RetryingEngine(engine, clock: time.clock(random: 0.5))
            .answer(request, deadline: time.now.advanced(by: .seconds(30)))
        #expect(time.waits == [.seconds(3), .milliseconds(375)])
    }

    @Test("The next engine is asked when one fails, and every failure is told")
    func chain() async throws {
        let told = Mutex<[String]>([])
        let chain = EngineChain(
            [Scripted("a", failing: [.status(404)]), Scripted("b", failing: [.timeout]), Scripted("c", failing: [])],
            clock: time.clock(),
            onFailure: { name, error in told.withLock { $0.append("\(name) \(error.code)") } }
        )
        let reply = try await chain.answer(request, deadline: time.now.advanced(by: .seconds(30)))
        #expect(reply.response == "c")
        #expect(told.withLock { $0 } == ["a status_404", "b timeout"])
        #expect(chain.name == "a+b+c")
    }

    @Test("An engine that hangs leaves time for those behind it")
    func reserve() async throws {
        let first = Scripted("a", failing: [.timeout])
        let last = Scripted("b", failing: [])
        let end = time.now.advanced(by: .seconds(30))
        _ = try await EngineChain([first, last], reserve: .seconds(5), clock: time.clock()).answer(
            request,
            deadline: end
        )
        #expect(first.deadlines == [end.advanced(by: .seconds(-5))])
        #expect(last.deadlines == [end])
    }

    @Test("When all fail the last failure is told; a withdrawn question goes no further")
    func allFail() async {
        let end = time.now.advanced(by: .seconds(30))
        let second = Scripted("b", failing: [.status(500)])
        await #expect(throws: EngineError.status(500)) {
            try await EngineChain([Scripted(failing: [.timeout]), second], clock: time.clock()).answer(
                request,
                deadline: end
            )
        }
        let untouched = Scripted("c", failing: [])
        await #expect(throws: EngineError.cancelled) {
            try await EngineChain([Scripted(failing: [.cancelled]), untouched], clock: time.clock())
                .answer(request, deadline: end)
        }
        #expect(untouched.deadlines.isEmpty)
        await #expect(throws: EngineError.noEngine) { try await EngineChain([]).answer(request, deadline: end) }
    }
}
