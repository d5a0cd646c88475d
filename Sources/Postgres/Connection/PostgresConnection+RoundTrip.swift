import CLibPQ

/// Sends statements with one sync and collects their answers.
extension PostgresConnection {
    /// Runs statements in one round trip. A plan that outlived a change of the schema is made anew, once.
    ///
    /// `shielded` round trips (COMMIT, ROLLBACK) are not cancelled with the task, only given up at the deadline.
    func perform(_ statements: [SQL], shielded: Bool = false) async throws -> [Rows] {
        try refuseInvalid(statements)
        return try await inTurn {
            let link = try openLink()
            if !shielded { try Task.checkCancellation() }
            let began = link.transactionStatus == PQTRANS_IDLE
            let begin = pendingBegin
            pendingBegin = nil
            let batch = (begin.map { [$0] } ?? []) + statements
            do {
                do {
                    let rows = try await roundTrip(batch, link: link, shielded: shielded)
                    return begin == nil ? rows : Array(rows.dropFirst())
                } catch let error as PostgresError where error.isStalePlan && began && self.link != nil {
                    // Everything since the idle state was this round trip, so undoing it loses nothing.
                    if link.transactionStatus != PQTRANS_IDLE {
                        _ = try await roundTrip(["ROLLBACK"], link: link, shielded: true)
                    }
                    let rows = try await roundTrip(batch, link: link, shielded: shielded)
                    return begin == nil ? rows : Array(rows.dropFirst())
                }
            } catch var error as PostgresError {
                if begin != nil, let index = error.statementIndex { error.statementIndex = max(0, index - 1) }
                throw error
            }
        }
    }

    func roundTrip(_ statements: [SQL], link: Link, shielded: Bool) async throws -> [Rows] {
        let started = ContinuousClock.now
        let trip = cancelSwitch.begin()
        do {
            try send(statements, link: link)
            let deadline = started + configuration.clientTimeout
            if shielded {
                try await collect(link: link, deadline: deadline, shielded: true)
            } else {
                try await withTaskCancellationHandler {
                    try await collect(link: link, deadline: deadline, shielded: false)
                } onCancel: { [cancelSwitch] in
                    cancelSwitch.request(.task, trip: trip)
                }
            }
            await settleCancel(link: link)
            let rows = try conclude(statements)
            updateCondition()
            observer?.observe(finished(statements, started: started, error: nil))
            return rows
        } catch {
            await settleCancel(link: link)
            updateCondition()
            let final = translate(error, statements: statements)
            observer?.observe(finished(statements, started: started, error: final))
            throw final
        }
    }

    /// Puts everything into the library's buffer, and from there as much as the socket takes at once.
    private func send(_ statements: [SQL], link: Link) throws(PostgresError) {
        ledger = PipelineLedger(statements)
        let connection = link.connection
        var accepted = true
        if link.transactionStatus == PQTRANS_IDLE, !cache.discarded.isEmpty {
            for name in cache.takeDiscarded() {
                accepted =
                    accepted && PQsendQueryParams(connection, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1) == 1
                ledger.expect(.housekeeping)
            }
            accepted = accepted && PQpipelineSync(connection) == 1
            ledger.expect(.sync)
        }
        for (index, sql) in statements.enumerated() where accepted {
            accepted = sql.isDynamic ? sendOnce(sql, index, connection) : sendPrepared(sql, index, connection)
        }
        accepted = accepted && PQpipelineSync(connection) == 1
        ledger.expect(.sync)
        guard accepted else {
            // What is half sent cannot be taken back.
            let error = link.lost
            lose(error)
            throw error
        }
    }

    private func sendPrepared(_ sql: SQL, _ index: Int, _ connection: OpaquePointer) -> Bool {
        let use = cache.use(sql)
        if use.mustPrepare {
            ledger.expect(.prepare(statement: index, name: use.name))
            let types = sql.binds.map(\.type.oid)
            guard PQsendPrepare(connection, use.name, sql.text, Int32(types.count), types) == 1 else { return false }
        }
        ledger.expect(.execute(statement: index, name: use.name))
        return parameters.with(sql.binds) { count, values, lengths, formats in
            PQsendQueryPrepared(connection, use.name, count, values, lengths, formats, 1)
        }
    }

