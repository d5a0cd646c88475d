/// A strict RFC 8259 parser over bytes that remembers where every value stands.
///
/// Foundation's parsers were measured first: with the text of each message written out again they cost more than the
/// rest of accepting a webhook. Two things a string may say but PostgreSQL's `text` cannot hold become U+FFFD: the
/// escaped NUL and half a surrogate pair.
package struct JSONParser {
    /// Why a text is not JSON, and where that shows.
    package struct Failure: Error, Hashable {
        /// In bytes from the beginning.
        package var offset: Int
        /// In words, for whoever wrote the text.
        package var reason: String
    }

    /// How deep arrays and objects may nest: recursion must not be the sender's to choose.
    package static let maximumDepth = 64

    private let bytes: [UInt8]
    private var index = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.index == bytes.count else { throw parser.failure("more text after the value") }
        return value
    }

    private func failure(_ reason: String) -> Failure { Failure(offset: index, reason: reason) }

    /// The byte at hand, nil at the end.
    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        skipSpace()
        let start = index
        let content: JSONValue.Content
        guard let first = current else { throw failure("the text ends where a value should be") }
        switch first {
        case UInt8(ascii: "{"): content = try object(depth: depth + 1)
        case UInt8(ascii: "["): content = try array(depth: depth + 1)
        case UInt8(ascii: "\""): content = .string(try string())
        case UInt8(ascii: "t"): content = try word("true", .boolean(true))
        case UInt8(ascii: "f"): content = try word("false", .boolean(false))
        case UInt8(ascii: "n"): content = try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): content = try number()
        default: throw failure("no value begins like this")
        }
        return JSONValue(content: content, range: start..<index)
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue.Content {
        guard depth <= Self.maximumDepth else { throw failure("nested deeper than \(Self.maximumDepth)") }
        index += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw failure("a key should be here") }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("a colon should be here") }
            members.append(JSONValue.Member(key: key, value: try value(depth: depth)))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "}")) { return .object(members) }
            throw failure("a comma or } should be here")
        }
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue.Content {
        guard depth <= Self.maximumDepth else { throw failure("nested deeper than \(Self.maximumDepth)") }
        index += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "]")) { return .array(elements) }
            throw failure("a comma or ] should be here")
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        index += 1
        return true
    }

    private mutating func word(
        _ word: StaticString,
        _ content: JSONValue.Content
    ) throws(Failure) -> JSONValue.Content {
        let expected = word.description.utf8
        guard bytes[index...].starts(with: expected) else { throw failure("no value begins like this") }
        index += expected.count
        return content
    }

    private mutating func number() throws(Failure) -> JSONValue.Content {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), digits() == 0 { throw failure("a digit should be here") }
        if take(UInt8(ascii: ".")), digits() == 0 { throw failure("a digit should be here") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            if digits() == 0 { throw failure("a digit should be here") }
        }
        return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    /// Steps over digits and says how many there were.
    private mutating func digits() -> Int {
        let start = index
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { index += 1 }
        return index - start
    }

    private mutating func string() throws(Failure) -> String {
        index += 1
        let start = index
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                defer { index += 1 }
                return String(decoding: bytes[start..<index], as: UTF8.self)
            case UInt8(ascii: "\\"):
                return try escapedString(from: start)
            case 0..<0x20:
                throw failure("a control character must be escaped")
            default:
                index += 1
            }
        }
        throw failure("the text ends within a string")
    }

    /// Goes on reading a string from its first backslash.
    private mutating func escapedString(from start: Int) throws(Failure) -> String {
        var text = Array(bytes[start..<index])
        while let byte = current {
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try escape(into: &text)
            case 0..<0x20:
                index -= 1
                throw failure("a control character must be escaped")
            default:
                text.append(byte)
            }
        }
        throw failure("the text ends within a string")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Failure) {
        guard let byte = current else { throw failure("the text ends within a string") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try escapedScalar()).utf8)
        default:
            index -= 1
            throw failure("no such escape")
        }
    }

    /// The scalar of `\uXXXX`, or of two that make a pair; `u` is already behind.
    private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try fourDigits()
        if first == 0 { return replacement }
        if let scalar = Unicode.Scalar(first) { return scalar }
        let mark = index
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            index = mark
            return replacement
        }
        let second = try fourDigits()
        guard (0xDC00...0xDFFF).contains(second) else {
            index = mark
            return replacement
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func fourDigits() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = current.flatMap(hexadecimalDigit) else {
                throw failure("a hexadecimal digit should be here")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}

/// The value of a hexadecimal digit in either case; nil for any other byte.
package func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
