package import Domain
package import Postgres

/// A guest to be known before they write.
package struct NewGuest: Sendable {
    package var name: String
    /// A two-letter code; nil when not known.
    package var language: String?
    package var vip = false
    /// What the house remembers, as a JSON object.
    package var profile = JSONB(text: "{}")
    /// The names they are known by, normalised; the first decides whether they are known already.
    package var identities: [GuestIdentity]
    package var stays: [NewStay] = []

    /// Names what it cannot be without.
    package init(name: String, language: String?, identities: [GuestIdentity]) {
        self.name = name
        self.language = language
        self.identities = identities
    }
}

/// A stay to be known.
package struct NewStay: Sendable {
    package var room: String?
    /// Days from today in the hotel's own time zone; negative is the past.
    package var arrivalInDays: Int
    package var departureInDays: Int
    /// `booked`, `in_house`, `checked_out`, `cancelled` or `no_show`.
    package var status: String
    /// What the guest would quote; a known one is brought up to date.
    package var confirmation: String

    /// Names every part.
    package init(room: String?, arrivalInDays: Int, departureInDays: Int, status: String, confirmation: String) {
        self.room = room
        self.arrivalInDays = arrivalInDays
        self.departureInDays = departureInDays
        self.status = status
        self.confirmation = confirmation
    }
}

/// Makes guests and their stays known.
package struct GuestStore: Sendable {
    private let pool: PostgresPool

    /// Works through the router's pool.
    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// Adds a guest with identities and stays, or brings the one with the same first identity up to date.
    ///
    /// - Throws: ``SetupError`` when they have no identity.
    @discardableResult
    package func put(_ guest: NewGuest, in property: PropertyID) async throws -> GuestID {
        guard let first = guest.identities.first else {
            throw SetupError("\(guest.name) has no phone number or address")
        }
        return try await pool.transaction { transaction in
            let known = try await transaction.query(
                """
                SELECT coalesce((
                    SELECT guest_id FROM guest_identities
                    WHERE property_id = \(property) AND kind = \(first.kind.rawValue) AND value = \(first.value)
                ), uuid_v7()) AS id
                """
            )
            guard let id = try known.first?.get("id", as: GuestID.self) else { throw SetupError("no id was made") }
            var statements = [Self.put(guest, id, property)]
            statements += guest.identities.map { Self.put($0, id, property) }
            statements += guest.stays.map { Self.put($0, id, property) }
            _ = try await transaction.pipeline(statements)
            return id
        }
    }

    private static func put(_ guest: NewGuest, _ id: GuestID, _ property: PropertyID) -> SQL {
        SQL(
            """
            INSERT INTO guests (id, property_id, display_name, language, vip, profile)
            VALUES (\(id), \(property), \(guest.name), \(guest.language), \(guest.vip), \(guest.profile))
            ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, language = excluded.language,
                vip = excluded.vip, profile = guests.profile || excluded.profile
            """
        ).named("guest.put")
    }

    private static func put(_ identity: GuestIdentity, _ id: GuestID, _ property: PropertyID) -> SQL {
        SQL(
            """
            INSERT INTO guest_identities (property_id, kind, value, guest_id)
            VALUES (\(property), \(identity.kind.rawValue), \(identity.value), \(id))
            ON CONFLICT (property_id, kind, value) DO NOTHING
            """
        ).named("guest.identity")
    }

    private static func put(_ stay: NewStay, _ id: GuestID, _ property: PropertyID) -> SQL {
        SQL(
            """
            WITH today AS (
                SELECT (now() AT TIME ZONE timezone)::date AS day FROM properties WHERE id = \(property)
            ), known AS (
                UPDATE stays SET room = \(stay.room), status = \(stay.status),
                    arrival = today.day + \(Int32(stay.arrivalInDays)),
                    departure = today.day + \(Int32(stay.departureInDays))
                FROM today WHERE guest_id = \(id) AND confirmation = \(stay.confirmation)
                RETURNING stays.id
            )
            INSERT INTO stays (property_id, guest_id, room, arrival, departure, status, confirmation)
            SELECT \(property), \(id), \(stay.room), today.day + \(Int32(stay.arrivalInDays)),
                   today.day + \(Int32(stay.departureInDays)), \(stay.status), \(stay.confirmation)
            FROM today WHERE NOT EXISTS (SELECT FROM known)
            """
        ).named("guest.stay")
    }
}
