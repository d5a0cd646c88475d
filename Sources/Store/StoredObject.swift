import Domain
import Foundation
import Postgres
import StrictJSON

/// One object of a list that our own functions build, read member by member.
///
/// A claimed turn brings dozens of them, and a general decoder takes several times as long over them.
struct StoredObject {
    private let json: JSONValue

    /// Reads a column that holds a list of objects; none when it is NULL.
    ///
    /// Only for lists into which nobody puts objects of their own: the parser goes only so deep.
    static func list<Value>(
        _ row: Row,
        _ column: String,
        of read: (StoredObject) throws -> Value
    ) throws -> [Value] {
        guard let stored = try row.get(column, as: JSONB?.self) else { return [] }
        guard let elements = try JSONDocument(Array(stored.text.utf8)).root.array else {
            throw PostgresError(.decoding, "column \"\(column)\" holds no list")
        }
        return try elements.map { try read(StoredObject(json: $0)) }
    }

    /// A text that is always there.
    func text(_ name: String) throws -> String {
        guard let text = try textIfAny(name) else { throw Self.failure(name) }
        return text
    }

    /// A text; nil for none and for `null`.
    func textIfAny(_ name: String) throws -> String? {
        guard let member = json[name] else { return nil }
        guard let text = member.string else { throw Self.failure(name) }
        return text
    }

    /// Texts in a row, that are always there.
    func texts(_ name: String) throws -> [String] {
        guard let elements = json[name]?.array else { throw Self.failure(name) }
        return try elements.map { element in
            guard let text = element.string else { throw Self.failure(name) }
            return text
        }
    }

    /// One word of a known vocabulary; an unknown word is an error, not a default.
    func word<Word: RawRepresentable<String>>(_ name: String, as type: Word.Type = Word.self) throws -> Word {
        guard let word = Word(rawValue: try text(name)) else { throw Self.failure(name) }
        return word
    }

    /// What something is known by.
    func id<Entity>(_ name: String) throws -> Identifier<Entity> {
        guard let id = Identifier<Entity>(try text(name)) else { throw Self.failure(name) }
        return id
    }

    /// A point in time, as PostgreSQL spells it within JSON.
    func time(_ name: String) throws -> Date {
        guard let time = StoredTime.date(try text(name)) else { throw Self.failure(name) }
        return time
    }

    /// A whole number that is always there.
    func integer(_ name: String) throws -> Int {
        guard case .number(let digits) = json[name]?.content, let integer = Int(digits) else {
            throw Self.failure(name)
        }
        return integer
    }

    /// A number; nil for none and for `null`.
    func numberIfAny(_ name: String) throws -> Double? {
        guard let member = json[name] else { return nil }
        guard case .number(let digits) = member.content, let number = Double(digits) else { throw Self.failure(name) }
        return number
    }

    private static func failure(_ name: String) -> PostgresError {
        PostgresError(.decoding, "\"\(name)\" in a stored object is not what it should be")
    }
}
