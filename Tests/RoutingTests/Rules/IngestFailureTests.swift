import Postgres
import Testing

@testable import Routing

/// What a failed commit calls for.
@Suite struct IngestFailureTests {
    private func failure(_ state: String) -> IngestFailure {
        IngestFailure(PostgresError(.server, "test", sqlState: SQLState(rawValue: state)))
    }

    @Test(arguments: ["40001", "40P01", "23505"])
    func `Neighbours in each other's way try again`(state: String) {
        #expect(failure(state) == .contention)
    }

    @Test func `A lock that is not let go is a stuck lane`() {
        #expect(failure("55P03") == .stuckLane)
    }

    @Test(arguments: ["22001", "22021", "22P05", "23502", "23503", "23514", "54000"])
    func `What cannot be stored is poison`(state: String) {
        #expect(failure(state) == .poison)
    }

    @Test(arguments: ["57P01", "57P02", "57P03", "53300", "08006", "42883", "42501", "XX000", "25006"])
    func `Anything else is the database's own trouble`(state: String) {
        #expect(failure(state) == .unavailable)
    }

    @Test func `Our own errors: a value that cannot be sent is poison, losses and strangers are trouble`() {
        #expect(IngestFailure(PostgresError(.invalidParameter, "NUL")) == .poison)
        let troubles: [PostgresError.Code] = [
            .connectionLost, .connectFailed, .timeout, .cancelled, .poolExhausted, .poolClosed, .protocolViolation,
        ]
        for code in troubles { #expect(IngestFailure(PostgresError(code, "test")) == .unavailable) }
        #expect(IngestFailure(CancellationError()) == .unavailable)
        #expect(IngestFailure(CoalescerOverload(limit: 1)) == .unavailable)
    }
}
