/// The little of HTTP/1.1 a load generator reads: a status, and where the answer ends.
struct HTTPAnswer: Equatable {
    let status: Int
    /// Where the body begins.
    let bodyStart: Int
    /// How many bytes head and body take.
    let length: Int

    /// Reads an answer from the start of a buffer; nil while it is not all there.
    ///
    /// - Throws: ``BenchError`` when it is not HTTP with a content length.
    init?(_ buffer: [UInt8]) throws(BenchError) {
        guard let headEnd = Self.endOfHead(buffer) else { return nil }
        let head = String(decoding: buffer[..<headEnd], as: UTF8.self)
        let lines = head.split(separator: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "),
            let status = Int(first.dropFirst(9).prefix(3)),
            let field = lines.first(where: { $0.lowercased().hasPrefix("content-length:") }),
            let bodyLength = Int(field.dropFirst(15).drop { $0 == " " })
        else { throw BenchError("the server did not answer in HTTP with a length: \(head)") }
        guard buffer.count >= headEnd + bodyLength else { return nil }
        self.status = status
        bodyStart = headEnd
        length = headEnd + bodyLength
    }

    private static func endOfHead(_ buffer: [UInt8]) -> Int? {
        var index = 3
        while index < buffer.count {
            if buffer[index] == 10, buffer[index - 1] == 13, buffer[index - 2] == 10, buffer[index - 3] == 13 {
                return index + 1
            }
            index += 1
        }
        return nil
    }
}
