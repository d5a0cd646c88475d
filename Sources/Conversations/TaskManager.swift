package import Domain
package import Foundation
package import Store

/// The only way departments' work is made and changed by people: each change is one step of ``TaskMachine``.
package struct TaskManager: Sendable {
    /// Makes one.
    package init() {}

    /// What somebody wishes of a task; nil leaves a part as it is.
    package struct Wish: Sendable {
        package var status: TaskStatus?
        /// Somebody, or nobody when the inner value is nil.
        package var assignee: StaffID??
        package var note: String?
        package var priority: TaskPriority?
        /// A moment, or none when the inner value is nil.
        package var dueAt: Date??

        /// Wishes nothing yet.
        package init() {}
    }

    /// Stores work for a department.
    package func create(_ task: NewTask, in scope: PropertyScope, by principal: Principal) async throws -> TaskView {
        var task = task
        task.staffId = principal.staff
        task.staffName = SafeText.withoutNUL(principal.name)
        if let assignee = task.assigneeId {
            task.assigneeName = try await ConversationManager().name(of: assignee, for: principal, in: scope)
            task.status = .assigned
        }
        let desk = TaskDesk(scope)
        guard try await desk.create(task) else {
            throw DeskRefusal.unknownReference(
                task.conversationId == nil && task.guestId == nil
                    ? "departmentId" : "departmentId, conversationId or guestId"
            )
        }
        try await scope.keep(AuditNote(by: principal, "task.created", "task:\(task.id)"))
        return try await view(task.id, in: scope)
    }

    /// Takes a task nobody has; whoever has it already may ask again.
    ///
    /// - Throws: ``DeskRefusal/taskTaken(by:)`` for all but the first.
    package func claim(_ id: TaskID, in scope: PropertyScope, by principal: Principal) async throws -> TaskView {
        guard let me = principal.staff else { throw DeskRefusal.staffOnly }
        let task = try await hold(id, expecting: nil, in: scope)
        if let holder = task.assignee, holder != me, !task.status.isFinished {
            throw DeskRefusal.taskTaken(by: task.assigneeName ?? "somebody else")
        }
        if task.assignee == me, !task.status.isFinished { return try await view(id, in: scope) }
        let rule = try TaskMachine.rule(from: task.status, on: .assign)
        var change = TaskChange()
        change.status = rule.to
        change.setsAssignee = true
        change.assigneeId = me
        change.assigneeName = SafeText.withoutNUL(principal.name)
        try await TaskDesk(scope).apply(change, to: id)
        try await scope.keep(try note("task.claimed", id, change, by: principal))
        return try await view(id, in: scope)
    }

    /// Changes a task.
    ///
    /// - Throws: ``InvalidTaskStep``, ``DeskRefusal``.
    package func change(
        _ id: TaskID,
        to wish: Wish,
        expecting version: Int? = nil,
        in scope: PropertyScope,
        by principal: Principal
    ) async throws -> TaskView {
        let task = try await hold(id, expecting: version, in: scope)
        // Taking for oneself what a colleague has is a claim that came second. Whoever has seen who has it, and says so
        // by the version, may.
        if let me = principal.staff, wish.assignee == .some(me), version == nil, let holder = task.assignee,
            holder != me, !task.status.isFinished
        {
            throw DeskRefusal.taskTaken(by: task.assigneeName ?? "somebody else")
        }
        var change = TaskChange()
        var status = task.status
        func take(_ step: TaskStep) throws(InvalidTaskStep) {
            let rule = try TaskMachine.rule(from: status, on: step)
            status = rule.to
            if rule.clearsAssignee {
                change.setsAssignee = true
                change.assigneeId = nil
                change.assigneeName = nil
            }
        }
        // Opened again first, for only then can it be given to somebody.
        if task.status.isFinished, let wished = wish.status, !wished.isFinished { try take(.reopen) }
        if case .some(let assignee) = wish.assignee, assignee != task.assignee || change.setsAssignee {
            if let assignee {
                try take(.assign)
                change.setsAssignee = true
                change.assigneeId = assignee
                change.assigneeName = try await ConversationManager().name(of: assignee, for: principal, in: scope)
            } else if status != .pending {
                try take(.unassign)
            }
        }
        if let wished = wish.status, let step = TaskMachine.step(from: status, to: wished) {
            // "Assigned" is a status only of what somebody has.
            let holder = change.setsAssignee ? change.assigneeId : task.assignee
            if step == .assign, holder == nil || status != .pending { throw InvalidTaskStep(from: status, step: step) }
            try take(step)
            // Whoever begins or ends what nobody has taken has done it.
            if holder == nil, step == .start || step == .complete, let me = principal.staff {
                change.setsAssignee = true
                change.assigneeId = me
                change.assigneeName = SafeText.withoutNUL(principal.name)
            }
        }
        if status != task.status { change.status = status }
        change.note = wish.note.map(SafeText.withoutNUL)
        change.priority = wish.priority
        if case .some(let dueAt) = wish.dueAt {
            change.setsDueAt = true
            change.dueAt = dueAt
        }
        let isChange =
            change.status != nil || change.setsAssignee || change.note != nil || change.priority != nil
            || change.setsDueAt
        if isChange {
            try await TaskDesk(scope).apply(change, to: id)
            try await scope.keep(try note("task.changed", id, change, by: principal))
        }
        return try await view(id, in: scope)
    }

    /// Who did what to which task: its row has only how it ended.
    private func note(
        _ action: String,
        _ id: TaskID,
        _ change: TaskChange,
        by principal: Principal
    ) throws -> AuditNote {
        var names: [String] = []
        if change.status != nil { names.append("status") }
        if change.setsAssignee { names.append("assignee") }
        if change.priority != nil { names.append("priority") }
        if change.setsDueAt { names.append("dueAt") }
        if change.note != nil { names.append("note") }
        return try AuditNote(by: principal, action, "task:\(id)", fields: names)
    }

    private func hold(_ id: TaskID, expecting version: Int?, in scope: PropertyScope) async throws -> HeldTask {
        guard let task = try await TaskDesk(scope).hold(id) else { throw DeskRefusal.notFound }
        if let version, version != task.version { throw DeskRefusal.stale(present: task.version) }
        return task
    }

    private func view(_ id: TaskID, in scope: PropertyScope) async throws -> TaskView {
        guard let view = try await DeskReader(scope).tasks([id]).first else { throw DeskRefusal.notFound }
        return view
    }
}
