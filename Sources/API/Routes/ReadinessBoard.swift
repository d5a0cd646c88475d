/// One thing that must hold for this node to be sent work.
package struct ReadinessCheck: Sendable {
    /// A word for it, such as `database`; shown to everybody.
    package var name: String
    /// Says what is wrong, for operators; nil when all is well.
    package var problem: @Sendable () async -> String?

    /// Names both.
    package init(_ name: String, problem: @escaping @Sendable () async -> String?) {
        self.name = name
        self.problem = problem
    }
}

/// Asks the checks, together and not more often than once a second: the question is free for anyone to ask.
package actor ReadinessBoard {
    /// A check that failed.
    package struct Failure: Sendable, Equatable {
        package var name: String
        package var detail: String
    }

    private let checks: [ReadinessCheck]
    private let deadline: Duration
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> ContinuousClock.Instant
    private var asked: (at: ContinuousClock.Instant, answer: Task<[Failure], Never>)?

    /// Makes a board.
    ///
    /// - Parameters:
    ///   - checks: what is asked.
    ///   - deadline: how long one check may take before it counts as failed.
    ///   - clock: measures the deadline.
    ///   - now: tells how old an answer is.
    package init(
        _ checks: [ReadinessCheck],
        deadline: Duration = .seconds(2),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.checks = checks
        self.deadline = deadline
        self.clock = clock
        self.now = now
    }

    /// What fails, in the order of the checks; empty when this node is ready.
    package func failures() async -> [Failure] {
        let moment = now()
        if let asked, moment - asked.at < .seconds(1) { return await asked.answer.value }
        let answer = Task { [checks, deadline, clock] in await Self.ask(checks, deadline, clock) }
        asked = (moment, answer)
        return await answer.value
    }

    private static func ask(
        _ checks: [ReadinessCheck],
        _ deadline: Duration,
        _ clock: any Clock<Duration>
    ) async -> [Failure] {
        await withTaskGroup(of: (Int, String?).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await Self.ask(check, deadline, clock)) }
            }
            var problems: [Int: String] = [:]
            for await (index, problem) in group { problems[index] = problem }
            return checks.indices.compactMap { index in
                problems[index].map { Failure(name: checks[index].name, detail: $0) }
            }
        }
    }

    private static func ask(
        _ check: ReadinessCheck,
        _ deadline: Duration,
        _ clock: any Clock<Duration>
    ) async -> String? {
        await withTaskGroup(of: String?.self) { group in
            group.addTask { await check.problem() }
            group.addTask {
                // Cancelled means the check was faster, and then this answer is not read.
                try? await clock.sleep(for: deadline)
                return "no answer within \(deadline)"
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
