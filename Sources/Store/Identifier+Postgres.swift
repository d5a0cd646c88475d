package import Domain
import Foundation
package import Postgres

/// Typed ids travel as the UUIDs they wrap.
extension Identifier: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { UUID.postgresType }

    package var postgresPayload: BindPayload { rawValue.postgresPayload }

    package static func decode(_ field: Field) throws(DecodingFailure) -> Self {
        Self(try UUID.decode(field))
    }
}

extension Row {
    /// Reads a column that holds one word of a known vocabulary; an unknown word is an error, not a default.
    func word<Word: RawRepresentable<String>>(_ column: String, as type: Word.Type = Word.self) throws -> Word {
        let text = try get(column, as: String.self)
        guard let word = Word(rawValue: text) else {
            throw PostgresError(.decoding, "column \"\(column)\" holds a word that \(Word.self) does not know")
        }
        return word
    }
}

extension Duration {
    /// The length in milliseconds, as the statements take it.
    var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }
}
