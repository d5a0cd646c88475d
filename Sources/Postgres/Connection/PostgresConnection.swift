import CEpoll
import CLibPQ
import Synchronization

/// One session with the server. Statements given at the same time run one after the other.
package actor PostgresConnection: PostgresExecutor {
    /// What state the session was in when its last round trip ended.
    enum Condition: UInt8, AtomicRepresentable {
        case clean, inTransaction, lost
    }

    /// The server process behind this session.
    nonisolated package let backendPID: Int32
    nonisolated let condition = Atomic(Condition.clean)
    nonisolated let cancelSwitch: CancelSwitch
    let configuration: PostgresConfiguration
    let observer: (any PostgresObserver)?
    var link: Link?
    var lossReason: PostgresError?
    var cache: StatementCache
    var parameters = ParameterBuffer()
    var ledger = PipelineLedger()
    /// A BEGIN that travels with the transaction's first statement, saving a round trip.
    var pendingBegin: SQL?
    private var isBusy = false
    private var turns: [CheckedContinuation<Void, Never>] = []

    /// Opens a session. Throws `PostgresError` (`connectFailed`) or `CancellationError`.
    package static func connect(_ configuration: PostgresConfiguration) async throws -> PostgresConnection {
        try await connect(configuration, observer: nil)
    }

    static func connect(
        _ configuration: PostgresConfiguration,
        observer: (any PostgresObserver)?
    ) async throws -> PostgresConnection {
        let started = ContinuousClock.now
        let link = try await Connector.open(configuration)
        observer?.observe(.connected(backendPID: link.backendPID, elapsed: .now - started))
        return PostgresConnection(link, configuration, observer)
    }

    private init(_ link: Link, _ configuration: PostgresConfiguration, _ observer: (any PostgresObserver)?) {
        self.link = link
        self.configuration = configuration
        self.observer = observer
        backendPID = link.backendPID
        cancelSwitch = CancelSwitch(handle: link.cancelHandle, watch: link.watch)
        cache = StatementCache(capacity: configuration.statementCacheSize)
    }

    package func query(_ sql: SQL) async throws -> Rows {
        let rows = try await perform([sql])
        guard let first = rows.first else {
            throw PostgresError(.protocolViolation, "a statement was not answered", statement: sql.label)
        }
        return first
    }

    package func pipeline(_ statements: [SQL]) async throws -> [Rows] {
        guard !statements.isEmpty else { return [] }
        return try await perform(statements)
    }

    /// Runs a script of any number of statements by the simple protocol, without parameters or results.
    ///
    /// Several statements are one transaction unless the script says otherwise; a single one may be of the kind that
    /// refuses to run inside a transaction. `label` names it in errors. There is no client-side deadline: migrations
    /// take the time they take.
    package func script(_ text: String, label: String = "script") async throws {
        try await inTurn {
            try Task.checkCancellation()
            let link = try openLink()
            if let begin = pendingBegin {
                pendingBegin = nil
                _ = try await roundTrip([begin], link: link, shielded: false)
            }
            try await runScript(text, label: label, link: link)
        }
    }

    /// Closes the session once the statement under way has ended.
    package func close() async {
        await takeTurn()
        defer { passTurn() }
        lossReason = lossReason ?? PostgresError(.connectionLost, "the connection was closed by this side")
        link = nil
        condition.store(.lost, ordering: .releasing)
    }

    /// Whether the session looks alive, without asking the server: a closed socket shows.
    func looksAlive() -> Bool {
        guard let link, !link.isBroken else { return false }
        switch cepoll_peek(PQsocket(link.connection)) {
        case 0:
            lose(PostgresError(.connectionLost, "the server closed the connection"))
            return false
        case 2:
            // Something unasked for: a notice, a notification, or the server's farewell.
            guard PQconsumeInput(link.connection) == 1, PQisBusy(link.connection) >= 0, !link.isBroken,
                cepoll_peek(PQsocket(link.connection)) != 0
            else {
                lose(link.lost)
                return false
            }
            return true
        default:
            return true
        }
    }

    /// Makes the next statement begin a transaction.
    func begin(with begin: SQL) {
        pendingBegin = begin
    }

    /// Forgets a transaction that never reached the server; returns whether that was so.
    func forgetPendingBegin() -> Bool {
        defer { pendingBegin = nil }
        return pendingBegin != nil
    }

    func openLink() throws(PostgresError) -> Link {
        guard let link else {
            throw lossReason ?? PostgresError(.connectionLost, "the connection is closed")
        }
        return link
    }

    /// Gives the connection up: the socket is closed and every later statement fails.
    func lose(_ error: PostgresError) {
        guard link != nil else { return }
        link = nil
        lossReason = error
        condition.store(.lost, ordering: .releasing)
        observer?.observe(.connectionLost(error))
    }

    func inTurn<Result>(_ body: () async throws -> Result) async throws -> Result {
        await takeTurn()
        defer { passTurn() }
        return try await body()
    }

    /// Waits until no other statement uses the session; first come, first served.
    private func takeTurn() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { turns.append($0) }
    }

    private func passTurn() {
        if turns.isEmpty { isBusy = false } else { turns.removeFirst().resume() }
    }
}
