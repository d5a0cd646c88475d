/// An answer, and the question it is one to.
package struct Exchange: Sendable, CustomStringConvertible {
    /// In capitals.
    package var method: String
    /// As asked for, without the query.
    package var path: String
    package var status: Int
    /// By lowercased name.
    package var headers: [String: String]
    package var body: [UInt8]

    /// Names every part.
    package init(method: String, path: String, status: Int, headers: [String: String], body: [UInt8]) {
        self.method = method
        self.path = path
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var description: String { "\(method) \(path) → \(status)" }

    /// The media type without its parameters, in lower case; nil when none is said.
    var mediaType: String? {
        headers["content-type"].map { String($0.prefix { $0 != ";" }.filter { !$0.isWhitespace }).lowercased() }
    }

    /// Whether an answer like this one has no body, whatever it says of its length.
    var hasNoBody: Bool { method == "HEAD" || status == 204 || status == 304 || (100..<200).contains(status) }
}
