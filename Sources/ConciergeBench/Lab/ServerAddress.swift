/// A `postgresql://` address whose database can be exchanged for another on the same server.
struct ServerAddress: Sendable {
    let url: String
    private let beforeDatabase: Substring
    private let afterDatabase: Substring

    /// Reads an address.
    ///
    /// - Throws: ``BenchError`` when it is not a URL with a path, `postgresql://user@host/database?…`.
    init(_ url: String) throws(BenchError) {
        guard let scheme = url.firstRange(of: "://"),
            let slash = url[scheme.upperBound...].firstIndex(of: "/")
        else { throw BenchError("the database URL must look like postgresql://user@host/database?…") }
        self.url = url
        beforeDatabase = url[...slash]
        afterDatabase = url[slash...].firstIndex(of: "?").map { url[$0...] } ?? ""
    }

    /// The address of another database on the same server.
    func database(_ name: String) -> String {
        "\(beforeDatabase)\(name)\(afterDatabase)"
    }
}
