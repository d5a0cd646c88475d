import CLibPQ

/// Owns one complete result of the library and frees it.
///
/// `@unchecked Sendable` holds because a complete `PGresult` is never written again: this class only calls the reading
/// functions on it, which libpq's manual allows from any thread, and frees it once, when the last reader is gone.
@safe
package final class ResultSet: @unchecked Sendable {
    private let pointer: OpaquePointer
    private let source: SQL
    let columnCount: Int32
    let rowCount: Int

    /// Takes a result over, and the statement it answers for the sake of later errors.
    init(_ pointer: OpaquePointer, answering source: SQL) {
        self.pointer = pointer
        self.source = source
        columnCount = PQnfields(pointer)
        rowCount = Int(PQntuples(pointer))
    }

    deinit {
        PQclear(pointer)
    }

    /// The statement's label. Computed when an error needs it, which is seldom.
    var label: String { source.label }

    var affected: Int {
        PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }

    var commandTag: String {
        PQcmdStatus(pointer).map { String(cString: $0) } ?? ""
    }

    var columnNames: [String] {
        (0..<columnCount).map(columnName)
    }

    func columnName(_ column: Int32) -> String {
        PQfname(pointer, column).map { String(cString: $0) } ?? ""
    }

    /// The first column of that name. Compared byte by byte: `PQfnumber` would fold the case.
    func column(named name: String) -> Int32? {
        var name = name
        return name.withUTF8 { wanted in
            (0..<columnCount).first { column in
                guard let found = PQfname(pointer, column) else { return false }
                return UnsafeRawBufferPointer(wanted).elementsEqual(Terminated(found))
            }
        }
    }

    func field(row: Int32, column: Int32) -> Field {
        var bytes: UnsafeRawBufferPointer?
        if PQgetisnull(pointer, row, column) == 0, let start = PQgetvalue(pointer, row, column) {
            bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(pointer, row, column)))
        }
        return Field(oid: PQftype(pointer, column), owner: self, bytes: bytes)
    }
}

/// The bytes of a C string, without counting them first.
private struct Terminated: Sequence, IteratorProtocol {
    private var position: UnsafePointer<CChar>

    init(_ start: UnsafePointer<CChar>) {
        position = start
    }

    mutating func next() -> UInt8? {
        let byte = UInt8(bitPattern: position.pointee)
        guard byte != 0 else { return nil }
        position += 1
        return byte
    }
}
