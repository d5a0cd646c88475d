package import Domain
package import Foundation
package import Postgres

/// Turns: claimed over lanes, held by lease, finished under the fence.
package struct TurnStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Leases due turns to a node, oldest first, at most `perProperty` of one hotel and none of those in `crowded`.
    package func claim(
        limit: Int,
        perProperty: Int,
        crowded: [PropertyID] = [],
        node: String,
        lease: Duration,
        historyLimit: Int = 20
    ) async throws -> [ClaimedTurn] {
        let rows = try await executor.query(
            SQL(
                """
                SELECT t.*, (extract(epoch FROM now() - (t.burst -> -1 ->> 'createdAt')::timestamptz) * 1000)::float8 AS waited_ms
                FROM claim_turns(\(Int32(clamping: limit)), \(Int32(clamping: perProperty)), \(crowded), \(node),
                    \(lease.milliseconds), \(Int32(clamping: historyLimit))) AS t
                """
            ).named("turns.claim")
        )
        return try rows.map(Self.claimed)
    }

    /// Commits what was thought, or learns why not; one commit for the whole batch.
    ///
    /// - Returns: one result per turn, in the order given.
    package func finish(_ turns: [FinishedTurn]) async throws -> [TurnCommit] {
        let all = turns.map { $0.conclusion.withoutNUL() }
        let words = all.enumerated().flatMap { index, conclusion in conclusion.words.map { (Int32(index + 1), $0) } }
        let work = all.enumerated().flatMap { index, conclusion in conclusion.work.map { (Int32(index + 1), $0) } }
        let rows = try await executor.query(
            SQL(
                """
                SELECT * FROM finish_turns(\(turns.map(\.turn)), \(turns.map(\.lease)), \(all.map(\.outcome.rawValue)),
                    \(all.map(\.answer)), \(all.map(\.draft)), \(all.map(\.reason?.rawValue)),
                    \(all.map(\.priority)), \(all.map(\.department)), \(all.map(\.intent)), \(all.map(\.confidence)), \(all.map(\.engine)),
                    \(all.map(\.error)),
                    \(words.map(\.0)), \(words.map(\.1.author.rawValue)), \(words.map(\.1.text)), \(work.map(\.0)), \(work.map(\.1.department)), \(work.map(\.1.room)),
                    \(work.map(\.1.description)), \(try work.map { try JSONB(encoding: $0.1.items) }),
                    \(work.map(\.1.priority)), \(work.map { $0.1.due?.milliseconds }))
                """
            ).named("turns.finish")
        )
        var commits: [TurnID: TurnCommit] = [:]
        for row in rows {
            commits[try row.get("turn_id")] = TurnCommit(
                result: try row.word("result"),
                deliveryWait: try row.get("delivery_wait_ms", as: Double?.self).map { .milliseconds(max(0, $0)) },
                turnWait: try row.get("turn_wait_ms", as: Double?.self).map { .milliseconds(max(0, $0)) }
            )
        }
        return turns.map { commits[$0.turn] ?? TurnCommit(result: .stale, deliveryWait: nil, turnWait: nil) }
    }

    /// Which of these leases are over by now: their turn was superseded, taken over, or is held by another.
    package func ended(among leases: [(turn: TurnID, lease: UUID)]) async throws -> [UUID] {
        let rows = try await executor.query(
            SQL(
                """
                SELECT i.lease FROM unnest(\(leases.map(\.turn)), \(leases.map(\.lease))) AS i (turn, lease)
                WHERE NOT EXISTS (SELECT FROM turns t WHERE t.id = i.turn AND t.state = 'running' AND t.lease_token = i.lease)
                """
            ).named("turns.ended")
        )
        return try rows.map { try $0.get("lease") }
    }

    /// Ends the leases of turns that a stopping node will not finish. Returns how many were still its own.
    @discardableResult
    package func handBack(_ turns: [(turn: TurnID, lease: UUID)], node: String) async throws -> Int {
        let rows = try await executor.query(
            SQL("SELECT hand_back_turns(\(turns.map(\.turn)), \(turns.map(\.lease)), \(node)) AS given").named(
                "turns.hand_back"
            )
        )
        return Int(try rows.first?.get("given", as: Int32.self) ?? 0)
    }

    private static func claimed(_ row: Row) throws -> ClaimedTurn {
        ClaimedTurn(
            id: try row.get("turn_id"),
            lease: try row.get("lease_token"),
            attempt: Int(try row.get("attempt", as: Int32.self)),
            waited: .milliseconds(max(0, try row.get("waited_ms", as: Double?.self) ?? 0)),
            property: try row.get("property_id"),
            conversation: try row.get("conversation_id"),
            endpoint: try row.get("endpoint_id"),
            channel: try row.word("channel"),
            state: try row.word("state"),
            currentIntent: try row.get("current_intent"),
            messageCount: try row.get("message_count"),
            createdAt: try row.get("created_at"),
            lastMessageAt: try row.get("last_message_at"),
            burst: try StoredObject.list(row, "burst", of: ClaimedTurn.BurstMessage.init),
            history: try StoredObject.list(row, "history", of: ClaimedTurn.HistoryLine.init),
            // What hotels keep of a guest is theirs to nest.
            guest: try StoredJSON.require(row, "guest"),
            escalationThreshold: try row.get("threshold"),
            recent: try StoredObject.list(row, "recent_turns", of: ClaimedTurn.PastTurn.init)
        )
    }
}
