/// Where in a JSON text a reader is: within a string or not, and whose value it reads.
struct JSONPlace {
    private(set) var isInString = false
    /// Whether the value at hand is a name that a provider gives: digits, and no card.
    private(set) var isExempt = false
    private var stringStart = 0

    /// The members whose values are names of providers', by which their things are found again; by their lengths.
    private static let names: [[[UInt8]]] = {
        let names = [
            "id", "from", "to", "wa_id", "recipient_id", "phone_number_id", "display_phone_number", "user_id",
            "timestamp", "senderId", "channelId", "messageId", "sha256", "mime_type", "group_id", "from_user_id",
            "recipient_user_id",
        ].map { Array($0.utf8) }
        return (0...(names.map(\.count).max() ?? 0)).map { length in names.filter { $0.count == length } }
    }()

    /// Takes note of a byte outside of strings.
    mutating func pass(_ byte: UInt8, at index: Int) {
        switch byte {
        case UInt8(ascii: "\""):
            isInString = true
            stringStart = index + 1
        case UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"):
            isExempt = false
        default: break
        }
    }

    /// Takes note of the quotation mark that ends a string.
    mutating func leave(_ bytes: [UInt8], at index: Int) {
        isInString = false
        var next = index + 1
        while next < bytes.count, Self.isSpace(bytes[next]) { next += 1 }
        let isName = next < bytes.count && bytes[next] == UInt8(ascii: ":")
        isExempt = isName && Self.isExempt(bytes, stringStart, index)
    }

    private static func isExempt(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        guard end - start < names.count else { return false }
        return names[end - start].contains { name in
            for place in name.indices where name[place] != bytes[start + place] { return false }
            return true
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
