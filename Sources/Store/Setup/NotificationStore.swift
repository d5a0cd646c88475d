package import Foundation
package import Postgres

/// Something people must be told.
package struct StaffNotification: Sendable, Hashable {
    package let id: UUID
    /// The hotel's slug; nil when it concerns none.
    package let property: String?
    /// A word of the program's, for example `delivery.failed`.
    package let kind: String
    /// `info`, `warning` or `critical`.
    package let severity: String
    package let createdAt: Date
    /// What else there is to say, as JSON.
    package let detail: String
}

/// What people must be told.
package struct NotificationStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// What nobody has acknowledged yet, newest first.
    package func list(limit: Int = 100) async throws -> [StaffNotification] {
        let rows = try await executor.query(
            SQL(
                """
                SELECT n.id, p.slug, n.kind, n.severity, n.created_at, n.detail::text AS detail
                FROM notifications n LEFT JOIN properties p ON p.id = n.property_id
                WHERE n.acknowledged_at IS NULL ORDER BY n.created_at DESC, n.id LIMIT \(Int32(clamping: limit))
                """
            ).named("notification.list")
        )
        return try rows.map { row in
            StaffNotification(
                id: try row.get("id"),
                property: try row.get("slug"),
                kind: try row.get("kind"),
                severity: try row.get("severity"),
                createdAt: try row.get("created_at"),
                detail: try row.get("detail")
            )
        }
    }
}
