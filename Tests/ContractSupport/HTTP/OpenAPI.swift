/// What `openapi.yaml` promises.
package struct OpenAPI: Sendable {
    package let root: Document
    /// Every operation, by address and method.
    package let operations: [APIOperation]
    private let templates: [PathTemplate]

    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    /// Reads a document.
    package init(_ root: Document) {
        self.root = root
        let paths = root["paths"]?.sortedMembers ?? []
        templates = paths.map { PathTemplate($0.key) }
        operations = paths.flatMap { template, path in
            Self.methods.compactMap { method in
                path[method].map {
                    APIOperation(
                        method: method.uppercased(),
                        template: PathTemplate(template),
                        document: $0,
                        path: path,
                        root: root
                    )
                }
            }
        }
    }

    /// The address a path is at: of several that match, the one that says most in letters.
    package func template(of path: String) -> PathTemplate? {
        templates.filter { $0.matches(path) }.max { $1.isMoreLiteral(than: $0) }
    }

    /// The methods an address has, HEAD wherever GET is.
    package func methods(of template: PathTemplate) -> Set<String> {
        let written = Set(operations.filter { $0.template == template }.map(\.method))
        return written.contains("GET") ? written.union(["HEAD"]) : written
    }

    /// The operation that answers; HEAD is asked of GET's.
    package func operation(_ method: String, _ path: String) -> APIOperation? {
        guard let template = template(of: path) else { return nil }
        let here = operations.filter { $0.template == template }
        return here.first { $0.method == method } ?? (method == "HEAD" ? here.first { $0.method == "GET" } : nil)
    }
}
