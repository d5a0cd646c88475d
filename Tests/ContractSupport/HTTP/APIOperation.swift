/// One thing that can be asked over HTTP, as `openapi.yaml` promises it.
package struct APIOperation: Sendable {
    /// In capitals.
    package let method: String
    package let template: PathTemplate
    /// What the document says of it.
    package let document: Document
    /// What the document says of its address.
    let path: Document
    let root: Document

    /// Its name.
    package var id: String { document["operationId"]?.text ?? "\(method) \(template.text)" }

    /// The names of the ways to authenticate; an empty one is nobody at all.
    package var security: [String] {
        let written = document["security"] ?? root["security"]
        return written?.elements.flatMap { $0.members.isEmpty ? [""] : $0.members.keys.sorted() } ?? []
    }

    /// Whether it is for staff and their services.
    package var isForStaff: Bool { security.contains("staffToken") || security.contains("apiKey") }

    /// The permission a caller needs; `any` when each known caller may.
    package var permission: String? { document["x-permission"]?.text }

    /// Every parameter, those of the address among them.
    package var parameters: [Document] {
        ((path["parameters"]?.elements ?? []) + (document["parameters"]?.elements ?? [])).map { $0.following(root) }
    }

    /// The names of the parameters of one place, `query`, `path` or `header`.
    package func parameters(in place: String) -> [Document] {
        parameters.filter { $0["in"]?.text == place }
    }

    /// The media type of the body that it takes as JSON; nil when it takes none.
    package var jsonBody: Document? {
        document["requestBody"]?.following(root)["content"]?["application/json"]
    }

    /// Whether the body must be there.
    package var isBodyRequired: Bool { document["requestBody"]?.following(root)["required"]?.isTrue == true }

    /// The examples of the body.
    package var bodyExamples: [Document] {
        guard let body = jsonBody else { return [] }
        var examples = body["example"].map { [$0] } ?? []
        examples += body["examples"]?.sortedMembers.compactMap { $0.value.following(root)["value"] } ?? []
        let schema = body["schema"]?.following(root)
        examples += schema?["example"].map { [$0] } ?? schema?["examples"]?.elements ?? []
        return examples
    }

    /// The statuses that are written down by themselves.
    package var statuses: [Int] { document["responses"]?.members.keys.compactMap { Int($0) }.sorted() ?? [] }

    /// What is promised for a status.
    func response(_ status: Int) -> Document? { document["responses"]?["\(status)"]?.following(root) }

    /// What is promised for any address.
    var anyResponse: Document? { document["responses"]?["default"]?.following(root) }
}
