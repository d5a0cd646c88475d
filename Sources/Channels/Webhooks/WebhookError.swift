/// Why nothing of a delivery could be read.
package enum WebhookError: Error, Sendable, Hashable {
    /// The body is not what the provider promises to send, for example not JSON; with where and why.
    case malformed(String)
    /// The body is well formed, but it is about something else than this channel.
    case unexpected(String)
}

extension WebhookError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let detail): "malformed webhook body: \(detail)"
        case .unexpected(let detail): "unexpected webhook body: \(detail)"
        }
    }
}
