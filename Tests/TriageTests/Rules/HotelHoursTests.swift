import Domain
import Foundation
import Testing

@testable import Triage

/// Hours by the hotel's own clock.
@Suite struct HotelHoursTests {
    private func holds(_ hours: RoutingHours, _ moment: String, _ timezone: String = "Europe/Berlin") throws -> Bool {
        let zone = try #require(TimeZone(identifier: timezone))
        let parsed = try #require(HotelHours(hours))
        return parsed.contains(HotelMoment(try Date(moment, strategy: .iso8601), in: zone))
    }

    /// In Berlin it is one hour later in winter, two in summer. 2026-01-12 is a Monday.
    @Test(arguments: [
        ("2026-01-12T07:59:59Z", false), ("2026-01-12T08:00:00Z", true), ("2026-01-12T16:59:59Z", true),
        ("2026-01-12T17:00:00Z", false), ("2026-07-13T06:59:59Z", false), ("2026-07-13T07:00:00Z", true),
    ])
    func `From nine to six, winter and summer`(moment: String, expected: Bool) throws {
        #expect(try holds(RoutingHours(from: "09:00", to: "18:00"), moment) == expected)
    }

    @Test(arguments: [
        ("2026-01-16T21:00:00Z", true), ("2026-01-17T04:59:59Z", true), ("2026-01-17T05:00:00Z", false),
        ("2026-01-15T23:00:00Z", false), ("2026-01-16T04:00:00Z", false), ("2026-01-17T22:00:00Z", false),
    ])
    func `Past midnight belongs to the day it begins on`(moment: String, expected: Bool) throws {
        #expect(try holds(RoutingHours(from: "22:00", to: "06:00", days: [.fri]), moment) == expected)
    }

    @Test func `Sunday night ends on Monday morning`() throws {
        let hours = RoutingHours(from: "22:00", to: "06:00", days: [.sun])
        #expect(try holds(hours, "2026-01-18T21:30:00Z"))
        #expect(try holds(hours, "2026-01-19T04:30:00Z"))
        #expect(try !holds(hours, "2026-01-19T05:30:00Z"))
    }

    /// On 2026-03-29 Berlin goes from 02:00 to 03:00 at 01:00 UTC; on 2026-10-25 from 03:00 back to 02:00.
    @Test(arguments: [
        ("02:00", "03:00", "2026-03-29T00:59:59Z", false), ("02:00", "03:00", "2026-03-29T01:00:00Z", false),
        ("03:00", "04:00", "2026-03-29T01:00:00Z", true), ("02:00", "03:00", "2026-10-25T00:30:00Z", true),
        ("02:00", "03:00", "2026-10-25T01:30:00Z", true), ("02:00", "03:00", "2026-10-25T02:00:00Z", false),
    ])
    func `When the clocks change, what they show counts`(from: String, to: String, moment: String, expected: Bool)
        throws
    {
        #expect(try holds(RoutingHours(from: from, to: to), moment) == expected)
    }

    @Test func `Days alone are whole days, wherever the hotel is`() throws {
        let hours = RoutingHours(days: [.mon])
        #expect(try holds(hours, "2026-01-11T11:00:00Z", "Pacific/Auckland"))
        #expect(try !holds(hours, "2026-01-12T09:59:00Z", "Pacific/Honolulu"))
        #expect(try holds(hours, "2026-01-12T10:00:00Z", "Pacific/Honolulu"))
    }

    @Test func `Until midnight`() throws {
        #expect(try holds(RoutingHours(from: "20:00", to: "24:00"), "2026-01-12T22:59:00Z"))
        #expect(try !holds(RoutingHours(from: "20:00", to: "24:00"), "2026-01-12T23:00:00Z"))
        #expect(try !holds(RoutingHours(from: "20:00", to: "00:00"), "2026-01-12T23:00:00Z"))
    }

    @Test(arguments: [
        ("08:00", "08:00"), ("24:00", "06:00"), ("8:00", "09:00"), ("08:60", "09:00"), ("25:00", "26:00"),
    ])
    func `Hours that cannot be`(from: String, to: String) {
        #expect(HotelHours(RoutingHours(from: from, to: to)) == nil)
    }

    @Test func `A moment before 1970 has a day of the week as well`() throws {
        #expect(HotelMoment(Date(timeIntervalSince1970: -1), in: .gmt).text == "wed 23:59")
        #expect(HotelMoment(Date(timeIntervalSince1970: 0), in: .gmt).text == "thu 00:00")
    }
}
