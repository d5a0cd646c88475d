import Conversations
import Domain
import Hummingbird
import Store

extension DeskRoutes {
    /// A staff word.
    func addMessages(to routes: StaffRoutes) {
        let manager = manager
        routes.on(.post, "/api/v1/conversations/{id}/messages", needs: .writeConversations) { call in
            try call.query().finish()
            let id: ConversationID = try call.id()
            var fields = try call.fields()
            let content = fields.string("content", 1...4096)
            try fields.finish()
            let version = try call.expectedVersion()
            return try await call.change { scope in
                let sent = try await manager.send(
                    content,
                    in: id,
                    expecting: version,
                    in: scope,
                    by: call.principal
                )
                return try .json(sent, status: 202, location: "/api/v1/deliveries/\(sent.delivery.id)")
            }
        }
    }

    /// What changes who owns the next word, and who looks after it.
    func addVerbs(to routes: StaffRoutes) {
        let manager = manager
        routes.on(.post, "/api/v1/conversations/{id}/escalate", needs: .writeConversations) { call in
            let (id, version) = try call.target()
            var fields = try call.optionalFields()
            let reason = fields.optionalString("reason", 1...500)
            let department = fields.optionalID("departmentId", as: DepartmentID.self)
            let priority = fields.optionalWord("priority", as: ConversationPriority.self)
            try fields.finish()
            return try await call.change { scope in
                try .conversation(
                    try await manager.escalate(
                        id,
                        reason: reason,
                        department: department,
                        priority: priority,
                        expecting: version,
                        in: scope,
                        by: call.principal
                    )
                )
            }
        }
        routes.on(.post, "/api/v1/conversations/{id}/resolve", needs: .writeConversations) { call in
            let (id, version) = try call.target()
            var fields = try call.optionalFields()
            let resolution = fields.optionalString("resolution", 1...500)
            try fields.finish()
            return try await call.change { scope in
                try .conversation(
                    try await manager.resolve(
                        id,
                        resolution: resolution,
                        expecting: version,
                        in: scope,
                        by: call.principal
                    )
                )
            }
        }
        routes.on(.post, "/api/v1/conversations/{id}/return-to-ai", needs: .writeConversations) { call in
            let (id, version) = try call.target()
            var fields = try call.optionalFields()
            let note = fields.optionalString("note", 1...4096)
            let force = fields.optionalBoolean("force") ?? false
            try fields.finish()
            return try await call.change { scope in
                try .conversation(
                    try await manager.returnToAI(
                        id,
                        note: note,
                        force: force,
                        expecting: version,
                        in: scope,
                        by: call.principal
                    )
                )
            }
        }
        routes.on(.post, "/api/v1/conversations/{id}/assign", needs: .writeConversations) { call in
            let (id, version) = try call.target()
            var fields = try call.fields()
            if !fields.has("staffId") { fields.refuse("staffId", "is missing; null takes it off everybody") }
            let staff = fields.optionalID("staffId", as: StaffID.self)
            let department = fields.optionalID("departmentId", as: DepartmentID.self)
            try fields.finish()
            return try await call.change { scope in
                try .conversation(
                    try await manager.assign(
                        id,
                        to: staff,
                        department: department,
                        expecting: version,
                        in: scope,
                        by: call.principal
                    )
                )
            }
        }
        routes.on(.post, "/api/v1/conversations/{id}/reopen", needs: .writeConversations) { call in
            let (id, version) = try call.target()
            try call.optionalFields().finish()
            return try await call.change { scope in
                try .conversation(
                    try await manager.reopen(id, expecting: version, in: scope, by: call.principal)
                )
            }
        }
        routes.on(.post, "/api/v1/conversations/{id}/read", needs: .writeConversations) { call in
            let (id, _) = try call.target()
            try call.optionalFields().finish()
            return try await call.change { scope in
                try .conversation(try await manager.markRead(id, in: scope, by: call.principal))
            }
        }
    }

    /// What colleagues tell each other.
    func addNotes(to routes: StaffRoutes) {
        let manager = manager
        routes.on(.get, "/api/v1/conversations/{id}/notes", needs: .readConversations) { call in
            var query = call.query()
            let place = query.place()
            let limit = query.limit()
            try query.finish()
            let page = try await DeskReader(call.scope).notes(in: try call.id(), after: place, limit: limit)
            guard let page else { throw Problem.notFound }
            return try page.reply(to: call.request)
        }
        routes.on(.post, "/api/v1/conversations/{id}/notes", needs: .writeConversations) { call in
            let (id, _) = try call.target()
            var fields = try call.fields()
            let body = fields.string("body", 1...4096)
            try fields.finish()
            return try await call.change { scope in
                try .json(try await manager.note(body, on: id, in: scope, by: call.principal), status: 201)
            }
        }
    }
}

extension StaffCall {
    /// The conversation a verb is about, and the version the caller has seen; verbs have no query.
    func target() throws -> (ConversationID, Int?) {
        try query().finish()
        return (try id(), try expectedVersion())
    }
}
