import Foundation
import StrictJSON
import Yams

/// A value of YAML or JSON, compared by what it says and not by how it is written.
package indirect enum Document: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([Document])
    case object([String: Document])

    /// Why a text could not be read.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// Reads YAML by the rules of its version 1.2: only `true` and `false` are booleans, and dates are texts.
    ///
    /// - Throws: what Yams found, such as the same key twice, and ``Failure`` for merge keys, which other readers of
    ///   the file do not know.
    package init(yaml: String) throws {
        guard let node = try Yams.compose(yaml: yaml) else { throw Failure(description: "the file is empty") }
        try self.init(node)
    }

    /// Reads JSON, strictly.
    ///
    /// - Throws: ``Failure`` for what is not JSON or says a key twice.
    package init(json: [UInt8]) throws {
        do {
            try self.init(JSONDocument(json).root)
        } catch let failure as JSONParser.Failure {
            throw Failure(description: "not JSON at byte \(failure.offset): \(failure.reason)")
        }
    }

    private init(_ node: Node) throws {
        switch node {
        case .scalar(let scalar): self = Self.scalar(scalar)
        case .sequence(let sequence): self = .array(try sequence.map { try Document($0) })
        case .mapping(let mapping):
            var members: [String: Document] = [:]
            for (key, value) in mapping {
                guard let name = key.scalar?.string, name != "<<" else {
                    throw Failure(description: "a key that is not a plain text")
                }
                members[name] = try Document(value)
            }
            self = .object(members)
        case .alias: throw Failure(description: "an alias of nothing")
        }
    }

    private static func scalar(_ scalar: Node.Scalar) -> Document {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null": return .null
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default:
            let isNumber = scalar.string.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil
            return isNumber ? Double(scalar.string).map(Document.number) ?? .null : .string(scalar.string)
        }
    }

    private init(_ value: JSONValue) throws {
        switch value.content {
        case .null: self = .null
        case .boolean(let answer): self = .boolean(answer)
        case .string(let text): self = .string(text)
        case .number(let digits):
            guard let number = Double(digits) else { throw Failure(description: "no number: \(digits)") }
            self = .number(number)
        case .array(let elements): self = .array(try elements.map { try Document($0) })
        case .object(let found):
            var members: [String: Document] = [:]
            for member in found {
                guard members.updateValue(try Document(member.value), forKey: member.key) == nil else {
                    throw Failure(description: "the key \(member.key) appears twice")
                }
            }
            self = .object(members)
        }
    }
}

extension Document {
    /// A member of an object; nil for anything else.
    package subscript(key: String) -> Document? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// The members of an object; none for anything else.
    package var members: [String: Document] {
        if case .object(let members) = self { members } else { [:] }
    }

    /// The members of an object in the order of their names.
    package var sortedMembers: [(key: String, value: Document)] { members.sorted { $0.key < $1.key } }

    /// The elements of an array; none for anything else.
    package var elements: [Document] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// A text; nil for anything else.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A whole number; nil for anything else.
    package var integer: Int? {
        if case .number(let number) = self { Int(exactly: number) } else { nil }
    }

    /// Whether it says `true`.
    package var isTrue: Bool { self == .boolean(true) }

    /// Follows a reference within this document, such as `#/components/schemas/Problem`; nil when it leads nowhere.
    package func resolve(_ reference: String) -> Document? {
        guard reference.hasPrefix("#/") else { return reference == "#" ? self : nil }
        var place = self
        for part in reference.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) {
            let name = part.replacing("~1", with: "/").replacing("~0", with: "~")
            let plain = name.removingPercentEncoding ?? String(name)
            switch place {
            case .object(let members):
                guard let next = members[plain] else { return nil }
                place = next
            case .array(let elements):
                guard let index = Int(plain), elements.indices.contains(index) else { return nil }
                place = elements[index]
            default: return nil
            }
        }
        return place
    }

    /// What a member stands for: itself, or what its `$ref` leads to within `root`.
    package func following(_ root: Document) -> Document {
        var place = self
        var steps = 0
        while let reference = place["$ref"]?.text, let next = root.resolve(reference), steps < 32 {
            place = next
            steps += 1
        }
        return place
    }

    /// JSON text, keys in alphabetical order.
    package var json: String {
        switch self {
        case .null: "null"
        case .boolean(let answer): answer ? "true" : "false"
        case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
        case .string(let text): Self.quoted(text)
        case .array(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
        case .object:
            "{" + sortedMembers.map { Self.quoted($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
