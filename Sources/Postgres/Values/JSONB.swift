import Foundation

/// A JSON document as text: bound as `jsonb`, read from `json` and `jsonb`.
package struct JSONB: Hashable, Sendable, PostgresEncodable, PostgresDecodable {
    /// The document. Compared as text: two spellings of one document are two values.
    package var text: String

    /// Takes a document as it is; the server refuses one that is malformed.
    package init(text: String) {
        self.text = text
    }

    /// Encodes a value with ISO 8601 dates and sorted keys, so that equal values have equal texts.
    package init(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        text = String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Decodes the document, dates as ISO 8601; throws `DecodingError`.
    package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(type, from: Data(text.utf8))
    }

    package static var postgresType: PostgresType { .jsonb }

    package var postgresPayload: BindPayload {
        guard !text.utf8.contains(0) else { return .invalid("JSON contains the character NUL (U+0000)") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 1)
        bytes.append(JSONB.version)
        bytes.append(contentsOf: text.utf8)
        return .bytes(bytes)
    }

    package static func decode(_ field: Field) throws(DecodingFailure) -> JSONB {
        var bytes = try field.content()[...]
        switch field.oid {
        case PostgresType.json.oid: break
        case PostgresType.jsonb.oid:
            guard bytes.popFirst() == version else { throw DecodingFailure("unknown version of jsonb") }
        default: throw field.mismatch("JSONB")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DecodingFailure("the JSON is not valid UTF-8")
        }
        return JSONB(text: text)
    }

    /// The only version of the binary form there has been.
    private static let version: UInt8 = 1
}
