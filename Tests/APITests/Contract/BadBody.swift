import ContractSupport

/// Bodies that an operation must refuse, made from its schema.
struct BadBody {
    /// What is wrong with it.
    var name: String
    var text: String

    /// Every body that breaks one rule of the schema.
    static func all(of operation: APIOperation, root: Document) -> [BadBody] {
        guard let schema = operation.jsonBody?["schema"]?.following(root) else { return [] }
        let good = operation.bodyExamples.first ?? .object([:])
        let check = SchemaCheck(root: root)
        var bodies = [BadBody(name: "a list", text: "[]"), BadBody(name: "a text", text: #""x""#)]
        func add(_ name: String, _ change: (inout [String: Document]) -> Void) {
            var members = good.members
            change(&members)
            let body = Document.object(members)
            // What the schema allows is no bad body.
            guard !check.problems(body, schema).isEmpty else { return }
            bodies.append(BadBody(name: name, text: body.json))
        }
        add("an unknown field") { $0["unheardOf"] = .number(1) }
        for required in schema["required"]?.elements.compactMap(\.text) ?? [] {
            add("\(required) is missing") { $0[required] = nil }
            add("\(required) is null") { $0[required] = .null }
        }
        for (name, property) in schema["properties"]?.sortedMembers ?? [] {
            let wrong: [Document] = [
                .number(5), .number(-1.5), .string("\u{1F600}"), .string(""), .boolean(true), .array([.null]),
                .object(["unheardOf": .number(1)]),
            ]
            for value in wrong where !check.problems(value, property).isEmpty {
                add("\(name) is \(value.json)") { $0[name] = value }
            }
            if let most = property.following(root)["maxLength"]?.integer, most < 50_000 {
                add("\(name) is too long") { $0[name] = .string(String(repeating: "a", count: most + 1)) }
            }
        }
        return bodies
    }
}
