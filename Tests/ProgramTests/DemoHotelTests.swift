import ConciergeCommand
import Foundation
import Testing

@Suite("The hotel that comes with the program")
struct DemoHotelTests {
    private let hotel: DemoHotel

    init() throws {
        // The files themselves, not a copy that a build made of them.
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        hotel = try DemoHotel.load(from: root.appending(path: "Sources/ConciergeCommand/Resources/demo"))
    }

    @Test("The house has its departments, its rooms and a time zone that exists")
    func house() {
        #expect(hotel.property.slug == "demo")
        #expect(TimeZone(identifier: hotel.property.timezone) != nil)
        let departments: Set = [
            "front_desk", "housekeeping", "maintenance", "concierge", "food_beverage", "security", "reservations",
            "valet", "spa",
        ]
        #expect(Set(hotel.property.departments.map(\.slug)) == departments)
        #expect(hotel.property.rooms.count == 48)
        #expect(Set(hotel.property.rooms.map(\.number)).count == 48)
        #expect(hotel.property.rooms.allSatisfy { $0.number.hasPrefix("\($0.floor)") })
    }

    @Test("There is plenty to know, in four languages, and nothing twice")
    func knowledge() {
        let byLanguage = Dictionary(grouping: hotel.knowledge, by: \.language).mapValues(\.count)
        #expect(hotel.knowledge.count >= 100)
        #expect(byLanguage["en", default: 0] > hotel.knowledge.count / 2)
        for language in ["es", "de", "fr"] { #expect(byLanguage[language, default: 0] >= 12) }
        #expect(Set(hotel.knowledge.map { "\($0.language)/\($0.title)" }).count == hotel.knowledge.count)
        #expect(hotel.knowledge.allSatisfy { !$0.title.isEmpty && !$0.body.isEmpty && !$0.keywords.isEmpty })
    }

    @Test("Ten guests, with numbers and addresses that belong to nobody")
    func guests() {
        let rooms = Set(hotel.property.rooms.map(\.number))
        #expect(hotel.guests.count == 10)
        #expect(Set(hotel.guests.map(\.phone)).count == 10)
        for guest in hotel.guests {
            #expect(guest.phone.hasPrefix("+1500555") && guest.phone.count == 12)
            #expect(guest.email.hasSuffix("@example.com"))
            for stay in guest.stays {
                #expect(stay.arrivalInDays < stay.departureInDays)
                #expect(stay.room.map(rooms.contains) ?? true)
                let status =
                    stay.departureInDays < 0 ? "checked_out" : stay.arrivalInDays <= 0 ? "in_house" : "expected"
                #expect(stay.status == status)
            }
        }
    }
}
