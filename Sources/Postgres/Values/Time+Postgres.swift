package import Foundation

/// The server counts microseconds from 2000-01-01 UTC.
private enum ServerTime {
    static let epoch: TimeInterval = 946_684_800
    /// 4714-11-24 BC and 294277-01-01 AD: the server refuses what lies outside.
    static let range = -211_813_488_000_000_000..<9_223_371_331_200_000_000
    static let microsecondsPerDay: Int64 = 86_400_000_000
}

extension Date: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .timestamptz }

    /// Rounded to the microsecond, the server's precision.
    package var postgresPayload: BindPayload {
        let microseconds = ((timeIntervalSince1970 - ServerTime.epoch) * 1_000_000).rounded()
        guard let value = Int64(exactly: microseconds), ServerTime.range.contains(Int(value)) else {
            return .invalid("the date is outside the server's range")
        }
        return .integer(value)
    }

    /// Reads `timestamptz`, and `timestamp` taken as UTC. Infinity is an error: no date stands for it.
    package static func decode(_ field: Field) throws(DecodingFailure) -> Date {
        let bits = try field.content()
        guard field.oid == PostgresType.timestamptz.oid || field.oid == PostgresType.timestamp.oid else {
            throw field.mismatch("Date")
        }
        guard bits.count == 8 else { throw DecodingFailure("expected 8 bytes, found \(bits.count)") }
        let microseconds = Int64(bitPattern: try field.word(8))
        guard microseconds != .max, microseconds != .min else {
            throw DecodingFailure("an infinite timestamp cannot be read as Date")
        }
        // Whole seconds and the rest apart: their sum is rounded once, so every microsecond near our time survives.
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return Date(timeIntervalSince1970: TimeInterval(seconds) + ServerTime.epoch + TimeInterval(rest) / 1_000_000)
    }
}

extension Duration: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .interval }

    /// Microseconds, rounded; days and months are never written.
    package var postgresPayload: BindPayload {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let fraction = (Double(attoseconds) / 1e12).rounded()
        let (sum, carry) = scaled.addingReportingOverflow(Int64(fraction))
        guard !overflow, !carry else { return .invalid("the duration is outside the server's range") }
        return .pair(UInt64(bitPattern: sum), 0)
    }

    /// Reads an interval, a day taken as 24 hours. Months are an error: they have no fixed length.
    package static func decode(_ field: Field) throws(DecodingFailure) -> Duration {
        try field.require(.interval, for: "Duration")
        let bytes = try field.content()
        guard bytes.count == 16 else { throw DecodingFailure("expected 16 bytes, found \(bytes.count)") }
        let microseconds = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        let days = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int32.self))
        let months = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 12, as: Int32.self))
        guard months == 0 else { throw DecodingFailure("an interval with months has no fixed length") }
        return .microseconds(microseconds) + .seconds(Int64(days) * 86_400)
    }
}
