import Domain
import Hummingbird
import Store

extension DeskRoutes {
    /// Lists, one conversation, its messages, a turn, a delivery.
    func addReading(to routes: StaffRoutes) {
        routes.on(.get, "/api/v1/conversations", needs: .readConversations) { call in
            var query = call.query()
            var filter = ConversationFilter()
            filter.states = query.words("state")
            filter.channels = query.words("channel")
            filter.assignee = query.assignee(call.principal)
            filter.department = query.string("department", 1...64)
            filter.guest = query.id("guestId")
            filter.since = query.date("since")
            filter.text = query.string("text")
            let place = query.place()
            let limit = query.limit()
            try query.finish()
            return try await ConversationList(call.scope).page(filter, after: place, limit: limit).reply(
                to: call.request
            )
        }
        routes.on(.get, "/api/v1/conversations/{id}", needs: .readConversations) { call in
            try call.query().finish()
            let detail = try await DeskReader(call.scope).detail(try call.id(), for: call.principal)
            guard let detail else { throw Problem.notFound }
            return try .json(detail, version: detail.conversation.stateVersion)
        }
        routes.on(.get, "/api/v1/conversations/{id}/messages", needs: .readConversations) { call in
            var query = call.query()
            let before = query.integer("before", 1...Int.max)
            let after = query.integer("after", 0...Int.max)
            let limit = query.limit()
            if before != nil, after != nil { query.refuse("after", "cannot be combined with before") as Void? }
            try query.finish()
            let reader = DeskReader(call.scope)
            let id: ConversationID = try call.id()
            let messages =
                if let after {
                    try await reader.messages(in: id, after: after, limit: limit + 1)
                } else {
                    try await reader.messages(in: id, before: before, limit: limit + 1)
                }
            guard let messages else { throw Problem.notFound }
            return try MessagePage(messages, limit: limit, isForward: after != nil).reply()
        }
        routes.on(.get, "/api/v1/turns/{id}", needs: .readConversations) { call in
            try call.query().finish()
            guard let turn = try await DeskReader(call.scope).turn(try call.id()) else { throw Problem.notFound }
            return try .json(turn)
        }
        routes.on(.get, "/api/v1/deliveries/{id}", needs: .readConversations) { call in
            try call.query().finish()
            guard let delivery = try await DeskReader(call.scope).deliveries([try call.id()]).first else {
                throw Problem.notFound
            }
            return try .json(delivery)
        }
    }
}

/// Messages in their order, and the numbers with which the list goes on either way.
private struct MessagePage: Encodable {
    var items: [MessageView]
    /// Give it as `before` for what was said earlier; nil when there is nothing earlier.
    var before: Int?
    /// Give it as `after` for what was said later, now or in a moment; nil for an empty conversation.
    var after: Int?

    /// - Parameter found: one more than asked for when there are more.
    init(_ found: [MessageView], limit: Int, isForward: Bool) {
        items = isForward ? Array(found.prefix(limit)) : found.suffix(limit)
        before = items.first.flatMap { $0.seq > 1 ? $0.seq : nil }
        after = items.last?.seq
    }

    func reply() throws -> Reply { try .json(self) }
}
