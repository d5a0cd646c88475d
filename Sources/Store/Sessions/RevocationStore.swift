package import Domain
package import Foundation
package import Postgres

/// Something taken back before its time.
package struct Revocation: Sendable, Hashable {
    /// Whose tokens.
    package enum Subject: Sendable, Hashable {
        case session(SessionID)
        case key(APIKeyID)
    }

    package let id: Int64
    package let subject: Subject
    /// Tokens of older generations are refused; nil refuses all.
    package let belowGeneration: Int?
    package let reason: String
}

/// What was taken back lately.
package struct RevocationStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool: a node must know all hotels' revocations.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Everything taken back within a span, and PostgreSQL's time.
    ///
    /// Read whole each time: rows become visible when they are committed, not in the order of any number they carry.
    package func since(_ span: Duration) async throws -> (now: Date, revocations: [Revocation]) {
        let results = try await executor.pipeline([
            SQL("SELECT clock_timestamp() AS now").named("revocation.now"),
            SQL(
                """
                SELECT id, session_id, api_key_id, below_generation, reason FROM revocations
                WHERE at > now() - \(span.milliseconds) * interval '1 millisecond' ORDER BY id
                """
            ).named("revocation.since"),
        ])
        guard let first = results[0].first else {
            throw PostgresError(.protocolViolation, "the server did not say what time it is")
        }
        let revocations = try results[1].map { row in
            let session = try row.get("session_id", as: SessionID?.self)
            return Revocation(
                id: try row.get("id"),
                subject: try session.map { .session($0) } ?? .key(try row.get("api_key_id")),
                belowGeneration: try row.get("below_generation", as: Int32?.self).map(Int.init),
                reason: try row.get("reason")
            )
        }
        return (try first.get("now"), revocations)
    }
}
