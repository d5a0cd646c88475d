package import Domain
package import Foundation
import Postgres

/// A guest with their names and their stay.
package struct GuestSummary: Sendable, Encodable {
    /// A name a guest is known by.
    package struct Identity: Sendable, Hashable, Codable {
        package let kind: String
        package let value: String
    }

    /// Nights of a guest.
    package struct Stay: Sendable, Hashable, Codable {
        package let room: String?
        /// A day of the hotel's calendar, such as `2026-11-21`.
        package let arrival: String
        package let departure: String
        package let status: String
        package let confirmation: String?
    }

    package let id: GuestID
    package let name: String?
    package let language: String?
    package let vip: Bool
    package let identities: [Identity]
    /// The present one, else the next; nil when there is none.
    package let stay: Stay?

    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("display_name")
        language = try row.get("language")
        vip = try row.get("vip")
        identities = try StoredJSON.decode(row, "identities") ?? []
        stay = try StoredJSON.decode(row, "stay")
    }

    /// The columns of a guest `g`, under the names they are read by.
    static let columns: SQL = """
        g.id, g.display_name, g.language, g.vip,
        (SELECT jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value) ORDER BY i.kind, i.value)
         FROM guest_identities i WHERE i.guest_id = g.id) AS identities,
        (SELECT jsonb_build_object('room', s.room, 'arrival', s.arrival, 'departure', s.departure, 'status', s.status,
                                   'confirmation', s.confirmation)
         FROM stay_of(g.id) AS s) AS stay
        """
}

/// All that is known of a guest.
package struct GuestProfile: Sendable, Encodable {
    package let summary: GuestSummary
    /// What the house remembers, by name.
    package let profile: [String: StoredValue]
    /// Newest first.
    package let stays: [GuestSummary.Stay]
    /// Newest first; the newest fifty.
    package let conversations: [ConversationView]
    package let createdAt: Date

    private enum CodingKeys: String, CodingKey {
        case profile, stays, conversations, createdAt
    }

    /// The summary's own fields and the further ones beside them, in one object.
    package func encode(to encoder: any Encoder) throws {
        try summary.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(profile, forKey: .profile)
        try container.encode(stays, forKey: .stays)
        try container.encode(conversations, forKey: .conversations)
        try container.encode(createdAt, forKey: .createdAt)
    }
}
