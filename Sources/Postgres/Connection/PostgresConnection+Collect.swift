import CLibPQ
import Synchronization

/// Moves bytes between the library and the socket until every answer is in.
extension PostgresConnection {
    /// Collects the answers to what the ledger expects. Ends with the connection silent, or lost.
    func collect(link: Link, deadline: ContinuousClock.Instant, shielded: Bool) async throws {
        var patience = Patience(deadline: deadline, shielded: shielded)
        while true {
            let unsent = PQflush(link.connection)
            if unsent < 0 { throw abandon(link.lost) }
            try readAnswers(link)
            if ledger.isComplete { return }
            try await wait(link, unsent > 0 ? [.read, .write] : .read, &patience)
        }
    }

    /// Runs a script by the simple protocol, which pipeline mode does not allow.
    func runScript(_ text: String, label: String, link: Link) async throws {
        let trip = cancelSwitch.begin()
        do {
            guard !text.utf8.contains(0) else { throw PostgresError(.invalidParameter, "the script contains U+0000") }
            guard PQexitPipelineMode(link.connection) == 1, PQsendQuery(link.connection, text) == 1 else {
                throw abandon(link.lost)
            }
            let failure = try await withTaskCancellationHandler {
                try await drainScript(link)
            } onCancel: { [cancelSwitch] in
                cancelSwitch.request(.task, trip: trip)
            }
            await settleCancel(link: link)
            guard PQenterPipelineMode(link.connection) == 1 else { throw abandon(link.lost) }
            if let failure { throw failure }
            updateCondition()
        } catch {
            await settleCancel(link: link)
            updateCondition()
            guard var error = error as? PostgresError else { throw error }
            let wasCancelled = error.sqlState == .queryCanceled || error.code == .connectionLost
            if wasCancelled, cancelSwitch.reason == .task { throw CancellationError() }
            if wasCancelled, cancelSwitch.reason == .shutdown {
                throw PostgresError(.poolClosed, "the pool shut down", statement: label)
            }
            error.statement = label
            throw error
        }
    }

    private func drainScript(_ link: Link) async throws -> PostgresError? {
        ledger = PipelineLedger()
        var patience = Patience(deadline: .now + .seconds(365 * 86_400), shielded: false)
        while true {
            let unsent = PQflush(link.connection)
            if unsent < 0 { throw abandon(link.lost) }
            while PQisBusy(link.connection) == 0 {
                guard let result = PQgetResult(link.connection) else {
                    if link.isBroken { throw abandon(ledger.failure ?? link.lost) }
                    return ledger.failure
                }
                defer { PQclear(result) }
                switch PQresultStatus(result) {
                case PGRES_FATAL_ERROR:
                    ledger.fail(PostgresError(result: result), statement: nil)
                case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                    throw abandon(PostgresError(.protocolViolation, "COPY is not supported in a script"))
                default:
                    break
                }
            }
            try await wait(link, unsent > 0 ? [.read, .write] : .read, &patience)
        }
    }

    /// Waits for the socket, and minds deadline and cancellation meanwhile.
    private func wait(_ link: Link, _ interest: Watch.Interest, _ patience: inout Patience) async throws {
        switch await link.watch.wait(for: interest, until: patience.deadline) {
        case .ready:
            // Reading also while we still write: the server may be stuck until somebody takes its answers.
            if PQconsumeInput(link.connection) == 0 {
                throw abandon(ledger.failure ?? lastWords(link))
            }
        case .woken:
            if cancelSwitch.reason != nil { patience.shorten(to: .now + configuration.cancelGrace) }
        case .deadline where patience.isLast:
            throw abandon(PostgresError(.connectionLost, "the server stayed silent"))
        case .deadline:
            cancelSwitch.request(.deadline)
            patience.shorten(to: .now + configuration.cancelGrace)
        }
    }

    /// Hands every complete answer to the ledger.
    private func readAnswers(_ link: Link) throws {
        while !ledger.isComplete, PQisBusy(link.connection) == 0 {
            guard let result = PQgetResult(link.connection) else {
                if link.isBroken { throw abandon(ledger.failure ?? link.lost) }
                ledger.take(.separator)
                continue
            }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                ledger.take(.rows(ResultSet(result, answering: ledger.current)))
                continue
            case PGRES_PIPELINE_SYNC:
                ledger.take(.synced)
            case PGRES_PIPELINE_ABORTED:
                ledger.take(.skipped)
            case PGRES_FATAL_ERROR:
                ledger.take(.failed(PostgresError(result: result)))
            default:
                ledger.take(.unexpected)
            }
            PQclear(result)
            if link.isBroken { throw abandon(ledger.failure ?? link.lost) }
            if ledger.isConfused {
                throw abandon(PostgresError(.protocolViolation, "an answer that no statement asked for"))
            }
        }
    }

    /// The socket is closed: the server may have said why before it hung up.
    private func lastWords(_ link: Link) -> PostgresError {
        while PQisBusy(link.connection) == 0, let result = PQgetResult(link.connection) {
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_FATAL_ERROR { return PostgresError(result: result) }
        }
        return link.lost
    }

    /// Drops the connection because of `error`, and returns what to throw.
    private func abandon(_ error: PostgresError) -> PostgresError {
        var error = error
        if error.code == .server { error.code = .connectionLost }
        lose(error)
        return error
    }

    /// Ends the round trip for cancellers, and waits for a cancel request that is on its way.
    func settleCancel(link: Link) async {
        cancelSwitch.end()
        guard cancelSwitch.isOnItsWay else { return }
        let deadline = ContinuousClock.now + configuration.cancelGrace
        while self.link != nil, cancelSwitch.isOnItsWay {
            if await link.watch.wait(for: [], until: deadline) == .deadline {
                lose(PostgresError(.connectionLost, "a cancel request got no answer"))
            }
        }
    }

    /// Publishes the state the session is in, for the pool to read without a hop.
    func updateCondition() {
        guard let link else { return condition.store(.lost, ordering: .releasing) }
        let isClean = link.transactionStatus == PQTRANS_IDLE
        condition.store(isClean ? .clean : .inTransaction, ordering: .releasing)
    }
}

/// How long to wait: first for the answer, then for the cancellation's.
private struct Patience {
    private(set) var deadline: ContinuousClock.Instant
    private(set) var isLast: Bool

    init(deadline: ContinuousClock.Instant, shielded: Bool) {
        self.deadline = deadline
        isLast = shielded
    }

    mutating func shorten(to deadline: ContinuousClock.Instant) {
        guard !isLast else { return }
        self.deadline = deadline
        isLast = true
    }
}
