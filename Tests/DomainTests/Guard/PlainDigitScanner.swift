@testable import Domain

/// The chains of digits in bytes, found byte by byte and character by character: what `DigitScanner` is held to.
struct PlainDigitScanner {
    /// What a character is to a number.
    private enum Sign {
        case digit(UInt8)
        /// Between groups: a space, a dash, a dot.
        case gap
        /// Not seen at all, such as a zero-width space or the frame of a keycap.
        case nothing
        case letter(Letter)
        case plus
        case other
    }

    private enum Letter {
        /// A to Z: 10 to 35.
        case capital(Int)
        /// a to f, which codes have among their digits.
        case sixteenth
        case other
    }

    /// How many gaps may stand between two groups of one number.
    private static let longestGap = 3

    private let bytes: [UInt8]
    private var json: PlainJSONPlace?
    private var index = 0
    private var chain = DigitChain()
    private var gaps = 0
    private var wasDigit = false
    private var plus = false
    /// The letters that were read last, nothing between them.
    private var capitals: [Int] = []
    private var isCode = false
    private var isWord = false

    init(_ bytes: [UInt8], isJSON: Bool) {
        self.bytes = bytes
        json = isJSON ? PlainJSONPlace() : nil
    }

    /// The next chain; nil at the end.
    mutating func next() -> DigitChain? {
        while index < bytes.count {
            let start = index
            let sign = read()
            if let finished = take(sign, start..<index) { return finished }
        }
        return flush()
    }

    private mutating func take(_ sign: Sign, _ range: Range<Int>) -> DigitChain? {
        switch sign {
        case .nothing:
            return nil
        case .digit(let value):
            let isFirst = chain.digits.isEmpty
            if isFirst {
                chain.hasPlus = plus
                chain.country = capitals.count == 2 ? (capitals[0], capitals[1]) : nil
                chain.isCode = isCode
                if let json, !json.isInString { chain.bareNumber = range }
            }
            if isFirst || !wasDigit { chain.groups.append(chain.digits.count) }
            chain.digits.append(DigitChain.Digit(value: value, bytes: range))
            if let number = chain.bareNumber { chain.bareNumber = number.lowerBound..<range.upperBound }
            (wasDigit, gaps, plus) = (true, 0, false)
            forgetLetters()
            return nil
        case .gap:
            gaps += 1
            wasDigit = false
            forgetLetters()
            return gaps > Self.longestGap || chain.digits.isEmpty ? flush() : nil
        case .letter(let letter):
            let (before, isFirst, followsDigit) = (capitals, !isWord, wasDigit)
            let wasCode = isCode
            let finished = flush()
            isWord = true
            switch letter {
            case .capital(let value):
                if isFirst || !before.isEmpty, before.count < 3 { capitals = before + [value] }
                isCode = value < 16 && (isFirst ? followsDigit : wasCode)
            case .sixteenth: isCode = isFirst ? followsDigit : wasCode
            case .other: break
            }
            return finished
        case .plus:
            let finished = flush()
            plus = true
            return finished
        case .other:
            return flush()
        }
    }

    private mutating func flush() -> DigitChain? {
        (gaps, wasDigit, plus) = (0, false, false)
        forgetLetters()
        // So it is after nearly every character; a chain without digits is as new.
        guard !chain.digits.isEmpty else { return nil }
        let finished = chain
        chain = DigitChain()
        return finished
    }

    private mutating func forgetLetters() {
        (isCode, isWord) = (false, false)
        if !capitals.isEmpty { capitals = [] }
    }

    /// Reads one character and moves past it.
    private mutating func read() -> Sign {
        if json != nil {
            let hides = json?.enter(bytes, at: index) ?? false
            if let json, !json.isInString {
                // Outside of a string only a number's own digits matter.
                let byte = bytes[index]
                index += 1
                return !json.isExempt && (0x30...0x39).contains(byte) ? .digit(byte - 0x30) : .other
            }
            if hides {
                if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
                index += 1
                return .other
            }
            if bytes[index] == UInt8(ascii: "\\") { return readEscape() }
        }
        guard let scalar = Self.scalar(bytes, &index) else { return .other }
        return Self.sign(scalar)
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
        if scalar.isASCII {
            switch scalar {
            case "0"..."9": return .digit(UInt8(scalar.value - 0x30))
            case " ", "\t", "\n", "\r", "-", ".", "_", "/": return .gap
            case "+": return .plus
            case "A"..."Z": return .letter(.capital(Int(scalar.value) - 0x41 + 10))
            case "a"..."f": return .letter(.sixteenth)
            case "g"..."z": return .letter(.other)
            default: return .other
            }
        }
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
}
