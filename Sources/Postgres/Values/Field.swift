/// Why a field could not be read. Says types and reasons, never the value: it may be a guest's words.
package struct DecodingFailure: Error, Sendable, Hashable {
    /// The reason, in English.
    package let reason: String

    /// Makes a failure with its reason.
    package init(_ reason: String) {
        self.reason = reason
    }
}

/// One value of a result, still in the server's binary form. It keeps the result it points into alive.
@safe
package struct Field {
    /// The number of the value's server type.
    package let oid: UInt32
    let owner: ResultSet
    let bytes: UnsafeRawBufferPointer?

    /// Whether the value is SQL NULL.
    package var isNull: Bool { bytes == nil }

    /// The bytes, or an error for NULL.
    func content() throws(DecodingFailure) -> UnsafeRawBufferPointer {
        guard let bytes else { throw DecodingFailure("unexpected NULL") }
        return bytes
    }

    func require(_ type: PostgresType, for swiftType: String) throws(DecodingFailure) {
        _ = try content()
        guard oid == type.oid else { throw mismatch(swiftType) }
    }

    func mismatch(_ swiftType: String) -> DecodingFailure {
        DecodingFailure("a value of server type \(oid) cannot be read as \(swiftType)")
    }

    /// A big-endian word of exactly `count` bytes.
    func word(_ count: Int) throws(DecodingFailure) -> UInt64 {
        let bytes = try content()
        guard bytes.count == count else {
            throw DecodingFailure("expected \(count) bytes, found \(bytes.count)")
        }
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// An integer from any integer type of the server, as long as it fits.
    func integer<Value: FixedWidthInteger>() throws(DecodingFailure) -> Value {
        let wide: Int64
        switch oid {
        case PostgresType.int8.oid: wide = Int64(bitPattern: try word(8))
        case PostgresType.int4.oid: wide = Int64(Int32(truncatingIfNeeded: try word(4)))
        case PostgresType.int2.oid: wide = Int64(Int16(truncatingIfNeeded: try word(2)))
        case PostgresType.oid.oid, PostgresType.xid.oid: wide = Int64(try word(4))
        case PostgresType.xid8.oid: wide = Int64(bitPattern: try word(8))
        case PostgresType.numeric.oid: wide = try Numeric.decode(self).integer()
        default:
            _ = try content()
            throw mismatch("\(Value.self)")
        }
        guard let value = Value(exactly: wide) else {
            throw DecodingFailure("the integer does not fit into \(Value.self)")
        }
        return value
    }

    /// Text from any type whose binary form is its text: text, varchar, char, name, json, enumerations, domains.
    func text() throws(DecodingFailure) -> String {
        let bytes = try content()
        switch oid {
        case PostgresType.text.oid, PostgresType.varchar.oid, PostgresType.bpchar.oid, PostgresType.name.oid,
            PostgresType.unknown.oid, PostgresType.json.oid, PostgresType.character.oid, PostgresType.void.oid:
            break
        case PostgresType.jsonb.oid:
            return try JSONB.decode(self).text
        default:
            // Numbers from 16384 up are made by the database itself: enumerations and citext read as text.
            guard oid >= 16384 else { throw mismatch("String") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DecodingFailure("the text is not valid UTF-8")
        }
        return text
    }
}
