/// The units a duration is written in.
enum DurationUnit: String, CaseIterable {
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "m"
    case hours = "h"
    case days = "d"

    /// How long one of it is.
    var length: Duration {
        switch self {
        case .milliseconds: .milliseconds(1)
        case .seconds: .seconds(1)
        case .minutes: .seconds(60)
        case .hours: .seconds(3600)
        case .days: .seconds(86_400)
        }
    }
}

/// How durations are written in configuration: `4h`, `120s`, `500ms`, or a bare whole number in the setting's own unit.
enum DurationText {
    /// Reads a duration; nil when the text is none.
    static func parse(_ text: String, bareUnit: DurationUnit) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let count = Int64(digits), count <= 1_000_000_000_000 else { return nil }
        let suffix = text.dropFirst(digits.count).drop { $0 == " " }
        if suffix.isEmpty { return bareUnit.length * Int(count) }
        guard let unit = DurationUnit(rawValue: String(suffix)) else { return nil }
        return unit.length * Int(count)
    }

    /// Writes a duration in the largest unit that leaves a whole number.
    static func format(_ duration: Duration) -> String {
        let (seconds, fraction) = duration.components
        let milliseconds = seconds * 1000 + fraction / 1_000_000_000_000_000
        if milliseconds == 0 { return "0s" }
        // A day is written as 24h: that is how such settings are spoken of.
        for unit in DurationUnit.allCases.reversed() where unit != .days || milliseconds > 86_400_000 {
            let length = unit.length.components.seconds * 1000
            if length > 0, milliseconds.isMultiple(of: length) { return "\(milliseconds / length)\(unit.rawValue)" }
        }
        return "\(milliseconds)ms"
    }
}
