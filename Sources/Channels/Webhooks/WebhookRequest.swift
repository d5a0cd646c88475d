import StrictJSON

/// What a provider sent us over HTTP, free of any framework: the exact bytes, because signatures cover them.
package struct WebhookRequest: Sendable, Hashable {
    /// The method in capitals, for example `POST`.
    package var method: String
    /// The path without the query, for example `/webhooks/whatsapp`.
    package var path: String
    /// The raw query without `?`, still percent-encoded; empty when there was none.
    package var query: String
    /// Every header by its lowercased name; repeated ones joined with `, `.
    package var headers: [String: String]
    /// The body, byte for byte as received.
    package var body: [UInt8]

    /// Takes headers in any case.
    package init(
        method: String,
        path: String,
        query: String = "",
        headers: some Sequence<(String, String)> = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = Dictionary(headers.map { ($0.0.lowercased(), $0.1) }) { "\($0), \($1)" }
        self.body = body
    }

    /// The first value of a query parameter, decoded; nil when it is absent or not valid percent-encoding.
    package func queryValue(_ name: String) -> String? {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = parts.first, Self.decoded(key) == name else { continue }
            return parts.count == 2 ? Self.decoded(parts[1]) : ""
        }
        return nil
    }

    /// Undoes form encoding: `+` is a space, `%XX` a byte.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexadecimalDigit),
                    let low = rest.popFirst().flatMap(hexadecimalDigit)
                else { return nil }
                bytes.append(high << 4 | low)
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
