import CLibPQ

/// What libpq is given to connect: the connection string's own words first, our defaults where it is silent.
struct ConnectionParameters: Equatable {
    private(set) var values: [String: String]

    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        values = try ConnectionParameters.parse(configuration.connectionString)
        values["options"] = ConnectionParameters.options(configuration, beside: values["options"])
        let defaults = [
            "application_name": configuration.applicationName,
            "client_encoding": "UTF8",
            "connect_timeout": String(max(2, configuration.connectTimeout.components.seconds)),
            "keepalives": "1",
            "keepalives_idle": "30",
            "keepalives_interval": "10",
            "keepalives_count": "3",
            "tcp_user_timeout": "30000",
        ]
        values.merge(defaults) { given, _ in given }
    }

    /// Calls with the two NULL-terminated lists that libpq takes.
    func withCLists<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        var storage: [CChar] = []
        var offsets: [(key: Int, value: Int)] = []
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            let start = storage.count
            storage.append(contentsOf: key.utf8CString)
            offsets.append((start, storage.count))
            storage.append(contentsOf: value.utf8CString)
        }
        return storage.withUnsafeBufferPointer { buffer in
            let keys = offsets.map { buffer.baseAddress?.advanced(by: $0.key) } + [nil]
            let values = offsets.map { buffer.baseAddress?.advanced(by: $0.value) } + [nil]
            return keys.withUnsafeBufferPointer { keys in
                values.withUnsafeBufferPointer { values in body(keys.baseAddress, values.baseAddress) }
            }
        }
    }

    private static func parse(_ connectionString: String) throws(PostgresError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        defer { PQfreemem(message) }
        guard let options = PQconninfoParse(connectionString, &message) else {
            // The library's message quotes the string, and the string may hold a password.
            throw PostgresError(.connectFailed, "the connection string cannot be read")
        }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }

    /// The `options` parameter: a command line on which backslash protects spaces and backslashes.
    private static func options(_ configuration: PostgresConfiguration, beside given: String?) -> String {
        var settings = configuration.options
        if let timeout = configuration.statementTimeout {
            settings["statement_timeout"] = String(timeout.wholeMilliseconds)
        }
        let words = settings.sorted { $0.key < $1.key }.map { "-c \(escaped($0.key))=\(escaped($0.value))" }
        return ([given].compactMap(\.self) + words).joined(separator: " ")
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if character == "\\" || character.isWhitespace { result.append("\\") }
            result.append(character)
        }
    }
}

extension Duration {
    /// Milliseconds, rounded up: a short timeout must not become none.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
