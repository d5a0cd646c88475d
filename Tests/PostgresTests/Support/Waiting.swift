import Postgres
import Testing

/// Asks again and again until the answer is yes; each asking is a round trip or a yield, never a pause.
func eventually(
    within patience: Duration = .seconds(600),
    _ what: Comment,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + patience
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record("did not happen: \(what)", sourceLocation: sourceLocation)
            throw CancellationError()
        }
        await Task.yield()
    }
}

/// Waits until the server shows the session at work (or waiting for a lock).
func untilActive(_ pid: Int32, seenBy executor: some PostgresExecutor) async throws {
    try await eventually("session \(pid) is active") {
        let rows = try await executor.query(
            "SELECT 1 FROM pg_stat_activity WHERE pid = \(pid) AND state = 'active' AND query NOT LIKE '%pg_backend_pid%'"
        )
        return !rows.isEmpty
    }
}

/// The error `body` throws, as a `PostgresError`.
func postgresError(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> some Any
) async throws -> PostgresError {
    do {
        _ = try await body()
    } catch let error as PostgresError {
        return error
    }
    Issue.record("no error was thrown", sourceLocation: sourceLocation)
    throw CancellationError()
}

/// Something one side opens and others wait for.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Guarded(State())

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// Keeps what an observer was told.
final class Recorder: PostgresObserver {
    private let events = Guarded<[PostgresEvent]>([])

    func observe(_ event: PostgresEvent) {
        events.withLock { $0.append(event) }
    }

    var recorded: [PostgresEvent] { events.withLock { $0 } }
}

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
