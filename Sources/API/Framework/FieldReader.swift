import Domain
import Foundation
import StrictJSON

/// Reads a JSON object field by field and remembers everything that is wrong with it, so that a caller learns of all
/// mistakes at once: wrong types, missing and unknown fields, lengths.
///
/// A reader that found a mistake hands out a stand-in value and goes on; ``finish()`` then throws.
struct FieldReader {
    private let members: [JSONValue.Member]
    private let pointer: String
    /// No field of ours has a longer name, in bytes. Longer ones are not even compared: of a letter with thousands of marks
    /// that takes seconds.
    private static let longestName = 200
    private static let longestWord = 100
    private var known: Set<String> = []
    private(set) var errors: [Problem.FieldError] = []

    /// Reads a whole body.
    ///
    /// - Throws: ``Problem`` 400 for what is not JSON, 422 for what is not an object.
    init(body: [UInt8]) throws {
        let root: JSONValue
        do {
            root = try JSONDocument(body).root
        } catch {
            throw Problem(
                400,
                "malformed_json",
                "Malformed JSON",
                detail: "At byte \(error.offset): \(error.reason)."
            )
        }
        guard case .object(let members) = root.content else {
            throw Problem.invalid([.init(pointer: "", detail: "must be an object")])
        }
        self.init(members: members, pointer: "")
    }

    /// Reads an object within a body, found at a pointer.
    init(members: [JSONValue.Member], pointer: String) {
        self.members = members.filter { $0.key.utf8.count <= Self.longestName }
        self.pointer = pointer
        for member in members where member.key.utf8.count > Self.longestName {
            let name = String(String.UnicodeScalarView(member.key.unicodeScalars.prefix(20))) + "…"
            errors.append(.init(pointer: Self.append(name, to: pointer), detail: "is not known here"))
        }
        var seen: Set<String> = []
        for member in self.members where !seen.insert(member.key).inserted {
            errors.append(.init(pointer: Self.append(member.key, to: pointer), detail: "appears twice"))
        }
    }

    /// Notes a mistake found by the caller.
    mutating func refuse(_ name: String, _ detail: String) {
        errors.append(.init(pointer: Self.append(name, to: pointer), detail: detail))
    }

    /// Whether a field is there at all; `null` counts as there.
    mutating func has(_ name: String) -> Bool {
        known.insert(name)
        return members.contains { $0.key == name }
    }

    /// A text that must be there.
    mutating func string(_ name: String, _ length: ClosedRange<Int> = 1...4096) -> String {
        optionalString(name, length, isRequired: true) ?? ""
    }

    /// A text that may be missing or null. Lengths are counted in Unicode scalars, as PostgreSQL and JSON Schema do.
    mutating func optionalString(
        _ name: String,
        _ length: ClosedRange<Int> = 1...4096,
        isRequired: Bool = false
    ) -> String? {
        guard let value = value(name, isRequired: isRequired) else { return nil }
        guard case .string(let text) = value.content else { return wrong(name, "must be a string") }
        guard length.contains(text.unicodeScalars.count) else {
            return wrong(name, "must have \(length.lowerBound) to \(length.upperBound) characters")
        }
        return text
    }

