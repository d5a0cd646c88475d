import Testing

@testable import Postgres

@Suite
struct PipelineLedgerTests {
    private func ledger() -> PipelineLedger {
        var ledger = PipelineLedger(["a", "b"])
        ledger.expect(.prepare(statement: 0, name: "s1"))
        ledger.expect(.execute(statement: 0, name: "s1"))
        ledger.expect(.execute(statement: 1, name: "s0"))
        ledger.expect(.sync)
        return ledger
    }

    private func error(_ state: SQLState) -> PipelineLedger.Answer {
        .failed(PostgresError(.server, "no", sqlState: state))
    }

    @Test func `a preparation that fails stays unconfirmed, and is nobody's old plan`() {
        var ledger = ledger()
        for answer in [error(.featureNotSupported), .separator, .skipped, .separator, .skipped, .separator, .synced] {
            ledger.take(answer)
        }
        #expect(ledger.isComplete && !ledger.isConfused)
        #expect(ledger.failure?.statementIndex == 0 && ledger.failure?.isStalePlan == false)
        #expect(ledger.unconfirmed == ["s1"])
    }

    @Test func `only a statement prepared earlier can be an old plan`() {
        var fresh = ledger()
        fresh.take(.separator)
        fresh.take(error(.featureNotSupported))
        #expect(fresh.failure?.isStalePlan == false)
        var old = ledger()
        for answer in [.separator, .separator, error(.invalidStatementName)] as [PipelineLedger.Answer] {
            old.take(answer)
        }
        #expect(old.failure?.isStalePlan == true && old.failure?.statementIndex == 1)
    }

    @Test func `the first error stands, and one at the sync belongs to no statement`() {
        var ledger = ledger()
        for answer in [.separator, .separator, .separator, error(.uniqueViolation), .separator]
            as [PipelineLedger.Answer]
        {
            ledger.take(answer)
        }
        #expect(!ledger.isComplete)
        ledger.take(error(.deadlockDetected))
        ledger.take(.synced)
        #expect(ledger.isComplete)
        #expect(ledger.failure?.sqlState == .uniqueViolation && ledger.failure?.statementIndex == nil)
    }

    @Test func `housekeeping that fails concerns nobody`() {
        var ledger = PipelineLedger(["a"])
        for step in [.housekeeping, .sync, .execute(statement: 0, name: nil), .sync] as [PipelineLedger.Step] {
            ledger.expect(step)
        }
        for answer in [error(.invalidStatementName), .separator, .synced, .separator, .synced] { ledger.take(answer) }
        #expect(ledger.isComplete && ledger.failure == nil)
    }

    @Test func `an answer out of order is noticed`() {
        var early = ledger()
        early.take(.synced)
        #expect(early.isConfused)
        var strange = ledger()
        strange.take(.unexpected)
        #expect(strange.isConfused)
        var late = PipelineLedger()
        late.take(.separator)
        #expect(late.isConfused)
    }
}
