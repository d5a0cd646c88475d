package import Domain
package import Foundation
import Postgres

/// Work for a department, as staff read it. Its JSON is the contract's `Task`.
package struct TaskView: Sendable, Hashable, Encodable {
    /// One thing that is asked for.
    package struct Item: Sendable, Hashable, Codable {
        package let name: String
        package let quantity: Int?

        /// Names both.
        package init(name: String, quantity: Int?) {
            self.name = name
            self.quantity = quantity
        }
    }

    package let id: TaskID
    /// The `ETag`.
    package let version: Int
    package let status: TaskStatus
    package let priority: TaskPriority
    package let department: DepartmentView
    package let conversationId: ConversationID?
    package let guestId: GuestID?
    package let room: String?
    package let description: String
    package let items: [Item]
    package let assignee: ColleagueView?
    package let note: String?
    /// Who made it; nil when the AI did.
    package let createdBy: ColleagueView?
    package let dueAt: Date?
    package let createdAt: Date
    package let updatedAt: Date
    package let startedAt: Date?
    package let finishedAt: Date?

    init(_ row: Row) throws {
        id = try row.get("id")
        version = try row.get("version")
        status = try row.word("status")
        priority = try row.word("priority")
        guard let department = try DepartmentView(row) else {
            throw PostgresError(.decoding, "a task has no department")
        }
        self.department = department
        conversationId = try row.get("conversation_id")
        guestId = try row.get("guest_id")
        room = try row.get("room")
        description = try row.get("description")
        items = try StoredJSON.require(row, "items")
        assignee = ColleagueView(try row.get("assigned_staff_id"), try row.get("assigned_name"))
        note = try row.get("note")
        createdBy = ColleagueView(try row.get("created_by"), try row.get("created_by_name"))
        dueAt = try row.get("due_at")
        createdAt = try row.get("created_at")
        updatedAt = try row.get("updated_at")
        startedAt = try row.get("started_at")
        finishedAt = try row.get("finished_at")
    }
}
