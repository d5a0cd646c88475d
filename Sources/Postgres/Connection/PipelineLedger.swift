/// What was sent in one round trip and what has come back: matches answers to statements. Knows no socket.
struct PipelineLedger {
    /// One thing sent that will be answered.
    enum Step: Equatable {
        /// Housekeeping of ours, in a sync of its own; its failure concerns nobody.
        case housekeeping
        case prepare(statement: Int, name: String)
        case execute(statement: Int, name: String?)
        case sync
    }

    /// One answer.
    enum Answer {
        case rows(ResultSet)
        case failed(PostgresError)
        /// Not run, because something before it failed.
        case skipped
        /// The end of the answers to one step.
        case separator
        case synced
        /// An answer that nothing we send can have.
        case unexpected
    }

    /// The statements of this round trip.
    let statements: [SQL]
    private(set) var steps: [Step] = []
    private(set) var results: [ResultSet] = []
    /// The first error of the statements.
    private(set) var failure: PostgresError?
    /// Statements prepared for this round trip, until the server has confirmed them.
    private(set) var unconfirmed: Set<String> = []
    /// Statements that were prepared in this round trip: an error of theirs is not due to an old plan.
    private(set) var fresh: Set<String> = []
    private(set) var isConfused = false
    private var position = 0

    init(_ statements: [SQL] = []) {
        self.statements = statements
    }

    /// The statement that the next answer belongs to, if it belongs to one.
    var current: SQL {
        guard position < steps.count, case .execute(let index, _) = steps[position] else { return "" }
        return statements[index]
    }

    var isComplete: Bool { position == steps.count }

    mutating func expect(_ step: Step) {
        steps.append(step)
        if case .prepare(_, let name) = step {
            unconfirmed.insert(name)
            fresh.insert(name)
        }
    }

    /// Takes the next answer.
    mutating func take(_ answer: Answer) {
        guard position < steps.count else {
            isConfused = true
            return
        }
        switch (steps[position], answer) {
        case (.housekeeping, .unexpected), (.prepare, .unexpected), (.execute, .unexpected), (.sync, .unexpected):
            isConfused = true
        case (.sync, .synced):
            position += 1
        case (_, .synced):
            isConfused = true
        case (.sync, .failed(let error)):
            // The commit at the end failed, for example on a deferred constraint.
            fail(error, statement: nil)
        case (.sync, _):
            // The error at a sync is followed by a separator.
            break
        case (.housekeeping, .separator), (.prepare, .separator), (.execute, .separator):
            position += 1
        case (.housekeeping, _), (_, .skipped):
            break
        case (.prepare(_, let name), .rows):
            unconfirmed.remove(name)
        case (.execute, .rows(let result)):
            results.append(result)
        case (.prepare(let statement, _), .failed(let error)):
            fail(error, statement: statement)
        case (.execute(let statement, let name), .failed(let error)):
            var error = error
            let isOld = name.map { !fresh.contains($0) } ?? false
            error.isStalePlan = isOld && [.featureNotSupported, .invalidStatementName].contains(error.sqlState)
            fail(error, statement: statement)
        }
    }

    /// Keeps the first error.
    mutating func fail(_ error: PostgresError, statement: Int?) {
        guard failure == nil else { return }
        failure = error
        failure?.statementIndex = statement
    }
}
