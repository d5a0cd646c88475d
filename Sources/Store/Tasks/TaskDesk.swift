package import Domain
package import Foundation
import Postgres

/// Which tasks a list shows; whatever is not named does not matter.
package struct TaskFilter: Sendable, Hashable {
    package var statuses: Set<TaskStatus>?
    /// Its code, or its id.
    package var department: String?
    package var assignee: ConversationFilter.Assignee?
    package var conversation: ConversationID?

    /// Shows everything.
    package init() {}
}

/// Work to be stored.
package struct NewTask: Sendable, Encodable {
    package let id: TaskID
    package var conversationId: ConversationID?
    package var guestId: GuestID?
    package var departmentId: DepartmentID
    package var room: String?
    package var description: String
    package var items: [TaskView.Item] = []
    package var priority = TaskPriority.standard
    package var dueAt: Date?
    package var status = TaskStatus.pending
    package var assigneeId: StaffID?
    package var assigneeName: String?
    package var staffId: StaffID?
    package var staffName: String?

    /// Names what it cannot be without; the id is made here.
    package init(department: DepartmentID, description: String) {
        id = TaskID(UUID.version7())
        departmentId = department
        self.description = SafeText.withoutNUL(description)
    }
}

/// One decided change of a task; whatever it does not name stays as it is.
package struct TaskChange: Sendable, Encodable {
    package var status: TaskStatus?
    package var setsAssignee = false
    package var assigneeId: StaffID?
    package var assigneeName: String?
    package var note: String?
    package var priority: TaskPriority?
    package var setsDueAt = false
    package var dueAt: Date?

    /// Changes nothing yet.
    package init() {}
}

/// A task, held by the present transaction.
package struct HeldTask: Sendable {
    package let id: TaskID
    package let status: TaskStatus
    package let version: Int
    package let assignee: StaffID?
    package let assigneeName: String?
}

/// Departments' work as people read and change it.
package struct TaskDesk: Sendable {
    private let scope: PropertyScope

    /// Reads what one hotel may see; changes inside the transaction of a change.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    /// Holds a task, and its lane before it; nil when there is no such task here.
    package func hold(_ id: TaskID) async throws -> HeldTask? {
        let rows = try await scope.query(SQL("SELECT * FROM lock_task(\(id))").named("tasks.lock"))
        return try rows.first.map { row in
            HeldTask(
                id: id,
                status: try row.word("status"),
                version: try row.get("version"),
                assignee: try row.get("assigned_staff_id"),
                assigneeName: try row.get("assigned_name")
            )
        }
    }

    /// Stores work; false when the conversation, guest or department it names is not there.
    package func create(_ task: NewTask) async throws -> Bool {
        let rows = try await scope.query(
            SQL("SELECT create_task(\(try JSONB(encoding: task))) AS id").named("tasks.create")
        )
        return try rows.first?.get("id", as: TaskID?.self) != nil
    }

    /// Writes a change of a held task.
    package func apply(_ change: TaskChange, to id: TaskID) async throws {
        _ = try await scope.query(
            SQL("SELECT change_task(\(id), \(try JSONB(encoding: change)))").named("tasks.change")
        )
    }

    /// One page, the newest first.
    package func page(_ filter: TaskFilter, after place: ListPlace?, limit: Int) async throws -> ListPage<TaskView> {
        let statuses = (filter.statuses ?? Set(TaskStatus.allCases)).map(\.rawValue).sorted()
        var conditions: SQL = ""
        if let department = filter.department {
            conditions =
                conditions
                    + """
                     AND t.department_id = (
                        SELECT id FROM departments WHERE property_id = \(scope.property)
                        AND (code = \(department) OR id::text = \(department.lowercased())) LIMIT 1)
                    """
        }
        switch filter.assignee {
        case .staff(let staff): conditions = conditions + " AND t.assigned_staff_id = \(staff)"
        case .nobody: conditions = conditions + " AND t.assigned_staff_id IS NULL"
        case nil: break
        }
        if let conversation = filter.conversation {
            conditions = conditions + " AND t.conversation_id = \(conversation)"
        }
        if let place {
            conditions =
                conditions
                    + """
                     AND t.created_at <= \(fragment: place.moment)
                     AND (t.created_at < \(fragment: place.moment) OR t.id < \(place.id))
                    """
        }
        let most = Int32(clamping: limit + 1)
        let keys: SQL = """
            SELECT x.* FROM unnest(\(statuses)) AS s (status)
            CROSS JOIN LATERAL (
                SELECT t.* FROM tasks t WHERE t.property_id = \(scope.property) AND t.status = s.status \(fragment: conditions)
                ORDER BY t.created_at DESC, t.id DESC LIMIT \(most)
            ) AS x
            """
        let page: SQL = """
            SELECT \(fragment: Self.columns), (extract(epoch FROM t.created_at) * 1000000)::bigint AS microseconds
            FROM (\(fragment: keys)) AS t JOIN departments d ON d.id = t.department_id
            ORDER BY t.created_at DESC, t.id DESC LIMIT \(most)
            """
        return try ListPage(try await scope.query(page.named("tasks.list")), limit: limit, TaskView.init)
    }

    /// Tasks by their ids, in the order given.
    static func byIDs(_ ids: [TaskID]) -> SQL {
        SQL(
            """
            SELECT \(fragment: columns) FROM unnest(\(ids)) WITH ORDINALITY AS i (id, place)
            JOIN tasks t ON t.id = i.id JOIN departments d ON d.id = t.department_id ORDER BY i.place
            """
        ).named("tasks.by_ids")
    }

    /// What came of a conversation, what is open first.
    static func ofConversation(_ id: ConversationID) -> SQL {
        SQL(
            """
            SELECT \(fragment: columns) FROM tasks t JOIN departments d ON d.id = t.department_id
            WHERE t.conversation_id = \(id)
            ORDER BY t.status IN ('completed', 'cancelled'), t.created_at DESC, t.id DESC LIMIT 50
            """
        ).named("tasks.of_conversation")
    }

    /// The work a turn promised.
    static func ofTurn(_ id: TurnID) -> SQL {
        SQL(
            """
            SELECT \(fragment: columns) FROM tasks t JOIN departments d ON d.id = t.department_id
            WHERE t.turn_id = \(id) ORDER BY t.created_at, t.id LIMIT 50
            """
        ).named("tasks.of_turn")
    }

    private static let columns: SQL = """
        t.id, t.version, t.status, t.priority, t.department_id, d.code AS department_code, d.name AS department_name,
        t.conversation_id, t.guest_id, t.room, t.description, t.items, t.assigned_staff_id, t.assigned_name, t.note,
        t.created_by, t.created_by_name, t.due_at, t.created_at, t.updated_at, t.started_at, t.finished_at
        """
}
