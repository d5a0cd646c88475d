/// The code on the back of a card: where a card's number was found, what is called its code goes, too.
enum CardCodes {
    private static let names: [[UInt8]] = ["cvv", "cvc", "cvn", "csc", "cid"].map { Array($0.utf8) }

    /// The bytes with three or four digits after such a name as stars.
    static func masked(_ bytes: [UInt8], isJSON: Bool) -> [UInt8] {
        var result = bytes
        var index = 0
        while index + 3 <= bytes.count {
            let word = bytes[index..<index + 3].map { $0 | 0x20 }
            guard names.contains(word) else {
                index += 1
                continue
            }
            index += 3
            // "CVV2"
            if index + 1 < bytes.count, bytes[index] == UInt8(ascii: "2"), !isDigit(bytes[index + 1]) { index += 1 }
            var start = index
            while start < bytes.count, start - index < 6, !isDigit(bytes[start]) { start += 1 }
            var end = start
            while end < bytes.count, isDigit(bytes[end]) { end += 1 }
            if (3...4).contains(end - start) {
                let isBare = isJSON && bytes[index..<start].last { $0 != UInt8(ascii: " ") } == UInt8(ascii: ":")
                for place in start..<end { result[place] = UInt8(ascii: isBare ? " " : "*") }
                // A bare number of JSON stays one.
                if isBare { result[start] = UInt8(ascii: "0") }
            }
        }
        return result
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
