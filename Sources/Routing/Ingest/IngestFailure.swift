import Postgres

/// What a failed ingest commit calls for.
package enum IngestFailure: Sendable, Hashable {
    /// Neighbours got in each other's way: the same batch again.
    case contention
    /// A lane is held by somebody who does not let go: its messages wait apart, the others go on.
    case stuckLane
    /// Something in the batch cannot be stored: find it, put it aside, store the rest.
    case poison
    /// The database cannot be used now: everyone comes back later.
    case unavailable

    /// Reads an error.
    package init(_ error: any Error) {
        guard let error = error as? PostgresError else {
            self = .unavailable
            return
        }
        let state = error.sqlState
        switch error.code {
        case .invalidParameter:
            self = .poison
        case .server where state == .lockNotAvailable:
            self = .stuckLane
        case .server where error.isRetryable || state?.rawValue == "23505":
            self = .contention
        case .server where ["22", "23", "54"].contains(state?.rawValue.prefix(2)):
            self = .poison
        default:
            self = .unavailable
        }
    }
}
