/// What a member of staff is at one hotel. Whoever works at two may be one thing here and another there.
package enum StaffRole: String, Sendable, Codable, CaseIterable {
    /// Reads; changes nothing and cannot write to guests.
    case viewer
    /// Works with guests: answers, takes over, hands back, does tasks.
    case agent
    /// Also keeps what the hotel knows and how it works: knowledge, departments, policies.
    case manager
    /// Also keeps endpoints, staff and the hotel itself.
    case admin

    /// What this role may do.
    package var permissions: Set<Permission> {
        switch self {
        case .viewer: [.readConversations, .readGuests, .readTasks, .readSettings]
        case .agent: Self.viewer.permissions.union([.writeConversations, .writeTasks])
        case .manager: Self.agent.permissions.union([.writeKnowledge, .writeDepartments, .writePolicies, .readStaff])
        case .admin: Self.manager.permissions.union([.writeEndpoints, .writeStaff, .writeProperty])
        }
    }
}

/// One thing that may be done at a hotel. The words are those that API keys carry and that refusals name.
package enum Permission: String, Sendable, Codable, CaseIterable {
    case readConversations = "conversations.read"
    case writeConversations = "conversations.write"
    case readGuests = "guests.read"
    case readTasks = "tasks.read"
    case writeTasks = "tasks.write"
    case readSettings = "settings.read"
    case writeKnowledge = "knowledge.write"
    case writeDepartments = "departments.write"
    case writePolicies = "policies.write"
    case writeEndpoints = "endpoints.write"
    case readStaff = "staff.read"
    case writeStaff = "staff.write"
    case writeProperty = "property.write"
    /// Hand guests' messages in, as a channel service does; no role has it, only keys for services.
    case writeInbound = "inbound.write"
}
