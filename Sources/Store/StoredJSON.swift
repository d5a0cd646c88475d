import Foundation
import Postgres

/// JSON that our own functions build, with PostgreSQL's spelling of time.
enum StoredJSON {
    /// Decodes a column; nil when it is NULL.
    static func decode<Value: Decodable>(_ row: Row, _ column: String) throws -> Value? {
        guard let json = try row.get(column, as: JSONB?.self) else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let date = StoredTime.date(text) else {
                throw DecodingError.dataCorrupted(
                    DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not a time: \(text)")
                )
            }
            return date
        }
        return try decoder.decode(Value.self, from: Data(json.text.utf8))
    }

    /// Decodes a column that is never NULL.
    static func require<Value: Decodable>(_ row: Row, _ column: String) throws -> Value {
        guard let value: Value = try decode(row, column) else {
            throw PostgresError(.decoding, "column \"\(column)\" is NULL")
        }
        return value
    }
}
