extension SQL {
    /// Collects the pieces of an interpolated statement.
    package struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var sql: SQL = ""

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            sql.append(raw: literal)
        }

        /// Binds a value.
        package mutating func appendInterpolation(_ value: some PostgresEncodable) {
            sql.append(bind: Bind(value))
        }

        /// Binds a value or NULL. An overload of its own, because the compiler warns of optionals in interpolations
        /// that do not say they take them.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            sql.append(bind: Bind(value))
        }

        /// Splices another piece of SQL, its parameters renumbered.
        package mutating func appendInterpolation(fragment: SQL) {
            sql.append(fragment: fragment)
        }

        /// Writes text from the program's own source as it is.
        package mutating func appendInterpolation(unescaped text: StaticString) {
            sql.append(raw: "\(text)")
        }

        /// Writes a name (table, column, channel), quoted.
        package mutating func appendInterpolation(identifier: String) {
            sql.append(
                dynamic: "\""
                    + identifier.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                    + "\""
            )
        }

        /// Writes a value as a quoted literal, for the few statements that take no parameters (DDL, NOTIFY).
        package mutating func appendInterpolation(literal: String) {
            sql.append(dynamic: SQL.quoted(literal))
        }
    }

    /// A literal that reads the same whatever `standard_conforming_strings` says.
    private static func quoted(_ text: String) -> String {
        var quoted = text.contains("\\") ? " E'" : "'"
        for character in text.unicodeScalars {
            switch character {
            case "'": quoted += "''"
            case "\\": quoted += "\\\\"
            default: quoted.unicodeScalars.append(character)
            }
        }
        return quoted + "'"
    }
}