    /// One of the words of a vocabulary that must be there.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String, or fallback: Word) -> Word {
        optionalWord(name, isRequired: true) ?? fallback
    }

    /// One of the words of a vocabulary, or nothing.
    mutating func optionalWord<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        as type: Word.Type = Word.self,
        isRequired: Bool = false
    ) -> Word? {
        guard let value = value(name, isRequired: isRequired) else { return nil }
        guard case .string(let text) = value.content, text.utf8.count <= Self.longestWord,
            let word = Word(rawValue: text)
        else {
            return wrong(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    /// An id that must be there.
    mutating func id<Entity>(_ name: String, as type: Identifier<Entity>.Type = Identifier<Entity>.self)
        -> Identifier<Entity>
    {
        optionalID(name, isRequired: true) ?? Identifier(UUID())
    }

    /// An id, or nothing.
    mutating func optionalID<Entity>(
        _ name: String,
        as type: Identifier<Entity>.Type = Identifier<Entity>.self,
        isRequired: Bool = false
    ) -> Identifier<Entity>? {
        guard let value = value(name, isRequired: isRequired) else { return nil }
        guard case .string(let text) = value.content, let id = Identifier<Entity>(text) else {
            return wrong(name, "must be a UUID")
        }
        return id
    }

    /// A whole number, or nothing.
    mutating func optionalInteger(_ name: String, _ range: ClosedRange<Int>, isRequired: Bool = false) -> Int? {
        guard let value = value(name, isRequired: isRequired) else { return nil }
        guard case .number(let digits) = value.content, let number = Int(digits), range.contains(number) else {
            return wrong(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Yes or no, or nothing.
    mutating func optionalBoolean(_ name: String, isRequired: Bool = false) -> Bool? {
        guard let value = value(name, isRequired: isRequired) else { return nil }
        guard case .boolean(let answer) = value.content else { return wrong(name, "must be true or false") }
        return answer
    }

    /// An RFC 3339 moment, or nothing.
    mutating func optionalDate(_ name: String, isRequired: Bool = false) -> Date? {
        guard let value = value(name, isRequired: isRequired) else { return nil }
        guard case .string(let text) = value.content, let date = Timestamp.date(text) else {
            return wrong(name, "must be an RFC 3339 time, such as 2026-11-21T09:30:00Z")
        }
        return date
    }

    /// A list of texts, or nothing.
    mutating func optionalStrings(_ name: String, count: ClosedRange<Int>, length: ClosedRange<Int>) -> [String]? {
        guard let value = value(name, isRequired: false) else { return nil }
        guard let elements = value.array, count.contains(elements.count) else {
            return wrong(name, "must be a list of \(count.lowerBound) to \(count.upperBound) strings")
        }
        let texts = elements.compactMap(\.string).filter { length.contains($0.unicodeScalars.count) }
        guard texts.count == elements.count else {
            return wrong(
                name,
                "must hold strings of \(length.lowerBound) to \(length.upperBound) characters"
            )
        }
        return texts
    }

    /// A number, or nothing.
    mutating func optionalNumber(_ name: String, _ range: ClosedRange<Double>, isRequired: Bool = false) -> Double? {
        guard let value = value(name, isRequired: isRequired) else { return nil }
        guard case .number(let digits) = value.content, let number = Double(digits), range.contains(number) else {
            return wrong(name, "must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// What an object within this one holds, or nothing; mistakes within it are this reader's.
    @discardableResult
    mutating func optionalObject<Value>(_ name: String, _ read: (inout FieldReader) -> Value) -> Value? {
        guard let value = value(name, isRequired: false) else { return nil }
        guard case .object(let members) = value.content else { return wrong(name, "must be an object") }
        var inner = FieldReader(members: members, pointer: Self.append(name, to: pointer))
        let result = read(&inner)
        errors += inner.mistakes
        return result
    }

    /// The names of all fields, for objects whose names are not known beforehand.
    var names: [String] { members.map(\.key) }

    /// What each object of a list holds, or nothing; mistakes within them are this reader's.
    mutating func optionalObjects<Value>(
        _ name: String,
        count: ClosedRange<Int>,
        isRequired: Bool = false,
        _ read: (inout FieldReader) -> Value
    ) -> [Value]? {
        guard let value = value(name, isRequired: isRequired) else { return nil }
        guard let elements = value.array, count.contains(elements.count) else {
            return wrong(name, "must be a list of \(count.lowerBound) to \(count.upperBound) objects")
        }
        let place = Self.append(name, to: pointer)
        return elements.enumerated().compactMap { index, element in
            guard case .object(let members) = element.content else {
                errors.append(.init(pointer: "\(place)/\(index)", detail: "must be an object"))
                return nil
            }
            var inner = FieldReader(members: members, pointer: "\(place)/\(index)")
            let result = read(&inner)
            errors += inner.mistakes
            return result
        }
    }

    /// A list of words of a vocabulary, or nothing.
    mutating func optionalWords<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        as type: Word.Type = Word.self
    ) -> [Word]? {
        let texts = optionalStrings(name, count: 1...Word.allCases.count, length: 1...100)
        guard let texts else { return nil }
        let words = texts.compactMap { Word(rawValue: $0) }
        guard words.count == texts.count else {
            return wrong(name, "must be some of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return words
    }

    /// Notes a mistake found elsewhere in the body.
    mutating func refuse(at pointer: String, _ detail: String) {
        errors.append(.init(pointer: self.pointer + pointer, detail: detail))
    }

    /// Any JSON value as it stands, or nothing.
    mutating func optionalValue(_ name: String) -> JSONValue? {
        value(name, isRequired: false)
    }

    /// Throws everything found wrong, unknown fields among it.
    func finish() throws {
        let mistakes = mistakes
        guard mistakes.isEmpty else { throw Problem.invalid(mistakes) }
    }

    /// Everything found wrong, unknown fields among it.
    private var mistakes: [Problem.FieldError] {
        errors
            + members.filter { !known.contains($0.key) }
            .map { Problem.FieldError(pointer: Self.append($0.key, to: pointer), detail: "is not known here") }
    }

    private mutating func value(_ name: String, isRequired: Bool) -> JSONValue? {
        known.insert(name)
        let found = members.last { $0.key == name }?.value
        if let found, case .null = found.content {
            if isRequired { refuse(name, "must not be null") }
            return nil
        }
        if found == nil, isRequired { refuse(name, "is missing") }
        return found
    }

    private mutating func wrong<Value>(_ name: String, _ detail: String) -> Value? {
        refuse(name, detail)
        return nil
    }

    private static func append(_ name: String, to pointer: String) -> String {
        pointer + "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}

extension Problem {
    /// The parts of a body that cannot be taken.
    static func invalid(_ errors: [FieldError]) -> Problem {
        Problem(422, "invalid_body", "Invalid body", errors: errors)
    }
}
