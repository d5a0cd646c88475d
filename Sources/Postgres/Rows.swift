import CLibPQ

/// The rows a statement answered with, decoded when asked for.
package struct Rows: RandomAccessCollection, Sendable {
    let result: ResultSet
    private let rowCount: Int

    init(result: ResultSet) {
        self.result = result
        rowCount = result.rowCount
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { rowCount }

    package subscript(position: Int) -> Row {
        precondition(position >= 0 && position < rowCount, "row index out of range")
        return Row(result: result, index: Int32(position))
    }

    /// How many rows the statement inserted, updated, deleted or returned; 0 for statements that count nothing.
    package var affected: Int { result.affected }

    /// The names of the columns.
    package var columns: [String] { result.columnNames }

    /// What the server says it did, for example `COMMIT` or `INSERT 0 1`.
    var commandTag: String { result.commandTag }
}

/// One row.
package struct Row: Sendable {
    let result: ResultSet
    let index: Int32

    /// Reads a column by name; throws when there is none, or its value does not fit.
    package func get<Value: PostgresDecodable>(
        _ column: String,
        as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let position = result.column(named: column) else {
            throw PostgresError(.decoding, "the result has no column \"\(column)\"", statement: result.label)
        }
        return try value(position)
    }

    /// Reads a column by position, from 0; throws when there is none, or its value does not fit.
    package func get<Value: PostgresDecodable>(
        _ index: Int,
        as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard index >= 0, index < Int(result.columnCount) else {
            throw PostgresError(.decoding, "the result has no column number \(index)", statement: result.label)
        }
        return try value(Int32(index))
    }

    /// Reads the first columns in order, one per type.
    package func decode<each Value: PostgresDecodable>(
        _ types: repeat (each Value).Type
    ) throws(PostgresError) -> (repeat each Value) {
        var next = 0
        func take<Next: PostgresDecodable>(_ type: Next.Type) throws(PostgresError) -> Next {
            defer { next += 1 }
            return try get(next, as: type)
        }
        return (repeat try take(each types))
    }

    private func value<Value: PostgresDecodable>(_ column: Int32) throws(PostgresError) -> Value {
        do throws(DecodingFailure) {
            return try Value.decode(result.field(row: index, column: column))
        } catch {
            let name = result.columnName(column)
            throw PostgresError(.decoding, "column \"\(name)\": \(error.reason)", statement: result.label)
        }
    }
}
