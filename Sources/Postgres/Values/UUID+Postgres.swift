package import Foundation

extension UUID: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .uuid }

    package var postgresPayload: BindPayload {
        withUnsafeBytes(of: uuid) { bytes in
            .pair(
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    package static func decode(_ field: Field) throws(DecodingFailure) -> UUID {
        try field.require(.uuid, for: "UUID")
        let bytes = try field.content()
        guard bytes.count == 16 else { throw DecodingFailure("expected 16 bytes, found \(bytes.count)") }
        return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
    }
}
