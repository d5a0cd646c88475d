import Foundation
import Yams

/// What `api-spec/openapi.yaml` promises.
struct Specification {
    private let paths: [String: [String: [String: Any]]]

    /// Answers any address may give, as the specification's introduction says.
    private static let everywhere: Set<Int> = [404, 405, 408, 500]

    init() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: folder.appending(path: "api-spec/openapi.yaml"), encoding: .utf8)
        let root = try Yams.load(yaml: text) as? [String: Any]
        let written = root?["paths"] as? [String: [String: [String: Any]]] ?? [:]
        paths = written.mapValues { operations in
            operations.mapValues { $0["responses"] as? [String: Any] ?? [:] }
        }
    }

    /// Every address with its methods in capitals.
    var operations: [String: Set<String>] {
        paths.mapValues { Set($0.keys.map { $0.uppercased() }) }
    }

    /// Whether an answer is promised: its status, and for that status its media type.
    func declares(_ method: String, _ path: String, _ response: RawResponse) -> Bool {
        let type = response.headers["content-type"]?.prefix { $0 != ";" } ?? ""
        guard let responses = paths[path]?[method == "HEAD" ? "get" : method.lowercased()],
            let promised = responses["\(response.status)"] as? [String: Any]
        else { return Self.everywhere.contains(response.status) && type == "application/problem+json" }
        return (promised["content"] as? [String: Any])?[String(type)] != nil
    }
}
