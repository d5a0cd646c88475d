/// One parameter of a statement: its server type and its value in the server's binary form.
package struct Bind: Hashable, Sendable {
    /// The type the server is told, so that it never has to guess.
    package let type: PostgresType
    /// The value.
    package let payload: BindPayload

    /// Encodes a Swift value; a value the server cannot hold is kept as an error and refused when the statement is sent.
    package init(_ value: some PostgresEncodable) {
        type = Swift.type(of: value).postgresType
        payload = value.postgresPayload
    }
}

/// A value in the server's binary form. Small values stay inline, so that binding an id costs no allocation.
package enum BindPayload: Hashable, Sendable {
    /// SQL NULL.
    case null
    /// Up to eight bytes, right-aligned in a big-endian word.
    case word(UInt64, count: Int)
    /// Sixteen bytes, most significant first.
    case pair(UInt64, UInt64)
    /// Bytes as they are.
    case bytes([UInt8])
    /// Text, sent as UTF-8.
    case text(String)
    /// A value that has no binary form on the server, with the reason (never the value).
    case invalid(String)

    /// Appends the bytes and returns how many, or nil for NULL.
    func append(to buffer: inout [UInt8]) -> Int? {
        switch self {
        case .null, .invalid:
            return nil
        case .word(let word, let count):
            for index in (0..<count).reversed() {
                buffer.append(UInt8(truncatingIfNeeded: word >> UInt64(index * 8)))
            }
            return count
        case .pair(let high, let low):
            for word in [high, low] {
                withUnsafeBytes(of: word.bigEndian) { buffer.append(contentsOf: $0) }
            }
            return 16
        case .bytes(let bytes):
            buffer.append(contentsOf: bytes)
            return bytes.count
        case .text(let text):
            let start = buffer.count
            buffer.append(contentsOf: text.utf8)
            return buffer.count - start
        }
    }

    /// The reason this value cannot be sent, if it cannot.
    var refusal: String? {
        if case .invalid(let reason) = self { reason } else { nil }
    }

    static func integer(_ value: some FixedWidthInteger) -> BindPayload {
        .word(UInt64(truncatingIfNeeded: value), count: value.bitWidth / 8)
    }

    /// Text, or a refusal: the server's text cannot hold the character NUL.
    static func checkedText(_ text: String) -> BindPayload {
        text.utf8.contains(0) ? .invalid("text contains the character NUL (U+0000)") : .text(text)
    }
}
