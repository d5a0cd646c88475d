import Foundation

/// RFC 3339 in UTC with milliseconds, as every body and frame of ours writes time.
enum Timestamp {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let plainStyle = Date.ISO8601FormatStyle()

    /// `2026-11-21T09:30:00.000Z`.
    static func text(_ date: Date) -> String { date.formatted(style) }

    /// Reads a moment with or without a fraction of a second, in any offset; nil when it is none.
    static func date(_ text: String) -> Date? {
        guard text.utf8.count <= 40 else { return nil }
        return (try? Date(text, strategy: style)) ?? (try? Date(text, strategy: plainStyle))
    }
}

extension JSONEncoder {
    /// Writes bodies and frames: time as ``Timestamp``, keys in alphabetical order.
    static var contract: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.text(date))
        }
        return encoder
    }
}
