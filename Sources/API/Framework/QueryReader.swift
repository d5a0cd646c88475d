import Domain
import Foundation
import Hummingbird
import Store

/// Reads query parameters; what is wrong and what is not known is refused with 400, all at once.
struct QueryReader {
    private let pairs: [(name: String, value: String)]
    private var known: Set<String> = []
    private var errors: [Problem.FieldError] = []

    init(_ request: Request) {
        pairs = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
    }

    /// A text, or nothing.
    mutating func string(_ name: String, _ length: ClosedRange<Int> = 1...200) -> String? {
        known.insert(name)
        let values = pairs.filter { $0.name == name }
        guard let value = values.first?.value else { return nil }
        guard values.count == 1 else { return refuse(name, "appears more than once") }
        guard length.contains(value.unicodeScalars.count) else {
            return refuse(name, "must have \(length.lowerBound) to \(length.upperBound) characters")
        }
        // PostgreSQL cannot look for it, and nothing stored has it.
        guard !value.utf8.contains(0) else { return refuse(name, "must not hold the character NUL") }
        return value
    }

    /// One of the words of a vocabulary, or nothing.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        as type: Word.Type = Word.self
    ) -> Word? {
        guard let text = string(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            return refuse(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    /// Words of a vocabulary, given by repeating the parameter or as a list with commas; nil when there is none.
    mutating func words<Word: RawRepresentable<String> & CaseIterable & Hashable>(
        _ name: String,
        as type: Word.Type = Word.self
    ) -> Set<Word>? {
        known.insert(name)
        let texts = pairs.filter { $0.name == name }
            .flatMap { $0.value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let words = texts.compactMap(Word.init(rawValue:))
        guard words.count == texts.count else {
            return refuse(name, "must be among \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return words.isEmpty ? nil : Set(words)
    }

    /// A whole number, or nothing.
    mutating func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let text = string(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            return refuse(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Yes or no, or nothing.
    mutating func boolean(_ name: String) -> Bool? {
        guard let text = string(name) else { return nil }
        guard let answer = Bool(text) else { return refuse(name, "must be true or false") }
        return answer
    }

    /// Where a list sorted by time goes on, or nothing.
    mutating func place(_ name: String = "cursor") -> ListPlace? {
        guard let text = string(name, 1...400) else { return nil }
        guard let parts = PageCursor(text, parts: 2)?.parts, let microseconds = Int(parts[0]),
            abs(microseconds) < Self.endOfTime, let id = UUID(uuidString: parts[1])
        else { return refuse(name, "is not a cursor of this list") }
        return ListPlace(microseconds: microseconds, id: id)
    }

    /// The year 9999: no cursor of ours is beyond, and PostgreSQL can still add to it.
    private static let endOfTime = 253_402_300_800_000_000

    /// An id, or nothing.
    mutating func id<Entity>(_ name: String, as type: Identifier<Entity>.Type = Identifier<Entity>.self)
        -> Identifier<Entity>?
    {
        guard let text = string(name) else { return nil }
        guard let id = Identifier<Entity>(text) else { return refuse(name, "must be a UUID") }
        return id
    }

    /// A moment, or nothing.
    mutating func date(_ name: String) -> Date? {
        guard let text = string(name) else { return nil }
        guard let date = Timestamp.date(text) else { return refuse(name, "must be an RFC 3339 time") }
        return date
    }

    /// How many to answer with.
    mutating func limit(default standard: Int = 50, atMost most: Int = 200) -> Int {
        guard let text = string("limit") else { return standard }
        guard let number = Int(text), (1...most).contains(number) else {
            return refuse("limit", "must be a whole number from 1 to \(most)") ?? standard
        }
        return number
    }

    /// Notes a mistake found by the caller; always nil.
    mutating func refuse<Value>(_ name: String, _ detail: String) -> Value? {
        errors.append(.init(pointer: "?" + name, detail: detail))
        return nil
    }

    /// Throws everything found wrong, unknown parameters among it.
    func finish() throws {
        let unknown = Set(pairs.map(\.name)).subtracting(known).sorted()
            .map { Problem.FieldError(pointer: "?" + $0, detail: "is not known here") }
        guard errors.isEmpty, unknown.isEmpty else {
            throw Problem(400, "invalid_query", "Invalid query", errors: errors + unknown)
        }
    }
}
