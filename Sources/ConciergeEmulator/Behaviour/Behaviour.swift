/// How kindly or cruelly the emulator treats Concierge. Set whole with `PUT /behaviour`; what is left out is kind.
package struct Behaviour: Sendable, Codable, Hashable {
    /// The Graph API's side.
    package var graph = GraphBehaviour()
    /// The AI engine's side.
    package var engine = EngineBehaviour()

    /// Kind.
    package init() {}

    /// Refuses names it does not know, for a mistyped cruelty would pass for kindness.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        graph = try container.decodeIfPresent(GraphBehaviour.self, forKey: .graph) ?? graph
        engine = try container.decodeIfPresent(EngineBehaviour.self, forKey: .engine) ?? engine
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case graph, engine
    }
}

/// How the Graph API behaves.
package struct GraphBehaviour: Sendable, Codable, Hashable {
    /// How long every answer takes, in milliseconds.
    package var delayMs = 0
    /// What goes wrong; of several that are due at once the first does.
    package var faults: [GraphFault] = []
    /// The statuses reported for each message, in order; empty for none.
    package var statuses = ["sent", "delivered", "read"]
    /// How long before each status, in milliseconds.
    package var statusDelayMs = 20
    /// How often each status is delivered; 1 is once.
    package var statusCopies = 1
    /// Whether statuses come last first.
    package var statusesReversed = false

    /// Kind.
    package init() {}

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        delayMs = try container.decodeIfPresent(Int.self, forKey: .delayMs) ?? delayMs
        faults = try container.decodeIfPresent([GraphFault].self, forKey: .faults) ?? faults
        statuses = try container.decodeIfPresent([String].self, forKey: .statuses) ?? statuses
        statusDelayMs = try container.decodeIfPresent(Int.self, forKey: .statusDelayMs) ?? statusDelayMs
        statusCopies = try container.decodeIfPresent(Int.self, forKey: .statusCopies) ?? statusCopies
        statusesReversed = try container.decodeIfPresent(Bool.self, forKey: .statusesReversed) ?? statusesReversed
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case delayMs, faults, statuses, statusDelayMs, statusCopies, statusesReversed
    }

    /// The statuses of one message in the order they are to be delivered, copies included.
    package var statusesToDeliver: [String] {
        let ordered = statusesReversed ? statuses.reversed() : statuses
        return ordered.flatMap { Array(repeating: $0, count: min(max(statusCopies, 1), 100)) }
    }
}

/// How the AI engine behaves.
package struct EngineBehaviour: Sendable, Codable, Hashable {
    /// How long every answer takes, in milliseconds.
    package var delayMs = 0
    /// What goes wrong; of several that are due at once the first does.
    package var faults: [EngineFault] = []

    /// Kind.
    package init() {}

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        delayMs = try container.decodeIfPresent(Int.self, forKey: .delayMs) ?? delayMs
        faults = try container.decodeIfPresent([EngineFault].self, forKey: .faults) ?? faults
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case delayMs, faults
    }
}
