package import Domain
package import Foundation
import Postgres

/// Something people must be told. Its JSON is the contract's `Notification`.
package struct NotificationView: Sendable, Encodable {
    package let id: NotificationID
    /// A word of the program's, for example `delivery.failed`.
    package let kind: String
    /// `info`, `warning` or `critical`.
    package let severity: String
    package let conversationId: ConversationID?
    package let deliveryId: DeliveryID?
    package let detail: [String: StoredValue]
    package let createdAt: Date
    package let acknowledgedAt: Date?
    package let acknowledgedBy: ColleagueView?

    init(_ row: Row) throws {
        id = try row.get("id")
        kind = try row.get("kind")
        severity = try row.get("severity")
        conversationId = try row.get("conversation_id")
        deliveryId = try row.get("delivery_id")
        detail = try StoredJSON.require(row, "detail")
        createdAt = try row.get("created_at")
        acknowledgedAt = try row.get("acknowledged_at")
        acknowledgedBy = ColleagueView(try row.get("acknowledged_by"), try row.get("acknowledged_name"))
    }
}

/// What people must be told, as they read and acknowledge it.
package struct NotificationDesk: Sendable {
    private let scope: PropertyScope

    /// Reads what one hotel may see; changes inside the transaction of a change.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    /// One page, the newest first.
    ///
    /// - Parameter isAcknowledged: whether somebody has; nil for both.
    package func page(isAcknowledged: Bool?, after place: ListPlace?, limit: Int) async throws -> ListPage<
        NotificationView
    > {
        var conditions: SQL = ""
        switch isAcknowledged {
        case true: conditions = " AND n.acknowledged_at IS NOT NULL"
        case false: conditions = " AND n.acknowledged_at IS NULL"
        default: break
        }
        if let place {
            conditions =
                conditions
                    + """
                     AND n.created_at <= \(fragment: place.moment)
                     AND (n.created_at < \(fragment: place.moment) OR n.id < \(place.id))
                    """
        }
        let page: SQL = """
            SELECT n.*, (extract(epoch FROM n.created_at) * 1000000)::bigint AS microseconds FROM notifications n
            WHERE n.property_id = \(scope.property) \(fragment: conditions)
            ORDER BY n.created_at DESC, n.id DESC LIMIT \(Int32(clamping: limit + 1))
            """
        return try ListPage(
            try await scope.query(page.named("notifications.list")),
            limit: limit,
            NotificationView.init
        )
    }

    /// Notes that somebody has seen it; who was first stays, and an escalation's calls end. Nil when there is no such notification here.
    package func acknowledge(_ id: NotificationID, by principal: Principal) async throws -> NotificationView? {
        let rows = try await scope.query(
            SQL(
                """
                SELECT * FROM acknowledge_notification(\(id), \(principal.staff), \(SafeText.withoutNUL(principal.name)))
                """
            ).named("notifications.acknowledge")
        )
        return try rows.first.map(NotificationView.init)
    }
}
