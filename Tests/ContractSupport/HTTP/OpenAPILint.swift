/// Finds what is careless in `openapi.yaml`: what it leaves open, leaves out, or shows and would not accept.
struct OpenAPILint {
    let specification: OpenAPI

    private var root: Document { specification.root }
    private var schemas: SchemaLint { SchemaLint(root: root) }

    func problems() -> [String] {
        var problems = specification.operations.flatMap(self.problems)
        problems += repeated(specification.operations.map(\.id)).map { "the operationId \($0) is used twice" }
        for (name, schema) in root["components"]?["schemas"]?.sortedMembers ?? [] {
            problems += schemas.problems(schema, at: "components/schemas/\(name)")
        }
        for (name, response) in root["components"]?["responses"]?.sortedMembers ?? [] {
            problems += self.response(response, "components/responses/\(name)")
        }
        for (name, parameter) in root["components"]?["parameters"]?.sortedMembers ?? [] {
            problems += self.parameter(parameter, "components/parameters/\(name)")
        }
        return problems + dangling(root, at: "")
    }

    private func problems(_ operation: APIOperation) -> [String] {
        let place = "\(operation.method) \(operation.template.text)"
        var problems: [String] = []
        for word in ["operationId", "summary"] where operation.document[word]?.text?.isEmpty != false {
            problems.append("\(place): has no \(word)")
        }
        let known = Set(root["tags"]?.elements.compactMap { $0["name"]?.text } ?? [])
        let tags = operation.document["tags"]?.elements.compactMap(\.text) ?? []
        if tags.isEmpty || !known.isSuperset(of: tags) { problems.append("\(place): its tags are none of the known") }
        problems += security(operation, place)
        problems += parameters(operation, place)
        problems += body(operation, place)
        if operation.anyResponse == nil { problems.append("\(place): has no default answer") }
        for (status, response) in operation.document["responses"]?.sortedMembers ?? [] where response["$ref"] == nil {
            problems += self.response(response, "\(place) \(status)")
        }
        return problems + answers(operation, place)
    }

    private func security(_ operation: APIOperation, _ place: String) -> [String] {
        guard operation.document["security"] != nil else { return ["\(place): says nothing of security"] }
        let schemes = Set(root["components"]?["securitySchemes"]?.members.keys.map { $0 } ?? [])
        var problems = operation.security.filter { !$0.isEmpty && !schemes.contains($0) }
            .map { "\(place): there is no security scheme \($0)" }
        if operation.isForStaff, operation.permission == nil {
            problems.append("\(place): does not say with x-permission what a caller needs")
        }
        return problems
    }

    private func parameters(_ operation: APIOperation, _ place: String) -> [String] {
        var problems: [String] = []
        for parameter in operation.parameters {
            problems += self.parameter(parameter, "\(place) parameter \(parameter["name"]?.text ?? "?")")
        }
        let declared = operation.parameters(in: "path").compactMap { $0["name"]?.text }
        if Set(declared) != Set(operation.template.parameters) {
            problems.append("\(place): the address has \(operation.template.parameters), declared are \(declared)")
        }
        return problems
    }

    private func parameter(_ written: Document, _ place: String) -> [String] {
        let parameter = written.following(root)
        guard let schema = parameter["schema"] else { return ["\(place): has no schema"] }
        var problems = schemas.problems(schema, at: place)
        if parameter["in"]?.text == "path", parameter["required"]?.isTrue != true {
            problems.append("\(place): is in the path and not required")
        }
        return problems
    }

    private func body(_ operation: APIOperation, _ place: String) -> [String] {
        guard let written = operation.document["requestBody"]?.following(root) else { return [] }
        var problems: [String] = []
        for (type, media) in written["content"]?.sortedMembers ?? [] {
            guard let schema = media["schema"] else {
                problems.append("\(place): the body \(type) has no schema")
                continue
            }
            problems += schemas.problems(schema, at: "\(place) body")
        }
        guard let schema = operation.jsonBody?["schema"] else { return problems }
        if operation.bodyExamples.isEmpty { problems.append("\(place): the body has no example") }
        for example in operation.bodyExamples {
            problems += SchemaCheck(root: root).problems(example, schema).map { "\(place): its own example: \($0)" }
        }
        return problems
    }

    private func response(_ written: Document, _ place: String) -> [String] {
        let response = written.following(root)
        var problems = response["description"]?.text?.isEmpty == false ? [] : ["\(place): has no description"]
        for (type, media) in response["content"]?.sortedMembers ?? [] {
            if let schema = media["schema"] {
                problems += schemas.problems(schema, at: "\(place) \(type)")
            } else if type.hasSuffix("json") {
                problems.append("\(place): \(type) has no schema")
            }
        }
        for (name, header) in response["headers"]?.sortedMembers ?? [] {
            guard let schema = header.following(root)["schema"] else {
                problems.append("\(place): the header \(name) has no schema")
                continue
            }
            problems += schemas.problems(schema, at: "\(place) header \(name)")
        }
        return problems
    }

    /// What an operation for staff cannot help answering.
    private func answers(_ operation: APIOperation, _ place: String) -> [String] {
        guard operation.isForStaff else { return [] }
        var needed: Set<Int> = [400, 401, 429]
        if operation.permission != "any" { needed.insert(403) }
        if !operation.template.parameters.isEmpty { needed.insert(404) }
        if operation.jsonBody != nil { needed.formUnion([413, 415, 422]) }
        return needed.subtracting(operation.statuses).sorted().map { "\(place): does not declare \($0)" }
    }

    /// References that lead nowhere, wherever they are.
    private func dangling(_ place: Document, at name: String) -> [String] {
        switch place {
        case .object(let members):
            var problems = members.sorted { $0.key < $1.key }.flatMap { dangling($0.value, at: "\(name)/\($0.key)") }
            if let reference = members["$ref"]?.text, root.resolve(reference) == nil {
                problems.append("\(name): the reference \(reference) leads nowhere")
            }
            return problems
        case .array(let elements):
            return elements.enumerated().flatMap { dangling($0.element, at: "\(name)/\($0.offset)") }
        default: return []
        }
    }

    private func repeated(_ names: [String]) -> [String] {
        Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
    }
}
