import Foundation

/// How figures are written down.
enum Figures {
    /// The middle one; of an even number the lower of the two.
    static func median<Value: Comparable>(_ values: [Value]) -> Value? {
        let sorted = values.sorted()
        return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
    }

    /// A rate with thousands set apart: `12,345`.
    static func rate(_ value: Double) -> String {
        var digits = Array(String(Int(value.rounded())))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }

    /// A number with so many places after the point.
    static func number(_ value: Double, places: Int = 2) -> String {
        String(format: "%.\(places)f", value)
    }

    /// Microseconds as milliseconds, `1.2 ms`.
    static func milliseconds(_ microseconds: UInt64) -> String {
        number(Double(microseconds) / 1000, places: microseconds < 10_000 ? 2 : 1) + " ms"
    }

    /// Several rates in the order they were measured.
    static func rates(_ values: [Double]) -> String {
        values.map(rate).joined(separator: " · ")
    }
}
