/// Finds what is careless in a schema itself.
package struct SchemaLint: Sendable {
    private let root: Document

    /// Keywords that hold one schema.
    private static let single = [
        "additionalProperties", "unevaluatedProperties", "items", "not", "if", "then", "else", "contains",
        "propertyNames",
    ]
    /// Keywords that hold a list of schemas.
    private static let lists = ["allOf", "anyOf", "oneOf", "prefixItems"]
    /// Keywords that hold schemas by name.
    private static let named = ["properties", "patternProperties"]
    /// Keywords that ``SchemaCheck`` obeys and that hold no schema.
    private static let obeyed = [
        "$ref", "type", "enum", "const", "format", "required", "dependentRequired", "minProperties", "maxProperties",
        "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "pattern", "minimum", "maximum",
        "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    ]
    /// Keywords for people.
    private static let told = [
        "title", "description", "example", "examples", "default", "deprecated", "readOnly", "writeOnly", "$comment",
        "x-free-form",
    ]
    private static let known = Set(single + lists + named + obeyed + told)
    private static let types: Set<String> = ["null", "boolean", "integer", "number", "string", "array", "object"]

    /// Takes the document that references lead into.
    package init(root: Document) {
        self.root = root
    }

    /// What is careless in a schema and those within it.
    package func problems(_ schema: Document, at place: String, isPart: Bool = false) -> [String] {
        guard case .object(let keywords) = schema else {
            if case .boolean = schema { return [] }
            return ["\(place): is no schema"]
        }
        var problems = keywords.keys.sorted().filter { !Self.known.contains($0) }
            .map { "\(place): the keyword \($0) is not known and would check nothing" }
        if let reference = keywords["$ref"]?.text, root.resolve(reference) == nil {
            problems.append("\(place): the reference \(reference) leads nowhere")
        }
        if let format = keywords["format"]?.text, SchemaFormat(rawValue: format) == nil {
            problems.append("\(place): the format \(format) is not known and would check nothing")
        }
        if let pattern = keywords["pattern"]?.text, (try? Regex(pattern)) == nil {
            problems.append("\(place): the pattern \(pattern) is none")
        }
        let words = keywords["type"].map { $0.text.map { [$0] } ?? $0.elements.compactMap(\.text) } ?? []
        problems += words.filter { !Self.types.contains($0) }.map { "\(place): there is no type \($0)" }
        problems += openness(keywords, types: words, at: place, isPart: isPart)
        for required in keywords["required"]?.elements.compactMap(\.text) ?? []
        where !isPart && keywords["properties"]?[required] == nil && keywords["allOf"] == nil {
            problems.append("\(place): requires \(required), which it does not declare")
        }
        for keyword in Self.single {
            guard let inner = keywords[keyword] else { continue }
            let isCondition = ["if", "then", "else", "not", "contains"].contains(keyword)
            problems += self.problems(
                inner,
                at: "\(place)/\(keyword)",
                isPart: isCondition || isPart && keyword != "items"
            )
        }
        for keyword in Self.lists {
            for (index, inner) in (keywords[keyword]?.elements ?? []).enumerated() {
                let isClosedOutside = keywords["unevaluatedProperties"] == .boolean(false) || isPart
                problems += self.problems(inner, at: "\(place)/\(keyword)/\(index)", isPart: isClosedOutside)
            }
        }
        for keyword in Self.named {
            for (name, inner) in keywords[keyword]?.sortedMembers ?? [] {
                problems += self.problems(inner, at: "\(place)/\(keyword)/\(name)")
            }
        }
        return problems
    }

    /// Objects are closed, or say why not.
    private func openness(_ keywords: [String: Document], types: [String], at place: String, isPart: Bool) -> [String] {
        let isObject = types.contains("object") || keywords["properties"] != nil
        guard isObject, !isPart else { return [] }
        if let others = keywords["additionalProperties"] ?? keywords["unevaluatedProperties"] {
            guard others == .boolean(true) || others == .object([:]) else { return [] }
            return keywords["x-free-form"]?.text == nil
                ? ["\(place): is open and does not say why with x-free-form"] : []
        }
        return ["\(place): is not closed: it has no additionalProperties"]
    }
}
