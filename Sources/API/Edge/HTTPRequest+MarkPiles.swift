import HTTPTypes
import Language

/// Whatever is in a head is compared with many things before anybody knows who asks, and comparing a letter with thousands
/// of marks upon it takes seconds. No client of ours writes such heads.
extension HTTPRequest {
    /// Takes the marks that are piled upon letters out of the fields; an address with such a pile becomes one that nothing
    /// is at. True when there were any.
    mutating func leavesMarkPiles() -> Bool {
        var isChanged = false
        if let path, Self.hasPile(path) {
            self.path = "/%EF%BF%BD"
            isChanged = true
        }
        for index in headerFields.indices {
            let value = headerFields[index].value
            // A pile has more bytes than that.
            guard value.utf8.count > 60 else { continue }
            let seemly = value.withoutMarkPiles
            guard seemly.utf8.count < value.utf8.count else { continue }
            headerFields[index].value = seemly
            isChanged = true
        }
        return isChanged
    }

    /// Whether there is a pile in an address, written plainly or in percents.
    private static func hasPile(_ path: String) -> Bool {
        guard path.utf8.count > 60 else { return false }
        guard path.utf8.contains(UInt8(ascii: "%")) else { return path.withoutMarkPiles.utf8.count < path.utf8.count }
        let bytes = Array(path.utf8)
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = nibble(bytes[index + 1]), let low = nibble(bytes[index + 2])
            {
                plain.append(high << 4 | low)
                index += 3
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        let text = String(decoding: plain, as: UTF8.self)
        return text.withoutMarkPiles.utf8.count < text.utf8.count
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
