/// Counts the text frames in what a WebSocket server sends, however the bytes are cut. Reads lengths, not contents.
struct FrameCounter: Sendable, Equatable {
    /// Text frames whose last byte has been seen.
    private(set) var texts = 0
    /// The length of the last frame begun.
    private(set) var lastLength = 0
    /// Bytes of the present frame still to come.
    private var missing = 0
    private var isText = false
    /// The beginning of a frame whose head is not all there: at most ten bytes.
    private var head: [UInt8] = []

    /// Takes the next bytes.
    ///
    /// - Throws: ``BenchError`` when the server closes or masks its frames.
    mutating func take(_ bytes: ArraySlice<UInt8>) throws(BenchError) {
        var rest = bytes
        while !rest.isEmpty {
            if missing > 0 {
                let part = min(missing, rest.count)
                missing -= part
                rest = rest.dropFirst(part)
                if missing == 0, isText { texts += 1 }
                continue
            }
            head.append(rest.removeFirst())
            guard let length = try Self.length(of: head) else { continue }
            isText = head[0] & 0x0F == 1
            if head[0] & 0x0F == 8 { throw BenchError("the server closed a socket") }
            head.removeAll(keepingCapacity: true)
            missing = length
            lastLength = length
            if missing == 0, isText { texts += 1 }
        }
    }

    /// The length of the payload behind a head (RFC 6455 §5.2); nil while the head is not all there.
    private static func length(of head: [UInt8]) throws(BenchError) -> Int? {
        guard head.count >= 2 else { return nil }
        guard head[1] & 0x80 == 0 else { throw BenchError("the server masks its frames") }
        let short = Int(head[1])
        if short < 126 { return short }
        let width = short == 126 ? 2 : 8
        guard head.count == 2 + width else { return nil }
        return head[2...].reduce(0) { $0 << 8 | Int($1) }
    }
}
