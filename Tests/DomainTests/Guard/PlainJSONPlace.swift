/// Where in a JSON text a reader is, asked at every byte.
struct PlainJSONPlace {
    private(set) var isInString = false
    /// Whether the value at hand is a name that a provider gives: digits, and no card.
    private(set) var isExempt = false
    private var stringStart = 0

    /// The members whose values are names of providers', by which their things are found again.
    private static let names: Set<String> = [
        "id", "from", "to", "wa_id", "recipient_id", "phone_number_id", "display_phone_number", "user_id", "timestamp",
        "senderId", "channelId", "messageId", "sha256", "mime_type", "group_id", "from_user_id", "recipient_user_id",
    ]

    /// Takes note of the byte at a place, which is never one that a backslash escapes. True when it belongs to a value that is not looked at.
    mutating func enter(_ bytes: [UInt8], at index: Int) -> Bool {
        let byte = bytes[index]
        guard isInString else {
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                stringStart = index + 1
                return true
            case UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"):
                isExempt = false
            default: break
            }
            return false
        }
        if byte == UInt8(ascii: "\"") {
            isInString = false
            let next = bytes[(index + 1)...].first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
            if next == UInt8(ascii: ":") {
                isExempt = Self.names.contains(String(decoding: bytes[stringStart..<index], as: UTF8.self))
            } else {
                isExempt = false
            }
            return true
        }
        return isExempt
    }
}
