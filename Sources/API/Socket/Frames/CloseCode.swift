/// Why a WebSocket ends, as its last frame says. Part of the contract: clients decide by it whether to come again.
package enum CloseCode: UInt16, Sendable, CaseIterable {
    /// Nothing is left to say.
    case normal = 1000
    /// This node stops; come again, to any node.
    case goingAway = 1001
    /// What was sent is no WebSocket.
    case protocolError = 1002
    /// Only text is spoken here.
    case unsupportedData = 1003
    /// A text was not UTF-8.
    case invalidText = 1007
    /// Too many mistakes in a row.
    case policy = 1008
    /// A message, or the number of its pieces, was too large.
    case tooLarge = 1009
    /// Something failed on our side; come again.
    case internalError = 1011
    /// Not now; come again later.
    case tryLater = 1013
    /// The sign-in ran out or was taken back: sign in again.
    case signedOut = 4401
    /// The caller may no longer read what this socket is for.
    case forbidden = 4403
    /// Too little was read for what was sent: resume from the last cursor.
    case slowReader = 4408
    /// A ping was not answered in time.
    case unanswered = 4409

    /// What the frame says beside the number.
    package var reason: String {
        switch self {
        case .normal: ""
        case .goingAway: "going away"
        case .protocolError: "protocol error"
        case .unsupportedData: "text only"
        case .invalidText: "invalid UTF-8"
        case .policy: "too many errors"
        case .tooLarge: "message too large"
        case .internalError: "internal error"
        case .tryLater: "try again later"
        case .signedOut: "signed out"
        case .forbidden: "forbidden"
        case .slowReader: "slow reader"
        case .unanswered: "no answer to ping"
        }
    }

    /// Whether a peer may send this number (RFC 6455 §7.4): assigned ones, and those for libraries and applications.
    static func mayBeSent(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
