/// A value that can be bound to a parameter.
package protocol PostgresEncodable: Sendable {
    /// The server type it is bound as.
    static var postgresType: PostgresType { get }
    /// The value in the server's binary form.
    var postgresPayload: BindPayload { get }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// Enumerations and typed ids are bound as their raw value.
    package static var postgresType: PostgresType { RawValue.postgresType }
    /// The raw value's form.
    package var postgresPayload: BindPayload { rawValue.postgresPayload }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }
    package var postgresPayload: BindPayload { self?.postgresPayload ?? .null }
}

extension Bool: PostgresEncodable {
    package static var postgresType: PostgresType { .bool }
    package var postgresPayload: BindPayload { .word(self ? 1 : 0, count: 1) }
}

extension Int16: PostgresEncodable {
    package static var postgresType: PostgresType { .int2 }
    package var postgresPayload: BindPayload { .integer(self) }
}

extension Int32: PostgresEncodable {
    package static var postgresType: PostgresType { .int4 }
    package var postgresPayload: BindPayload { .integer(self) }
}

extension Int64: PostgresEncodable {
    package static var postgresType: PostgresType { .int8 }
    package var postgresPayload: BindPayload { .integer(self) }
}

extension Int: PostgresEncodable {
    package static var postgresType: PostgresType { .int8 }
    package var postgresPayload: BindPayload { .integer(self) }
}

extension Float: PostgresEncodable {
    package static var postgresType: PostgresType { .float4 }
    package var postgresPayload: BindPayload { .word(UInt64(bitPattern), count: 4) }
}

extension Double: PostgresEncodable {
    package static var postgresType: PostgresType { .float8 }
    package var postgresPayload: BindPayload { .word(bitPattern, count: 8) }
}

extension String: PostgresEncodable {
    package static var postgresType: PostgresType { .text }
    package var postgresPayload: BindPayload { .checkedText(self) }
}
