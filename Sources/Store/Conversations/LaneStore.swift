package import Domain
package import Foundation
import Postgres

/// A lane, held by the present transaction, with all that a decision about it needs.
package struct HeldLane: Sendable {
    package let id: ConversationID
    package let state: ConversationState
    package let version: Int
    package let unreadCount: Int
    package let assignee: StaffID?
    package let assigneeName: String?
    package let department: DepartmentID?
    package let priority: ConversationPriority
    package let channel: ChannelKind
    package let guestLanguage: String?
    package let window: MessagingWindow
    /// The database's clock when the lock was held.
    package let moment: Date
    package let openTasks: Int
    /// The guest's open conversation on the same endpoint, if it is another one.
    package let openSibling: ConversationID?
}

/// One decided change of a lane; whatever it does not name stays as it is.
package struct LaneChange: Sendable, Encodable {
    /// One message to be said.
    package struct Word: Sendable, Encodable {
        package let messageId: MessageID
        package let deliveryId: DeliveryID
        package let author: Author
        package let body: String

        /// Names what is said and by whom; the ids are made here.
        package init(_ body: String, by author: Author) {
            messageId = MessageID(UUID.version7())
            deliveryId = DeliveryID(UUID.version7())
            self.author = author
            self.body = SafeText.withoutNUL(body)
        }
    }

    package var to: ConversationState?
    /// Set for what is kept as a transition.
    package var trigger: ConversationTrigger.Name?
    package var staffId: StaffID?
    package var staffName: String?
    package var reason: String?
    package var escalationReason: EscalationReason?
    package var resolution: String?
    package var raisesOwnerEpoch = false
    package var raisesVersion = false
    package var silencesAI = false
    package var setsAssignee = false
    package var assigneeId: StaffID?
    package var assigneeName: String?
    package var departmentId: DepartmentID?
    package var priority: ConversationPriority?
    package var marksRead = false
    package var words: [Word] = []

    /// A change by somebody of the hotel.
    package init(by principal: Principal) {
        staffId = principal.staff
        staffName = SafeText.withoutNUL(principal.name)
    }

    /// Gives it to somebody, or to nobody.
    package mutating func assign(_ staff: StaffID?, name: String?) {
        setsAssignee = true
        assigneeId = staff
        assigneeName = name
    }
}

/// Changes lanes on people's behalf, inside the transaction of a scope.
package struct LaneStore: Sendable {
    private let scope: PropertyScope

    /// Works in the transaction of a change.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    /// Holds a lane until the transaction ends; nil when there is no such conversation here.
    ///
    /// - Parameter withSiblings: whether it may be about to be opened again, which others must not do meanwhile.
    package func hold(_ id: ConversationID, withSiblings: Bool = false) async throws -> HeldLane? {
        let rows = try await scope.query(
            SQL("SELECT * FROM lock_conversation(\(id), \(withSiblings))").named("conversations.lock")
        )
        return try rows.first.map { row in
            let channel: ChannelKind = try row.word("channel")
            return HeldLane(
                id: id,
                state: try row.word("state"),
                version: try row.get("state_version"),
                unreadCount: Int(try row.get("unread_count", as: Int32.self)),
                assignee: try row.get("assigned_staff_id"),
                assigneeName: try row.get("assigned_name"),
                department: try row.get("department_id"),
                priority: try row.word("priority"),
                channel: channel,
                guestLanguage: try row.get("guest_language"),
                window: MessagingWindow(channel: channel, expiresAt: try row.get("window_expires_at")),
                moment: try row.get("moment"),
                openTasks: try row.get("open_tasks"),
                openSibling: try row.get("open_sibling")
            )
        }
    }

    /// Whether the guest of a held lane wants no more messages where it is.
    package func hasOptedOut(_ id: ConversationID) async throws -> Bool {
        let rows = try await scope.query(
            SQL(
                """
                SELECT FROM conversations c JOIN opt_outs o
                    ON o.endpoint_id = c.endpoint_id AND o.kind = c.recipient_kind AND o.value = c.recipient_value
                WHERE c.id = \(id)
                """
            ).named("conversations.opted_out")
        )
        return !rows.isEmpty
    }

    /// Writes a change of a held lane, with all it causes.
    package func apply(_ change: LaneChange, to id: ConversationID) async throws {
        _ = try await scope.query(
            SQL("SELECT change_conversation(\(id), \(try JSONB(encoding: change)))").named("conversations.change")
        )
    }

    /// Stores a note; false when there is no such conversation here.
    package func addNote(_ id: NoteID, _ body: String, to conversation: ConversationID, by principal: Principal)
        async throws -> Bool
    {
        let rows = try await scope.query(
            SQL(
                """
                SELECT add_note(\(id), \(conversation), \(SafeText.withoutNUL(body)), \(principal.staff),
                    \(SafeText.withoutNUL(principal.name))) AS added
                """
            ).named("notes.add")
        )
        return try rows.first?.get("added") ?? false
    }

    /// What a colleague at this hotel is called; nil when nobody here is that.
    package func colleague(_ staff: StaffID) async throws -> String? {
        try await scope.query(SQL("SELECT colleague_name(\(staff)) AS name").named("staff.name")).first?.get("name")
    }

    /// Whether there is such a department here.
    package func hasDepartment(_ id: DepartmentID) async throws -> Bool {
        try await !scope.query(SQL("SELECT id FROM departments WHERE id = \(id)").named("departments.exists")).isEmpty
    }
}
