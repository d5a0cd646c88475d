import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// People see the stay that holds by its days, as the hotel's policies and engines do.
@Suite struct PresentStayTests {
    private func reader(at hotel: Hotel) -> Principal {
        Principal(
            identity: .service(APIKeyID(UUID.version7())),
            property: hotel.property,
            permissions: StaffRole.agent.permissions,
            role: nil,
            name: "Night desk"
        )
    }

    private func stay(_ hotel: Hotel, room: String, _ status: String, from arrival: Int32, to departure: Int32)
        async throws
    {
        try await hotel.run(
            """
            INSERT INTO stays (property_id, guest_id, room, status, arrival, departure, confirmation)
            SELECT property_id, id, \(room), \(status), hotel_date('UTC') + \(arrival), hotel_date('UTC') + \(departure), 'C' || \(room)
            FROM guests
            """
        )
    }

    @Test func `A stay that the front desk never ended does not hide the next one, nor is its room the guest's`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let lane = try #require(try await hotel.receive([Guest(1).writes("Hi", to: hotel)]).first?.conversation)
            try await hotel.run("UPDATE properties SET timezone = 'UTC'")
            try await stay(hotel, room: "101", "in_house", from: -240, to: -230)
            let database = Database(hotel.database.configuration, routerConnections: 1, apiConnections: 1)
            defer { Task { await database.shutdown() } }
            let scope = database.scope(of: hotel.property)
            let (desk, guests) = (DeskReader(scope), GuestDesk(scope))
            let who = reader(at: hotel)
            #expect(try await desk.conversation(lane)?.guest.room == nil)
            #expect(try await guests.find("101", limit: 10, for: who).isEmpty)
            #expect(try await guests.find("C101", limit: 10, for: who).isEmpty)
            try await stay(hotel, room: "303", "booked", from: 30, to: 33)
            try await stay(hotel, room: "202", "booked", from: 3, to: 5)
            #expect(try await desk.conversation(lane)?.guest.room == "202")
            let found = try #require(try await guests.find("303", limit: 10, for: who).first)
            #expect(found.stay?.room == "202")
            try await stay(hotel, room: "404", "in_house", from: -1, to: 0)
            let profile = try #require(try await guests.profile(of: found.id, for: who))
            #expect(profile.summary.stay?.room == "404")
            #expect(profile.stays.map(\.room) == ["303", "202", "404", "101"])
            #expect(try await desk.detail(lane, for: who)?.guestProfile?.stay?.room == "404")
        }
    }
}
