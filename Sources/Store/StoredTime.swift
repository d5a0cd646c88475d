import Foundation

/// Points in time as PostgreSQL spells them within JSON.
enum StoredTime {
    /// Reads `2026-11-21T08:47:55.560594+00:00`, with or without the fraction; nil when it is none.
    ///
    /// So it is spelled on every connection of ours, whose time zone is UTC. Any other spelling is read, too, only less
    /// quickly.
    static func date(_ text: String) -> Date? {
        plain(Array(text.utf8))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle()))
    }

    /// The same for the usual spelling alone.
    static func plain(_ bytes: [UInt8]) -> Date? {
        guard bytes.count >= shape.count + zone.count, bytes.suffix(zone.count).elementsEqual(zone) else { return nil }
        for (byte, shaped) in zip(bytes, shape) where shaped != digit && byte != shaped { return nil }
        guard let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            let fraction = fraction(bytes[shape.count..<bytes.count - zone.count])
        else { return nil }
        guard (1600...9999).contains(year), (1...12).contains(month), (1...28).contains(day) || isDay(year, month, day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = (days(year, month, day) * 24 + hour) * 3600 + minute * 60 + second
        return Date(timeIntervalSinceReferenceDate: Double(seconds) + fraction)
    }

    private static let digit = UInt8(ascii: "0")
    private static let shape = Array("0000-00-00T00:00:00".utf8)
    private static let zone = Array("+00:00".utf8)

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number
    }

    /// Nothing, or a dot and up to six digits.
    private static func fraction(_ bytes: ArraySlice<UInt8>) -> Double? {
        if bytes.isEmpty { return 0 }
        guard bytes.first == UInt8(ascii: "."), (2...7).contains(bytes.count), let digits = number(bytes.dropFirst())
        else { return nil }
        let places: [Double] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]
        return Double(digits) / places[bytes.count - 1]
    }

    private static func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[month - 1]).contains(day)
    }

    /// How many days there are from the first of January 2001.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Years that begin in March end with the day that not all of them have.
        let (started, passed) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let leaps = started / 4 - started / 100 + started / 400
        return started * 365 + leaps + (153 * passed + 2) / 5 + day - 1 - 730_791
    }
}
