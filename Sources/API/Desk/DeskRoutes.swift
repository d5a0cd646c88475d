import Conversations
import Domain
import Foundation
import Hummingbird
import Store

/// Everything people do at the desk.
struct DeskRoutes {
    let manager: ConversationManager
    let tasks = TaskManager()

    /// Adds every route.
    func add(to routes: StaffRoutes) {
        addReading(to: routes)
        addMessages(to: routes)
        addVerbs(to: routes)
        addNotes(to: routes)
        addTasks(to: routes)
        addGuests(to: routes)
        addNotifications(to: routes)
    }
}

extension ListPage where Item: Encodable {
    /// The page as it is answered.
    func reply(to request: Request) throws -> Reply {
        let cursor = next.map { PageCursor(["\($0.microseconds)", $0.id.uuidString.lowercased()]).text }
        return try Page(items: items, nextCursor: cursor).reply(to: request)
    }
}

extension QueryReader {
    /// `me`, `none` or the id of a member of staff.
    mutating func assignee(_ principal: Principal) -> ConversationFilter.Assignee? {
        guard let text = string("assignedTo") else { return nil }
        switch text {
        case "none": return .nobody
        case "me":
            guard let me = principal.staff else { return refuse("assignedTo", "a service has nothing assigned") }
            return .staff(me)
        default:
            guard let id = StaffID(text) else { return refuse("assignedTo", "must be me, none or a UUID") }
            return .staff(id)
        }
    }
}

extension Reply {
    /// A conversation with its version.
    static func conversation(_ view: ConversationView) throws -> Reply {
        try .json(view, version: view.stateVersion)
    }

    /// A task with its version.
    static func task(_ view: TaskView, status: Int = 200, location: String? = nil) throws -> Reply {
        try .json(view, status: status, version: view.version, location: location)
    }
}
