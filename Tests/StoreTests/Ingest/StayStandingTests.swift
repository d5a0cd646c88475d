import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A stay ends with its last day at the hotel, whatever word the front desk left it with.
@Suite struct StayStandingTests {
    /// West of the date line it is yesterday while it is today in the east.
    private static let west = "Etc/GMT+12"
    private static let east = "Pacific/Kiritimati"

    @Test(
        arguments: [
            ("in_house", -1, 1, 2), ("in_house", 0, 0, 2), ("in_house", -3, 0, 2), ("in_house", -240, -230, 3),
            ("in_house", -2, -1, 3), ("in_house", 1, 2, 1), ("booked", 0, 1, 1), ("booked", 5, 6, 1),
            ("booked", -3, -1, 0),
            ("checked_out", -3, 0, 3), ("cancelled", -1, 1, 0), ("no_show", -1, 1, 0),
        ] as [(String, Int32, Int32, Int32)]
    )
    func `The word and the days together`(status: String, arrival: Int32, departure: Int32, standing: Int32)
        async throws
    {
        try await Hotel.withOne { hotel in
            let found: Int32 = try await hotel.value(
                """
                WITH guest AS (INSERT INTO guests (property_id) VALUES (\(hotel.property)) RETURNING id),
                stay AS (
                    INSERT INTO stays (property_id, guest_id, status, arrival, departure)
                    SELECT \(hotel.property), id, \(status), hotel_date('UTC') + \(arrival), hotel_date('UTC') + \(departure)
                    FROM guest RETURNING *
                )
                SELECT coalesce(stay_phase(status, arrival, departure, hotel_date('UTC')), 0) FROM stay
                """
            )
            #expect(found == standing)
            #expect(try await hotel.value("SELECT stay_standing(id) FROM guests", as: Int32.self) == standing)
        }
    }

    @Test func `Whoever left in March is answered by no rule for guests of the house`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            func say() async throws -> String {
                var triage = MessageTriage()
                triage.routes = RouteTable { phase, _ in
                    RouteOutcome(.respond, text: "\(phase.rawValue)", rule: "door.\(phase.rawValue)", version: 1)
                }
                try await hotel.receive([guest.writes("The door code?", to: hotel, triage: triage)])
                return try await hotel.value(
                    "SELECT body FROM messages WHERE author = 'system' ORDER BY seq DESC LIMIT 1"
                )
            }
            #expect(try await say() == "none")
            try await hotel.run(
                """
                INSERT INTO stays (property_id, guest_id, status, arrival, departure)
                SELECT property_id, id, 'in_house', '2026-03-01', '2026-03-04' FROM guests
                """
            )
            #expect(try await say() == "checked_out")
        }
    }

    @Test func `The day is the hotel's: one stay is over in the east and goes on in the west`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            try await hotel.receive([guest.writes("Hi", to: hotel)])
            try await hotel.run(
                """
                INSERT INTO stays (property_id, guest_id, status, arrival, departure)
                SELECT property_id, id, 'in_house', hotel_date(\(Self.west)) - 2, hotel_date(\(Self.west)) FROM guests
                """
            )
            for (timezone, standing) in [(Self.west, 2), (Self.east, 3)] as [(String, Int32)] {
                try await hotel.run("UPDATE properties SET timezone = \(timezone)")
                #expect(try await hotel.value("SELECT stay_standing(id) FROM guests", as: Int32.self) == standing)
            }
        }
    }

    @Test func `A minute before the hotel's midnight the last day goes on; a minute after it, it is over`() async throws
    {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            for (seconds, standing) in [(-60, 2), (60, 3)] as [(Int32, Int32)] {
                // A time zone in which it is that long before or after midnight now.
                let found: Int32 = try await hotel.value(
                    """
                    WITH clock AS (
                        SELECT extract(epoch FROM now() AT TIME ZONE 'UTC')::bigint % 86400 AS second
                    ), shift AS (
                        SELECT CASE WHEN s < -43200 THEN s + 86400 WHEN s > 43200 THEN s - 86400 ELSE s END AS s
                        FROM (SELECT \(seconds)::bigint - second AS s FROM clock) AS x
                    ), zone AS (
                        -- Written by how far it is west of Greenwich.
                        SELECT '<HERE>' || CASE WHEN s > 0 THEN '-' ELSE '+' END
                            || to_char(abs(s) * interval '1 second', 'HH24:MI:SS') AS name
                        FROM shift
                    ), moved AS (
                        UPDATE properties p SET timezone = z.name FROM zone z RETURNING p.id, p.timezone
                    ), stay AS (
                        INSERT INTO stays (property_id, guest_id, status, arrival, departure)
                        SELECT m.id, g.id, 'in_house',
                               (now() AT TIME ZONE m.timezone - interval '120 seconds')::date - 1,
                               (now() AT TIME ZONE m.timezone - interval '120 seconds')::date
                        FROM moved m, guests g RETURNING status, arrival, departure
                    )
                    SELECT stay_phase(s.status, s.arrival, s.departure, hotel_date(m.timezone)) FROM stay s, moved m
                    """
                )
                #expect(found == standing)
            }
        }
    }

    @Test func `A time zone that nobody knows loses no message`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.run("UPDATE properties SET timezone = 'Mars/Olympus'")
            var triage = MessageTriage()
            triage.routes = RouteTable { _, _ in RouteOutcome(.respond, text: "Yes", rule: "r", version: 1) }
            try await hotel.receive([Guest(1).writes("Hi", to: hotel, triage: triage)])
            #expect(try await hotel.value("SELECT hotel_date('Mars/Olympus') = hotel_date('UTC')", as: Bool.self))
            #expect(try await hotel.value("SELECT count(*) FROM messages", as: Int.self) == 2)
        }
    }

    @Test func `An engine is told of the stay that holds today, and of none that is over`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            for (status, room, arrival, departure, told) in [
                ("in_house", "101", -240, -230, nil), ("booked", "202", 3, 5, "202 booked"),
                ("in_house", "303", -1, 1, "303 in_house"),
            ] as [(String, String, Int32, Int32, String?)] {
                try await hotel.receive([guest.writes("Hi", to: hotel)])
                try await hotel.run(
                    """
                    INSERT INTO stays (property_id, guest_id, room, status, arrival, departure)
                    SELECT property_id, id, \(room), \(status), hotel_date('UTC') + \(arrival), hotel_date('UTC') + \(departure)
                    FROM guests
                    """
                )
                let turn = try #require(try await hotel.claimTurns().last)
                #expect(turn.guest.room.map { "\($0) \(turn.guest.stayStatus ?? "")" } == told)
                _ = try await hotel.turns.finish([turn.answered("Yes")])
            }
        }
    }
}
