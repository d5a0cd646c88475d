import Foundation

/// Holds answers against what `openapi.yaml` promises.
struct ExchangeCheck {
    let specification: OpenAPI

    /// What any address may answer without its operation saying so: a request that did not arrive in time or is too
    /// large to be read, a failure of ours, a server that is going or out of its depth.
    private static let everywhere: Set<Int> = [408, 413, 500, 503]
    /// Headers that say nothing of the operation.
    private static let ordinary: Set<String> = [
        "content-type", "content-length", "date", "connection", "keep-alive", "transfer-encoding", "server",
        "cache-control", "x-request-id", "x-content-type-options", "vary",
    ]

    /// What is wrong with an answer; empty when it is as promised.
    func problems(_ exchange: Exchange) -> [String] {
        var problems: [String] = []
        if exchange.headers["x-request-id"]?.isEmpty != false { problems.append("X-Request-Id is missing") }
        guard let template = specification.template(of: exchange.path) else {
            guard exchange.status == 404 || Self.everywhere.contains(exchange.status) else {
                return problems + ["the address is not declared, so that only 404 can be its answer"]
            }
            return problems + check(exchange, against: shared("NotFound", or: "Problem"))
        }
        guard let operation = specification.operation(exchange.method, exchange.path) else {
            guard exchange.status == 405 || Self.everywhere.contains(exchange.status) else {
                return problems + ["\(exchange.method) is not declared, so that only 405 can be its answer"]
            }
            if exchange.status == 405 { problems += checkAllow(exchange, template) }
            return problems + check(exchange, against: shared("MethodNotAllowed", or: "Problem"))
        }
        if let promised = operation.response(exchange.status) {
            return problems + check(exchange, against: promised)
        }
        guard Self.everywhere.contains(exchange.status), let promised = operation.anyResponse else {
            return problems + ["the status is not declared"]
        }
        return problems + check(exchange, against: promised)
    }

    private func shared(_ name: String, or other: String) -> Document {
        let responses = specification.root["components"]?["responses"]
        return (responses?[name] ?? responses?[other] ?? .object([:])).following(specification.root)
    }

    /// 405 says exactly what there is.
    private func checkAllow(_ exchange: Exchange, _ template: PathTemplate) -> [String] {
        let said = exchange.headers["allow"].map { value in
            Set(value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        }
        let declared = specification.methods(of: template)
        return said == nil || said == declared
            ? [] : ["Allow says \(said?.sorted() ?? []), declared are \(declared.sorted())"]
    }

    private func check(_ exchange: Exchange, against promised: Document) -> [String] {
        checkHeaders(exchange, promised["headers"]?.members ?? [:])
            + checkBody(exchange, promised["content"]?.members ?? [:])
    }

    private func checkHeaders(_ exchange: Exchange, _ written: [String: Document]) -> [String] {
        let schemas = SchemaCheck(root: specification.root)
        let declared = Dictionary(
            written.map { ($0.key.lowercased(), $0.value.following(specification.root)) }
        ) { first, _ in first }
        var problems: [String] = []
        for (name, header) in declared.sorted(by: { $0.key < $1.key }) {
            guard let value = exchange.headers[name] else {
                if header["required"]?.isTrue == true { problems.append("the header \(name) is missing") }
                continue
            }
            guard let schema = header["schema"] else { continue }
            problems += schemas.problems(Self.value(value, schema.following(specification.root)), schema)
                .map { "the header \(name): \($0)" }
        }
        for name in exchange.headers.keys.sorted() where declared[name] == nil && !Self.ordinary.contains(name) {
            problems.append("the header \(name) is not declared")
        }
        return problems
    }

    /// A header's text as the type its schema asks for.
    private static func value(_ text: String, _ schema: Document) -> Document {
        switch schema["type"]?.text {
        case "integer", "number": Double(text).map(Document.number) ?? .string(text)
        case "boolean": Bool(text).map(Document.boolean) ?? .string(text)
        default: .string(text)
        }
    }

    private func checkBody(_ exchange: Exchange, _ content: [String: Document]) -> [String] {
        if exchange.hasNoBody {
            return exchange.body.isEmpty ? [] : ["an answer like this has no body, and there is one"]
        }
        guard !content.isEmpty else {
            return exchange.body.isEmpty ? [] : ["a body is not declared, and there is one"]
        }
        guard let type = exchange.mediaType else { return ["Content-Type is missing"] }
        guard let promised = content[type] else {
            return ["the media type \(type) is not declared, only \(content.keys.sorted().joined(separator: ", "))"]
        }
        let isJSON = type == "application/json" || type.hasSuffix("+json")
        guard let schema = promised["schema"] else { return isJSON ? ["the body has no schema"] : [] }
        do {
            let body =
                isJSON ? try Document(json: exchange.body) : .string(String(decoding: exchange.body, as: UTF8.self))
            return SchemaCheck(root: specification.root).problems(body, schema)
        } catch {
            return ["the body is \(error)"]
        }
    }
}
