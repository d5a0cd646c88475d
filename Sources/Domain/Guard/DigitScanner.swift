/// Reads bytes for chains of digits: of any script, spelled plainly or by JSON's escapes, with what people put between.
///
/// Every byte of every message and webhook comes by here: what is no digit costs a look at it, and the room for a chain is
/// used again for the next.
struct DigitScanner {
    /// What a character is to a number.
    enum Sign: Hashable {
        case digit(UInt8)
        /// Between groups: a space, a dash, a dot.
        case gap
        /// Not seen at all, such as a zero-width space or the frame of a keycap.
        case nothing
        case letter(Letter)
        case plus
        case other
    }

    enum Letter: Hashable {
        /// A to Z: 10 to 35.
        case capital(Int)
        /// a to f, which codes have among their digits.
        case sixteenth
        case other
    }

    /// Letters that were read last, nothing between them, if they are all of a word that may name a country.
    private enum Capitals {
        case none
        case one(Int)
        case two(Int, Int)
    }

    /// How many gaps may stand between two groups of one number.
    private static let longestGap = 3

    /// The chain that was found last.
    private(set) var chain = DigitChain()

    private let bytes: [UInt8]
    private let isJSON: Bool
    private var json = JSONPlace()
    private var index = 0
    private var gaps = 0
    private var wasDigit = false
    private var plus = false
    private var capitals = Capitals.none
    private var isCode = false
    private var isWord = false

    init(_ bytes: [UInt8], isJSON: Bool) {
        self.bytes = bytes
        self.isJSON = isJSON
    }

    /// Finds the next chain; false at the end.
    mutating func findNext() -> Bool {
        if !chain.digits.isEmpty { chain.clear() }
        while index < bytes.count {
            let isEnded =
                if isJSON, !json.isInString {
                    passStructure()
                } else if isJSON, json.isExempt || bytes[index] == UInt8(ascii: "\"") {
                    passExempt()
                } else {
                    passText()
                }
            if isEnded { return true }
        }
        return endChain()
    }

    /// Moves past a byte of JSON outside of a string, where only a number's own digits matter.
    private mutating func passStructure() -> Bool {
        let byte = bytes[index]
        index += 1
        if Self.isDigit(byte), !json.isExempt {
            add(byte - 0x30, index - 1..<index)
            return false
        }
        json.pass(byte, at: index - 1)
        return endChain()
    }

