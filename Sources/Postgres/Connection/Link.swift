import CLibPQ

/// Owns one open connection of the library, its socket's watch and its cancel handle, and closes them in that order.
///
/// `@unchecked Sendable` holds because the library's connection is used by one party at a time: the connector thread
/// that opened it until it hands the link over, then only the actor that keeps it, and at last `deinit`, which runs
/// when nobody holds it any more. Everything else here is immutable and itself safe to share.
final class Link: @unchecked Sendable {
    let connection: OpaquePointer
    let watch: Watch
    let cancelHandle: CancelHandle
    let backendPID: Int32

    /// Opens a connection. Blocks until it stands, is refused or has timed out: only for a connector thread.
    static func open(_ parameters: ConnectionParameters) -> Result<Link, PostgresError> {
        let opened = parameters.withCLists { PQconnectdbParams($0, $1, 0) }
        guard let opened else { return .failure(PostgresError(.system, "out of memory")) }
        do throws(PostgresError) {
            return .success(try Link(opened))
        } catch {
            PQfinish(opened)
            return .failure(error)
        }
    }

    private init(_ connection: OpaquePointer) throws(PostgresError) {
        guard PQstatus(connection) == CONNECTION_OK else {
            throw PostgresError(.connectFailed, PostgresError.lost(connection).message)
        }
        // Without this the library prints the server's notices on our standard error.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
            throw PostgresError(.connectFailed, PostgresError.lost(connection).message)
        }
        guard let cancel = PQgetCancel(connection) else { throw PostgresError(.system, "out of memory") }
        cancelHandle = CancelHandle(cancel)
        do {
            watch = try Reactor.shared().watch(PQsocket(connection))
        } catch {
            throw (error as? PostgresError) ?? PostgresError(.system, "\(error)")
        }
        self.connection = connection
        backendPID = PQbackendPID(connection)
    }

    deinit {
        watch.invalidate()
        PQfinish(connection)
    }

    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(connection) }

    var isBroken: Bool { PQstatus(connection) != CONNECTION_OK }

    /// What the library says went wrong.
    var lost: PostgresError { .lost(connection) }
}

/// What is needed to cancel a statement from another connection.
///
/// `@unchecked Sendable` holds because a `PGcancel` is never changed once made: libpq's manual allows `PQcancel` on it
/// from any thread at any time, and it is freed when the last user is gone.
final class CancelHandle: @unchecked Sendable {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQfreeCancel(handle)
    }

    /// Asks the server to cancel whatever the connection runs. Blocks: never on the cooperative pool.
    ///
    /// Nothing is returned: the cancelled statement's own answer tells whether it worked, or its silence does.
    func cancel() {
        var message = [CChar](repeating: 0, count: 256)
        _ = PQcancel(handle, &message, Int32(message.count))
    }
}
