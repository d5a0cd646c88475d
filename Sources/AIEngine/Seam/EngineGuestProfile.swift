/// What the hotel knows of the guest and lets an engine know. Every part may be missing.
package struct EngineGuestProfile: Sendable, Hashable, Codable {
    /// The guest's name as the hotel has it.
    package var name: String?
    /// The guest's language, for example `de` or `pt-BR`.
    package var language: String?
    /// Whether the hotel treats the guest as a VIP.
    package var vip: Bool?
    /// Likes and needs, for example `feather-free pillow`.
    package var preferences: [String]?
    /// The stay this conversation is about.
    package var stay: EngineStay?

    /// Names every part.
    package init(
        name: String? = nil,
        language: String? = nil,
        vip: Bool? = nil,
        preferences: [String]? = nil,
        stay: EngineStay? = nil
    ) {
        self.name = name
        self.language = language
        self.vip = vip
        self.preferences = preferences
        self.stay = stay
    }
}

/// A stay as an engine sees it.
package struct EngineStay: Sendable, Hashable, Codable {
    /// The room, once it is assigned.
    package var room: String?
    /// Where the stay stands, for example `in_house`.
    package var status: String?
    /// The first and the last day in the hotel's own calendar, `2025-06-01`.
    package var arrival: String?
    package var departure: String?

    /// Names every part.
    package init(room: String? = nil, status: String? = nil, arrival: String? = nil, departure: String? = nil) {
        self.room = room
        self.status = status
        self.arrival = arrival
        self.departure = departure
    }
}
