/// Why an engine gave no usable answer.
package enum EngineError: Error, Sendable, Hashable {
    /// The deadline passed first.
    case timeout
    /// The task that asked was cancelled.
    case cancelled
    /// No connection, or it broke before the answer was complete.
    case unreachable(detail: String)
    /// The engine answered with an HTTP status other than 2xx.
    ///
    /// - Parameters:
    ///   - code: the status.
    ///   - retryAfter: how long the engine asked to be left alone.
    case status(Int, retryAfter: Duration? = nil)
    /// The answer breaks the contract.
    ///
    /// - Parameters:
    ///   - field: the offending field as a path, for example `actions[0].priority`; `body` for the answer as a whole.
    ///   - detail: what is wrong, without guest text.
    case malformed(field: String, detail: String)
    /// Something the engine needs inside this program failed, for example its knowledge lookup.
    case failed(detail: String)
    /// A chain holds no engine at all.
    case noEngine

    /// Whether asking the same engine again may help.
    package var isRetryable: Bool {
        switch self {
        case .timeout, .unreachable, .failed: true
        case .status(let code, _): code == 408 || code == 425 || code == 429 || (code >= 500 && code != 501)
        case .cancelled, .malformed, .noEngine: false
        }
    }

    /// A short stable word for metrics and stored turn records.
    package var code: String {
        switch self {
        case .timeout: "timeout"
        case .cancelled: "cancelled"
        case .unreachable: "unreachable"
        case .status(let code, _): "status_\(code)"
        case .malformed: "malformed"
        case .failed: "failed"
        case .noEngine: "no_engine"
        }
    }
}

extension EngineError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .timeout: "the engine did not answer in time"
        case .cancelled: "the question was withdrawn"
        case .unreachable(let detail): "the engine could not be reached: \(detail)"
        case .status(let code, _): "the engine answered with status \(code)"
        case .malformed(let field, let detail): "the engine's answer is malformed at \(field): \(detail)"
        case .failed(let detail): "the engine failed: \(detail)"
        case .noEngine: "no engine is configured"
        }
    }
}
