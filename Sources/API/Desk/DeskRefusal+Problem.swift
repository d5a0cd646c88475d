import Conversations
import Domain

extension DeskRefusal {
    /// The answer.
    var problem: Problem {
        switch self {
        case .notFound: .notFound
        case .stale(let present):
            Problem(
                412,
                "version_stale",
                "Changed meanwhile",
                detail: "It is at version \(present) now.",
                headers: [("ETag", "\"\(present)\"")]
            )
        case .tasksOpen(let count):
            Problem(
                409,
                "tasks_open",
                "Work not finished",
                detail: "\(count) task(s) of this conversation are open; send force to hand it back nevertheless."
            )
        case .windowClosed:
            Problem(
                409,
                "window_closed",
                "Window closed",
                detail: "The channel lets us write only within 24 hours after the guest's last message."
            )
        case .optedOut:
            Problem(
                409,
                "opted_out",
                "Guest wants no messages",
                detail: "The guest ended text messages to this number; only the guest can allow them again."
            )
        case .nothingToSay:
            .invalid([.init(pointer: "/content", detail: "must hold more than white space")])
        case .newerConversation(let id):
            Problem(
                409,
                "newer_conversation_open",
                "Newer conversation open",
                detail: "The guest has gone on in conversation \(id).",
                headers: [("Location", "/api/v1/conversations/\(id)")]
            )
        case .unknownStaff:
            .invalid([.init(pointer: "", detail: "names somebody who does not work at this hotel")])
        case .unknownReference(let name):
            .invalid([.init(pointer: "", detail: "\(name) names nothing of this hotel")])
        case .taskTaken(let name):
            Problem(409, "task_taken", "Task taken", detail: "\(name) has it.")
        case .alreadyEscalated:
            Problem(
                409,
                "conversation_escalated",
                "With people already",
                detail: "Escalating again gives it to no other department and changes no priority: assign it.",
                allowed: [ConversationTrigger.Name.assign.rawValue]
            )
        case .staffOnly:
            Problem(403, "staff_only", "For people only", detail: "A service cannot take work on.")
        }
    }
}
