/// Bytes (`bytea`).
package struct Bytes: Hashable, Sendable, PostgresEncodable, PostgresDecodable {
    /// The bytes.
    package var array: [UInt8]

    /// Takes the bytes of a sequence.
    package init(_ bytes: some Sequence<UInt8>) {
        array = Array(bytes)
    }

    package static var postgresType: PostgresType { .bytea }
    package var postgresPayload: BindPayload { .bytes(array) }

    package static func decode(_ field: Field) throws(DecodingFailure) -> Bytes {
        try field.require(.bytea, for: "Bytes")
        return Bytes(try field.content())
    }
}
