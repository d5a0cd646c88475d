import Foundation

/// The formats that are checked. A format not listed is refused by ``SchemaLint``: it would check nothing.
enum SchemaFormat: String, CaseIterable {
    case uuid
    case dateTime = "date-time"
    case date
    case uri
    case uriReference = "uri-reference"
    case email
    case int32
    case int64
    case double
    case byte
    /// What is not to be shown; any text.
    case password

    /// Whether a value is written so. A value of a type the format says nothing of always is.
    func accepts(_ value: Document) -> Bool {
        switch (self, value) {
        case (.uuid, .string(let text)):
            text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/) != nil
        // Only UTC: the contract knows no other offset.
        case (.dateTime, .string(let text)):
            text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z/) != nil
                && Self.isDay(text.prefix(10)) && Self.isTime(text.dropFirst(11).prefix(8))
        case (.date, .string(let text)):
            text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil && Self.isDay(text.prefix(10))
        case (.uri, .string(let text)):
            text.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>"{}|\\^`]+/) != nil && URL(string: text) != nil
        case (.uriReference, .string(let text)): text.wholeMatch(of: /[^\s<>"{}|\\^`]*/) != nil
        case (.email, .string(let text)): text.wholeMatch(of: /[^\s@]+@[^\s@]+/) != nil
        case (.byte, .string(let text)): Data(base64Encoded: text) != nil
        case (.int32, .number(let number)): Int32(exactly: number) != nil
        case (.int64, .number(let number)): Int64(exactly: number) != nil
        default: true
        }
    }

    private static func isDay(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]), parts[2] >= 1 else { return false }
        let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return parts[2] <= days[parts[1] - 1]
    }

    private static func isTime(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        return parts.count == 3 && parts[0] < 24 && parts[1] < 60 && parts[2] <= 60
    }
}
