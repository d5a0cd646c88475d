/// What went wrong between us and the server.
///
/// `description` is safe to log: it holds no bind value, no DETAIL (which may quote a row) and no password.
package struct PostgresError: Error, Sendable, CustomStringConvertible {
    /// The kind of error, open to growth.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case server, connectionLost, connectFailed, timeout, cancelled, poolExhausted, poolClosed, decoding
            case invalidParameter, transactionAborted, protocolViolation, system
        }

        private let value: Value

        package var description: String { value.rawValue }

        /// The server refused the statement: see `sqlState`.
        package static let server = Code(value: .server)
        /// The connection broke; whether the statement took effect is unknown.
        package static let connectionLost = Code(value: .connectionLost)
        /// No server could be reached or it did not let us in.
        package static let connectFailed = Code(value: .connectFailed)
        /// The client-side deadline passed.
        package static let timeout = Code(value: .timeout)
        /// The statement was cancelled, by the server's own timeout or by somebody else.
        package static let cancelled = Code(value: .cancelled)
        /// No connection became free within the waiting deadline, or too many wait already.
        package static let poolExhausted = Code(value: .poolExhausted)
        /// The pool is shut down.
        package static let poolClosed = Code(value: .poolClosed)
        /// A value did not fit the Swift type asked for.
        package static let decoding = Code(value: .decoding)
        /// A value cannot be sent; nothing was sent.
        package static let invalidParameter = Code(value: .invalidParameter)
        /// COMMIT was answered with ROLLBACK: an earlier statement had failed.
        package static let transactionAborted = Code(value: .transactionAborted)
        /// The server or the library answered out of order; the connection was dropped.
        package static let protocolViolation = Code(value: .protocolViolation)
        /// The operating system refused a resource.
        package static let system = Code(value: .system)
    }

    /// The kind of error.
    package var code: Code
    /// The server's code, where the server answered.
    package var sqlState: SQLState?
    /// The statement's name, or its first words.
    package var statement: String
    /// Which statement of a pipeline failed, from 0; nil when it was the commit or no single one.
    package var statementIndex: Int?
    /// The server's primary message, or ours.
    package var message: String
    /// The server's DETAIL. May quote rows: not for logs.
    package var detail: String?
    /// The server's HINT.
    package var hint: String?
    /// The schema, table, column and constraint concerned, where the server names them.
    package var schema: String?
    package var table: String?
    package var column: String?
    package var constraint: String?
    /// Whether a prepared plan outlived a change of the schema: the next attempt prepares again.
    package var isStalePlan: Bool

    /// Makes an error of our own.
    package init(_ code: Code, _ message: String, sqlState: SQLState? = nil, statement: String = "") {
        self.code = code
        self.sqlState = sqlState
        self.statement = statement
        self.message = message
        isStalePlan = false
    }

    package var description: String {
        var parts = ["postgres \(code)"]
        if let sqlState { parts.append(sqlState.rawValue) }
        if !statement.isEmpty { parts.append("in [\(statement)]") }
        return parts.joined(separator: " ") + ": \(publicMessage)"
    }

    /// The message up to the value it quotes: errors of data ("invalid input syntax for type uuid: …") show what could not
    /// be converted, which may be a guest's words.
    private var publicMessage: Substring {
        guard sqlState?.errorClass == "22", let quote = message.firstIndex(of: "\"") else { return message[...] }
        return message[..<quote] + "…"
    }

    /// Whether running the whole transaction again may succeed.
    package var isRetryable: Bool {
        guard let sqlState else { return false }
        return isStalePlan || [.serializationFailure, .deadlockDetected, .lockNotAvailable].contains(sqlState)
    }

    /// Whether the server could not be reached or went away.
    package var isConnectionLoss: Bool {
        if code == .connectionLost || code == .connectFailed { return true }
        guard let sqlState else { return false }
        return sqlState.errorClass == "08" || [.adminShutdown, .crashShutdown, .cannotConnectNow].contains(sqlState)
    }
}
