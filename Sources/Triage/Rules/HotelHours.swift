import Domain
import Foundation

/// A moment as the hotel's clocks show it.
struct HotelMoment: Sendable, Hashable {
    /// Minutes since Monday, 00:00.
    let minuteOfWeek: Int

    /// Reads the clocks of a time zone; daylight saving included.
    init(_ date: Date, in timezone: TimeZone) {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + timezone.secondsFromGMT(for: date)
        // 1 January 1970 was a Thursday.
        let minutes = Self.floorDivision(seconds, 60) + 3 * 1440
        minuteOfWeek = minutes - Self.floorDivision(minutes, 10_080) * 10_080
    }

    private static func floorDivision(_ value: Int, _ divisor: Int) -> Int {
        (value - ((value % divisor) + divisor) % divisor) / divisor
    }

    /// `tue 23:10`.
    var text: String {
        let day = RoutingHours.Day.allCases[minuteOfWeek / 1440]
        let minute = minuteOfWeek % 1440
        return "\(day.rawValue) \(Self.twoDigits(minute / 60)):\(Self.twoDigits(minute % 60))"
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

/// When a rule is in force, within a week.
struct HotelHours: Sendable, Hashable {
    private let first: Int
    /// Not itself within; past 1440 when it ends on the following day.
    private let end: Int
    private let days: Set<Int>

    /// Reads hours; nil for such that cannot be, which ``RoutingPolicyCheck`` names.
    init?(_ hours: RoutingHours) {
        guard let first = Self.minute(hours.from ?? "00:00"), let end = Self.minute(hours.to ?? "24:00"),
            (hours.from == nil) == (hours.to == nil), first < 1440, first != end
        else { return nil }
        let days = hours.days ?? RoutingHours.Day.allCases
        guard !days.isEmpty else { return nil }
        self.first = first
        self.end = end > first ? end : end + 1440
        self.days = Set(days.compactMap { RoutingHours.Day.allCases.firstIndex(of: $0) })
    }

    /// Whether a moment is within them.
    func contains(_ moment: HotelMoment) -> Bool {
        let (day, minute) = (moment.minuteOfWeek / 1440, moment.minuteOfWeek % 1440)
        if days.contains(day), minute >= first, minute < end { return true }
        // What began yesterday may still be going on.
        return days.contains((day + 6) % 7) && minute + 1440 < end
    }

    /// The minutes of `06:30`; nil for what is no time of day.
    static func minute(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == 0x3A else { return nil }
        let digits = [bytes[0], bytes[1], bytes[3], bytes[4]]
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let values = digits.map { Int($0) - 0x30 }
        let (hour, minute) = (values[0] * 10 + values[1], values[2] * 10 + values[3])
        guard minute < 60, hour < 24 || (hour == 24 && minute == 0) else { return nil }
        return hour * 60 + minute
    }
}
