package import Domain
import Foundation
package import Postgres

/// A conversation whose guest has waited too long for the AI.
package struct WaitingGuest: Sendable, Hashable {
    package let conversation: ConversationID
    package let property: PropertyID
    package let channel: ChannelKind
    /// The guest's language, as far as the hotel knows it.
    package let language: String?
    package let isVIP: Bool
    package let intent: String?
    /// What the guest wrote last.
    package let words: String
}

/// Guests whose turns are not thought about in time: nothing of theirs ever expires, and people are called.
package struct WaitingStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Guests whose words the AI has had for so long, those who waited longest first.
    package func waiting(longerThan age: Duration, limit: Int = 200) async throws -> [WaitingGuest] {
        let rows = try await executor.query(
            SQL("SELECT * FROM waiting_guests(\(age.milliseconds), \(Int32(clamping: limit)))").named("turns.waiting")
        )
        return try rows.map { row in
            WaitingGuest(
                conversation: try row.get("conversation_id"),
                property: try row.get("property_id"),
                channel: try row.word("channel"),
                language: try row.get("language"),
                isVIP: try row.get("vip"),
                intent: try row.get("intent"),
                words: try row.get("words")
            )
        }
    }

    /// Calls people to guests who still wait; whoever was answered or taken over meanwhile is left alone.
    ///
    /// - Returns: the hotel of each conversation that went to people.
    @discardableResult
    package func call(
        _ calls: [(conversation: ConversationID, call: PeopleCall)],
        longerThan age: Duration
    ) async throws -> [PropertyID] {
        guard !calls.isEmpty else { return [] }
        return try await executor.query(
            SQL(
                """
                SELECT call_to_waiting(\(calls.map(\.conversation)), \(try calls.map { try JSONB(encoding: $0.call) }),
                    \(age.milliseconds)) AS hotel
                """
            ).named("turns.call")
        ).map { try $0.get("hotel") }
    }
}
