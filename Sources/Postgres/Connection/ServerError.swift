import CLibPQ

extension PostgresError {
    /// The error a result reports.
    init(result: OpaquePointer, code: Code = .server) {
        func field(_ letter: Character) -> String? {
            guard let ascii = letter.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else { return nil }
            return String(cString: text)
        }
        // Without a primary message the error is the library's own, about the connection.
        let primary = field("M") ?? PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
        self.init(code, PostgresError.singleLine(primary), sqlState: field("C").map(SQLState.init(rawValue:)))
        detail = field("D")
        hint = field("H")
        schema = field("s")
        table = field("t")
        column = field("c")
        constraint = field("n")
    }

    /// A connection that is no more, with what the library says about it.
    static func lost(_ connection: OpaquePointer) -> PostgresError {
        let message = PQerrorMessage(connection).map { singleLine(String(cString: $0)) } ?? ""
        return PostgresError(.connectionLost, message.isEmpty ? "the connection was closed" : message)
    }

    /// One line for a log, whatever the library wrapped.
    static func singleLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline)
            .map { String($0.drop(while: \.isWhitespace)) }
            .joined(separator: "; ")
    }
}
