package import Domain
package import Foundation
package import Postgres

/// Work for a department, as it stands.
package struct DepartmentTask: Sendable, Hashable {
    package let id: TaskID
    package let conversation: ConversationID?
    /// The department's code.
    package let department: String
    package let room: String?
    package let description: String
    package let priority: String
    package let status: String
    package let dueAt: Date?
    package let createdAt: Date
}

/// Reads the departments' work.
package struct TaskStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// What is not finished at a hotel, the most pressing first.
    package func open(at property: PropertyID, limit: Int = 100) async throws -> [DepartmentTask] {
        let rows = try await executor.query(
            SQL(
                """
                SELECT t.id, t.conversation_id, d.code, t.room, t.description, t.priority, t.status, t.due_at, t.created_at
                FROM tasks t JOIN departments d ON d.id = t.department_id
                WHERE t.property_id = \(property) AND t.status NOT IN ('completed', 'cancelled')
                ORDER BY t.due_at NULLS LAST, t.created_at, t.id LIMIT \(Int32(clamping: limit))
                """
            ).named("task.open")
        )
        return try rows.map { row in
            DepartmentTask(
                id: try row.get("id"),
                conversation: try row.get("conversation_id"),
                department: try row.get("code"),
                room: try row.get("room"),
                description: try row.get("description"),
                priority: try row.get("priority"),
                status: try row.get("status"),
                dueAt: try row.get("due_at"),
                createdAt: try row.get("created_at")
            )
        }
    }
}