    /// Moves past what is left of a string that is not looked at, or past the quotation mark that ends one.
    private mutating func passExempt() -> Bool {
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index = min(index + (bytes[index] == UInt8(ascii: "\\") ? 2 : 1), bytes.count)
        }
        if index < bytes.count {
            json.leave(bytes, at: index)
            index += 1
        }
        return endChain()
    }

    /// Moves past one character of a text, or past the rest of a word.
    private mutating func passText() -> Bool {
        let start = index
        let byte = bytes[start]
        guard byte < 0x80 else {
            guard let scalar = Self.scalar(bytes, &index) else { return endChain() }
            return take(Self.sign(scalar), start..<index)
        }
        if isJSON, byte == UInt8(ascii: "\\") {
            let sign = readEscape()
            return take(sign, start..<index)
        }
        index += 1
        if take(Self.sign(ascii: byte), start..<index) { return true }
        // In a word that is neither a country's letters nor part of a code, one letter is as the other.
        if isWord, !isCode, case .none = capitals {
            while index < bytes.count, Self.isLetter(bytes[index]) { index += 1 }
        }
        return false
    }

    /// Takes note of a character. True when it ends a chain.
    private mutating func take(_ sign: Sign, _ range: Range<Int>) -> Bool {
        switch sign {
        case .digit(let value):
            add(value, range)
            return false
        case .nothing:
            return false
        case .gap:
            gaps += 1
            wasDigit = false
            forgetLetters()
            return gaps > Self.longestGap || chain.digits.isEmpty ? endChain() : false
        case .letter(let letter):
            return take(letter)
        case .plus:
            let isEnded = endChain()
            plus = true
            return isEnded
        case .other:
            return endChain()
        }
    }

    private mutating func take(_ letter: Letter) -> Bool {
        let (before, isFirst, followsDigit, wasCode) = (capitals, !isWord, wasDigit, isCode)
        let isEnded = endChain()
        isWord = true
        switch letter {
        case .capital(let value):
            switch before {
            case .none: if isFirst { capitals = .one(value) }
            case .one(let first): capitals = .two(first, value)
            // Three are no country.
            case .two: break
            }
            isCode = value < 16 && (isFirst ? followsDigit : wasCode)
        case .sixteenth: isCode = isFirst ? followsDigit : wasCode
        case .other: break
        }
        return isEnded
    }

    private mutating func add(_ value: UInt8, _ range: Range<Int>) {
        let isFirst = chain.digits.isEmpty
        if isFirst {
            chain.hasPlus = plus
            if case .two(let first, let second) = capitals { chain.country = (first, second) }
            chain.isCode = isCode
            if isJSON, !json.isInString { chain.bareNumber = range }
        }
        if isFirst || !wasDigit { chain.groups.append(chain.digits.count) }
        chain.digits.append(DigitChain.Digit(value: value, bytes: range))
        if let number = chain.bareNumber { chain.bareNumber = number.lowerBound..<range.upperBound }
        (wasDigit, gaps, plus) = (true, 0, false)
        forgetLetters()
    }

    /// Takes note that what comes belongs to no chain before it. True when there was one.
    private mutating func endChain() -> Bool {
        (gaps, wasDigit, plus) = (0, false, false)
        forgetLetters()
        return !chain.digits.isEmpty
    }

    private mutating func forgetLetters() {
        (isCode, isWord, capitals) = (false, false, .none)
    }

    private mutating func readEscape() -> Sign {
        guard index + 1 < bytes.count else {
            index += 1
            return .other
        }
        switch bytes[index + 1] {
        case UInt8(ascii: "u"):
            guard let high = unit(at: index) else {
                index += 2
                return .other
            }
            index += 6
            if (0xD800...0xDBFF).contains(high), let low = unit(at: index), (0xDC00...0xDFFF).contains(low) {
                index += 6
                let value = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
                return Unicode.Scalar(value).map(Self.sign) ?? .other
            }
            return Unicode.Scalar(high).map(Self.sign) ?? .other
        case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "/"):
            index += 2
            return .gap
        default:
            index += 2
            return .other
        }
    }

    /// The value of `\uXXXX` at a place.
    private func unit(at place: Int) -> UInt32? {
        guard place + 6 <= bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u") else {
            return nil
        }
        return UInt32(String(decoding: bytes[place + 2..<place + 6], as: UTF8.self), radix: 16)
    }

    /// Decodes one character of UTF-8; nil for a byte that is none.
    private static func scalar(_ bytes: [UInt8], _ index: inout Int) -> Unicode.Scalar? {
        let first = bytes[index]
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0
        guard length > 0, index + length <= bytes.count else {
            index += 1
            return nil
        }
        var value = length == 1 ? UInt32(first) : UInt32(first) & (0x7F >> UInt32(length))
        for byte in bytes[index + 1..<index + length] {
            guard byte & 0xC0 == 0x80 else {
                index += 1
                return nil
            }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        index += length
        return Unicode.Scalar(value)
    }

    private static func sign(_ scalar: Unicode.Scalar) -> Sign {
        if isPlainLetter(scalar.value) { return .letter(.other) }
        if scalar.isASCII { return sign(ascii: UInt8(scalar.value)) }
        switch scalar.properties.generalCategory {
        case .decimalNumber:
            return scalar.properties.numericValue.map { .digit(UInt8($0)) } ?? .other
        case .spaceSeparator, .dashPunctuation, .lineSeparator, .paragraphSeparator: return .gap
        case .format, .nonspacingMark, .enclosingMark: return .nothing
        default:
            if scalar == "·" || scalar == "•" || scalar == "−" { return .gap }
            return scalar.properties.isAlphabetic ? .letter(.other) : .other
        }
    }

    private static func sign(ascii byte: UInt8) -> Sign {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit(byte - 0x30)
        case UInt8(ascii: " "), 0x09, 0x0A, 0x0D, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "/"):
            .gap
        case UInt8(ascii: "+"): .plus
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter(.capital(Int(byte) - 0x41 + 10))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): .letter(.sixteenth)
        case UInt8(ascii: "g")...UInt8(ascii: "z"): .letter(.other)
        default: .other
        }
    }

    /// Letters of other alphabets that are known without asking what Unicode says of them.
    private static func isPlainLetter(_ value: UInt32) -> Bool {
        switch value {
        case 0x00C0...0x00D6, 0x00D8...0x00F6, 0x00F8...0x024F, 0x0400...0x0481, 0x048A...0x052F: true
        case 0x05D0...0x05EA, 0x0621...0x063A, 0x0641...0x064A: true
        case 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
