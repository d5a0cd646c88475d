/// A value that can be read from a column.
package protocol PostgresDecodable: Sendable {
    /// Reads a field; throws when its type or its content does not fit.
    static func decode(_ field: Field) throws(DecodingFailure) -> Self
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    /// Enumerations and typed ids are read from their raw value; an unknown one is an error.
    package static func decode(_ field: Field) throws(DecodingFailure) -> Self {
        guard let value = Self(rawValue: try RawValue.decode(field)) else {
            throw DecodingFailure("the value is none of \(Self.self)'s")
        }
        return value
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static func decode(_ field: Field) throws(DecodingFailure) -> Wrapped? {
        field.isNull ? nil : try Wrapped.decode(field)
    }
}

extension Bool: PostgresDecodable {
    package static func decode(_ field: Field) throws(DecodingFailure) -> Bool {
        try field.require(.bool, for: "Bool")
        return try field.word(1) != 0
    }
}

extension Int16: PostgresDecodable {
    package static func decode(_ field: Field) throws(DecodingFailure) -> Int16 { try field.integer() }
}

extension Int32: PostgresDecodable {
    package static func decode(_ field: Field) throws(DecodingFailure) -> Int32 { try field.integer() }
}

extension Int64: PostgresDecodable {
    package static func decode(_ field: Field) throws(DecodingFailure) -> Int64 { try field.integer() }
}

extension Int: PostgresDecodable {
    package static func decode(_ field: Field) throws(DecodingFailure) -> Int { try field.integer() }
}

extension Float: PostgresDecodable {
    package static func decode(_ field: Field) throws(DecodingFailure) -> Float {
        try field.require(.float4, for: "Float")
        return Float(bitPattern: UInt32(truncatingIfNeeded: try field.word(4)))
    }
}

extension Double: PostgresDecodable {
    package static func decode(_ field: Field) throws(DecodingFailure) -> Double {
        switch field.oid {
        case PostgresType.float8.oid: Double(bitPattern: try field.word(8))
        case PostgresType.float4.oid: Double(try Float.decode(field))
        case PostgresType.numeric.oid: try Numeric.decode(field).double
        default: throw field.mismatch("Double")
        }
    }
}

extension String: PostgresDecodable {
    package static func decode(_ field: Field) throws(DecodingFailure) -> String {
        try field.text()
    }
}
