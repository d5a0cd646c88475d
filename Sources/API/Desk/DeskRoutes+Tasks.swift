import Conversations
import Domain
import Hummingbird
import Store
import StrictJSON

extension DeskRoutes {
    /// Departments' work.
    func addTasks(to routes: StaffRoutes) {
        let tasks = tasks
        routes.on(.get, "/api/v1/tasks", needs: .readTasks) { call in
            var query = call.query()
            var filter = TaskFilter()
            filter.statuses = query.words("status")
            filter.department = query.string("department", 1...64)
            filter.assignee = query.assignee(call.principal)
            filter.conversation = query.id("conversationId")
            let place = query.place()
            let limit = query.limit()
            try query.finish()
            return try await TaskDesk(call.scope).page(filter, after: place, limit: limit).reply(to: call.request)
        }
        routes.on(.post, "/api/v1/tasks", needs: .writeTasks) { call in
            try call.query().finish()
            let task = try Self.newTask(call)
            return try await call.change { scope in
                let view = try await tasks.create(task, in: scope, by: call.principal)
                return try .task(view, status: 201, location: "/api/v1/tasks/\(view.id)")
            }
        }
        routes.on(.get, "/api/v1/tasks/{id}", needs: .readTasks) { call in
            try call.query().finish()
            guard let task = try await DeskReader(call.scope).tasks([try call.id()]).first else {
                throw Problem.notFound
            }
            return try .task(task)
        }
        routes.on(.patch, "/api/v1/tasks/{id}", needs: .writeTasks) { call in
            try call.query().finish()
            let id: TaskID = try call.id()
            let wish = try Self.wish(call)
            let version = try call.expectedVersion()
            return try await call.change { scope in
                try .task(
                    try await tasks.change(id, to: wish, expecting: version, in: scope, by: call.principal)
                )
            }
        }
        routes.on(.post, "/api/v1/tasks/{id}/claim", needs: .writeTasks) { call in
            try call.query().finish()
            let id: TaskID = try call.id()
            try call.optionalFields().finish()
            return try await call.change { scope in
                try .task(try await tasks.claim(id, in: scope, by: call.principal))
            }
        }
    }

    private static func newTask(_ call: StaffCall) throws -> NewTask {
        var fields = try call.fields()
        var task = NewTask(
            department: fields.id("departmentId", as: DepartmentID.self),
            description: fields.string("description", 1...4000)
        )
        task.conversationId = fields.optionalID("conversationId")
        task.guestId = fields.optionalID("guestId")
        task.room = fields.optionalString("room", 1...16).map(SafeText.withoutNUL)
        task.priority = fields.optionalWord("priority") ?? .standard
        task.dueAt = fields.optionalDate("dueAt")
        task.assigneeId = fields.optionalID("assignedTo")
        task.items = items(&fields)
        try fields.finish()
        return task
    }

    private static func items(_ fields: inout FieldReader) -> [TaskView.Item] {
        guard let value = fields.optionalValue("items") else { return [] }
        guard let elements = value.array, elements.count <= 50 else {
            fields.refuse("items", "must be a list of at most 50 objects")
            return []
        }
        return elements.enumerated().compactMap { index, element in
            guard case .object(let members) = element.content else {
                fields.refuse("items", "must hold objects")
                return nil
            }
            var reader = FieldReader(members: members, pointer: "/items/\(index)")
            let name = reader.string("name", 1...200)
            let quantity = reader.optionalInteger("quantity", 1...1000)
            do {
                try reader.finish()
            } catch {
                fields.refuse("items", "holds something else than name and quantity at \(index)")
            }
            return TaskView.Item(name: SafeText.withoutNUL(name), quantity: quantity)
        }
    }

    private static func wish(_ call: StaffCall) throws -> TaskManager.Wish {
        var fields = try call.fields()
        var wish = TaskManager.Wish()
        wish.status = fields.optionalWord("status")
        if fields.has("assignedTo") { wish.assignee = .some(fields.optionalID("assignedTo")) }
        wish.note = fields.optionalString("note", 1...4000)
        wish.priority = fields.optionalWord("priority")
        if fields.has("dueAt") { wish.dueAt = .some(fields.optionalDate("dueAt")) }
        try fields.finish()
        return wish
    }
}
