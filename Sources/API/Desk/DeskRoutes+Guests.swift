import Domain
import Hummingbird
import Store

extension DeskRoutes {
    /// Guests; every look at one is audited.
    func addGuests(to routes: StaffRoutes) {
        routes.on(.get, "/api/v1/guests", needs: .readGuests) { call in
            var query = call.query()
            let text = query.string("text", 2...200)
            if text == nil { query.refuse("text", "is missing") as Void? }
            let limit = query.limit(default: 20, atMost: 50)
            try query.finish()
            let guests = try await GuestDesk(call.scope).find(text ?? "", limit: limit, for: call.principal)
            return try Page(items: guests, nextCursor: nil).reply(to: call.request)
        }
        routes.on(.get, "/api/v1/guests/{id}", needs: .readGuests) { call in
            try call.query().finish()
            guard let profile = try await GuestDesk(call.scope).profile(of: try call.id(), for: call.principal) else {
                throw Problem.notFound
            }
            return try .json(profile)
        }
    }

    /// What people must be told.
    func addNotifications(to routes: StaffRoutes) {
        routes.on(.get, "/api/v1/notifications", needs: .readConversations) { call in
            var query = call.query()
            let isAcknowledged = query.boolean("acknowledged")
            let place = query.place()
            let limit = query.limit()
            try query.finish()
            return try await NotificationDesk(call.scope)
                .page(isAcknowledged: isAcknowledged, after: place, limit: limit).reply(to: call.request)
        }
        routes.on(.post, "/api/v1/notifications/{id}/acknowledge", needs: .writeConversations) { call in
            try call.query().finish()
            let id: NotificationID = try call.id()
            try call.optionalFields().finish()
            return try await call.change { scope in
                guard let seen = try await NotificationDesk(scope).acknowledge(id, by: call.principal) else {
                    throw Problem.notFound
                }
                return try .json(seen)
            }
        }
    }
}
