import Postgres

/// Why a change was not made.
package enum ChangeRefusal: Error, Sendable, Hashable {
    /// There is no such thing at this hotel.
    case missing
    /// Somebody changed it since the caller looked; this is its version now.
    case stale(present: Int)
    /// There is one of that name already.
    case taken(String)
    /// Something else needs it as it is.
    case inUse(String)

    /// Runs statements, putting what the schema's own rules refuse into words.
    ///
    /// - Parameter refusals: what to throw, by the name of the constraint that refused.
    static func explaining<Result>(
        _ refusals: [String: ChangeRefusal],
        _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as PostgresError {
            guard let constraint = error.constraint, let refusal = refusals[constraint] else { throw error }
            throw refusal
        }
    }

    /// Lets a change go on when the row it locked is the one its caller has seen.
    ///
    /// - Parameters:
    ///   - rows: the version of the row, locked; none when it is not there.
    ///   - expected: the version the caller has seen; nil when they did not say.
    static func check(_ rows: Rows, expected: Int?) throws {
        guard let row = rows.first else { throw ChangeRefusal.missing }
        let present = Int(try row.get(0, as: Int32.self))
        if let expected, expected != present { throw ChangeRefusal.stale(present: present) }
    }
}

/// What a change says of a part that may be empty.
package enum Patch<Value: Sendable & Hashable>: Sendable, Hashable {
    /// Leave it.
    case keep
    /// Set it, or empty it with nil.
    case set(Value?)

    /// The new value; the old one where it is kept.
    package func applied(to old: Value?) -> Value? {
        switch self {
        case .keep: old
        case .set(let value): value
        }
    }

    /// Whether it sets anything.
    package var isChange: Bool { self != .keep }
}
