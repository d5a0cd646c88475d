/// Something an engine wants done.
package enum EngineAction: Sendable, Hashable {
    /// Work for a department: `{"type": "create_task", …}`.
    case createTask(TaskAction)
    /// A type this program does not know, kept as it came.
    case unknown(type: String, data: JSONValue)
}

/// Work for a department, as an engine describes it.
package struct TaskAction: Sendable, Hashable, Codable {
    /// How soon work must be done.
    package enum Priority: String, Sendable, Codable, CaseIterable {
        case urgent, high, standard, low
    }

    /// One thing to bring.
    package struct Item: Sendable, Hashable, Codable {
        /// What, in the hotel's working language, for example `bath towel`.
        package var name: String
        /// How many, at least 1.
        package var quantity: Int

        /// Names both parts.
        package init(name: String, quantity: Int) {
            self.name = name
            self.quantity = quantity
        }
    }

    /// The department's slug, for example `housekeeping`.
    package var department: String
    /// How soon.
    package var priority: Priority
    /// What to do, in the hotel's working language, with the guest's own words.
    package var description: String
    /// Where.
    package var room: String?
    /// What to bring.
    package var items: [Item]?
    /// The time promised to the guest, in minutes from now. Ours, beside the contract; engines may leave it out.
    package var dueInMinutes: Int?

    /// Names every part.
    package init(
        department: String,
        priority: Priority = .standard,
        description: String,
        room: String? = nil,
        items: [Item]? = nil,
        dueInMinutes: Int? = nil
    ) {
        self.department = department
        self.priority = priority
        self.description = description
        self.room = room
        self.items = items
        self.dueInMinutes = dueInMinutes
    }
}

extension EngineAction: Codable {
    private enum Key: String, CodingKey {
        case type
    }

    private static let createTaskType = "create_task"

    package init(from decoder: any Decoder) throws {
        let type = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .type)
        if type == Self.createTaskType {
            self = .createTask(try TaskAction(from: decoder))
        } else {
            self = .unknown(type: type, data: try JSONValue(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .createTask(let task):
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(Self.createTaskType, forKey: .type)
            try task.encode(to: encoder)
        case .unknown(_, let data):
            try data.encode(to: encoder)
        }
    }
}
