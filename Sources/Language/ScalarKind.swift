/// What a character is to words, by its first scalar; what is met most is known without asking Unicode's tables.
enum ScalarKind {
    /// Whether it belongs to a word or a number.
    static func isOfWord(_ value: UInt32) -> Bool {
        if value < 0x80 { return isASCIILetter(value) || isASCIIDigit(value) }
        return isLetter(value) || isNumber(value)
    }

    /// Whether it is a letter.
    static func isLetter(_ value: UInt32) -> Bool {
        if value < 0x80 { return isASCIILetter(value) }
        if isPlainLetter(value) { return true }
        return Unicode.Scalar(value).map { Character($0).isLetter } ?? false
    }

    /// Whether it is a number, in whatever script, or a part of one.
    static func isNumber(_ value: UInt32) -> Bool {
        if value < 0x80 { return isASCIIDigit(value) }
        return Unicode.Scalar(value).map { Character($0).isNumber } ?? false
    }

    /// The small letter of it; nil when Unicode must be asked.
    static func lowercase(_ value: UInt32) -> UInt32? {
        switch value {
        case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x410...0x42F: value + 0x20
        case 0x400...0x40F: value + 0x50
        case 0..<0x80, 0xDF...0xFF, 0x430...0x45F, 0x5D0...0x5EA, 0x621...0x64A: value
        case 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: value
        default: nil
        }
    }

    /// Whether it stays as it is when a lowercase word is folded.
    static func isFolded(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x80: true
        // Cyrillic, without the letters that are others with a mark.
        case 0x430...0x438, 0x43A...0x44F, 0x452, 0x454...0x456, 0x458...0x45B, 0x45F: true
        // Greek without the sigma at the end; Hebrew's and Arabic's letters.
        case 0x3B1...0x3C1, 0x3C3...0x3C9, 0x5D0...0x5EA, 0x627...0x63A, 0x641...0x64A: true
        case 0x4E00...0x9FFF: true
        default: false
        }
    }

    private static func isASCIILetter(_ value: UInt32) -> Bool { value | 0x20 >= 0x61 && value | 0x20 <= 0x7A }

    private static func isASCIIDigit(_ value: UInt32) -> Bool { value >= 0x30 && value <= 0x39 }

    private static func isPlainLetter(_ value: UInt32) -> Bool {
        switch value {
        case 0x00C0...0x00D6, 0x00D8...0x00F6, 0x00F8...0x024F, 0x0400...0x0481, 0x048A...0x052F: true
        case 0x03AC...0x03CE, 0x05D0...0x05EA, 0x0621...0x063A, 0x0641...0x064A: true
        case 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
        default: false
        }
    }
}
