import Postgres
import Synchronization
import Testing

@testable import Routing

/// What was thought and sent is committed in batches, and nobody is kept waiting by another's trouble.
@Suite(.timeLimit(.minutes(15))) struct CommitQueueTests {
    /// Commits numbers while a gate is shut behind the first, so that the others make one batch.
    private func commit(
        _ numbers: ClosedRange<Int>,
        _ answer: @escaping @Sendable ([Int]) throws -> [Int]
    ) async throws -> (answers: [Int: Int], calls: [[Int]]) {
        let gate = Gate()
        let (held, calls) = (Tally<Int>(), Tally<[Int]>())
        let queue = CommitQueue<Int, Int>(maxBatch: 32, failed: {}) { batch in
            // Two may fly at once: both are kept busy.
            if batch == [-1] || batch == [-2] {
                held.add(batch.count)
                await gate.wait()
                return batch
            }
            calls.add(batch)
            return try answer(batch)
        }
        return try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
            for number in [-1, -2] {
                group.addTask { (number, try await queue.submit(number, until: .now)) }
                await held.reaches(-number)
            }
            for number in numbers {
                group.addTask { (number, try? await queue.submit(number, until: .now)) }
                while queue.waiting < number - numbers.lowerBound + 1 { await Task.yield() }
            }
            gate.open()
            var answers: [Int: Int] = [:]
            for try await (number, answer) in group where number > 0 { answers[number] = answer }
            return (answers, calls.values)
        }
    }

    @Test func `One that cannot be stored fails alone`() async throws {
        let (answers, calls) = try await commit(1...5) { batch in
            if batch.contains(3) { throw PostgresError(.decoding, "three is none") }
            return batch.map { $0 * 10 }
        }
        #expect(answers == [1: 10, 2: 20, 4: 40, 5: 50])
        #expect(calls.count == 6)
    }

    @Test func `Where a lane is stuck the others are committed after the time it took to find out`() async throws {
        let (answers, _) = try await commit(1...5) { batch in
            if batch.contains(2) { throw PostgresError(.timeout, "no answer") }
            return batch
        }
        #expect(answers == [1: 1, 3: 3, 4: 4, 5: 5])
    }

    @Test func `Where there is no database a batch waits for three time-outs, and not for one each`() async throws {
        let (answers, calls) = try await commit(1...30) { _ in throw PostgresError(.timeout, "no answer") }
        #expect(answers.isEmpty)
        #expect(calls == [Array(1...30), [1], [2]])
    }
}