    private func sendOnce(_ sql: SQL, _ index: Int, _ connection: OpaquePointer) -> Bool {
        ledger.expect(.execute(statement: index, name: nil))
        let types = sql.binds.map(\.type.oid)
        return parameters.with(sql.binds) { count, values, lengths, formats in
            PQsendQueryParams(connection, sql.text, count, types, values, lengths, formats, 1)
        }
    }

    /// Turns the ledger into rows or the error, and tells the cache what became of its statements.
    private func conclude(_ statements: [SQL]) throws(PostgresError) -> [Rows] {
        for case .prepare(let index, let name) in ledger.steps where ledger.unconfirmed.contains(name) {
            cache.remove(text: statements[index].text, name: name, isOnServer: false)
        }
        if var error = ledger.failure {
            if error.isStalePlan { forgetStalePlans(error, statements) }
            error.statement = error.statementIndex.map { statements[$0].label } ?? "commit of \(label(statements))"
            throw error
        }
        guard ledger.results.count == statements.count else {
            let error = PostgresError(.protocolViolation, "a statement was not answered", statement: label(statements))
            lose(error)
            throw error
        }
        return ledger.results.map(Rows.init(result:))
    }

    private func forgetStalePlans(_ error: PostgresError, _ statements: [SQL]) {
        // Unknown to the server: somebody deallocated, and then most likely everything.
        guard error.sqlState != .invalidStatementName else { return cache.removeAll() }
        for case .execute(let index, let name?) in ledger.steps {
            cache.remove(text: statements[index].text, name: name, isOnServer: true)
        }
    }

    private func refuseInvalid(_ statements: [SQL]) throws(PostgresError) {
        for (index, sql) in statements.enumerated() {
            for (number, bind) in sql.binds.enumerated() {
                guard let refusal = bind.payload.refusal else { continue }
                var error = PostgresError(.invalidParameter, "$\(number + 1): \(refusal)", statement: sql.label)
                error.statementIndex = index
                throw error
            }
            guard sql.binds.count <= 65_535 else {
                throw PostgresError(.invalidParameter, "more than 65535 parameters", statement: sql.label)
            }
            guard !sql.text.utf8.contains(0) else {
                throw PostgresError(.invalidParameter, "the statement contains U+0000", statement: sql.label)
            }
        }
    }

    /// The error the caller sees: a cancellation we asked for is named for its reason.
    private func translate(_ error: any Error, statements: [SQL]) -> any Error {
        guard var error = error as? PostgresError else { return error }
        if error.statement.isEmpty { error.statement = label(statements) }
        let wasCancelled = error.sqlState == .queryCanceled || error.code == .connectionLost
        switch cancelSwitch.reason {
        case .task? where wasCancelled:
            return CancellationError()
        case .deadline? where wasCancelled:
            let note = link == nil ? "; the connection was dropped" : ""
            var timeout = PostgresError(.timeout, "no answer within \(configuration.clientTimeout)\(note)")
            timeout.statement = error.statement
            timeout.statementIndex = error.statementIndex
            return timeout
        case .shutdown? where wasCancelled:
            return PostgresError(.poolClosed, "the pool shut down", statement: error.statement)
        default:
            if error.sqlState == .queryCanceled { error.code = .cancelled }
            return error
        }
    }

    private func label(_ statements: [SQL]) -> String {
        statements.first { !$0.name.isEmpty }?.label ?? statements.first?.label ?? ""
    }

    private func finished(_ statements: [SQL], started: ContinuousClock.Instant, error: (any Error)?) -> PostgresEvent {
        .statementFinished(
            label: label(statements),
            statements: statements.count,
            elapsed: .now - started,
            error: error
        )
    }
}
