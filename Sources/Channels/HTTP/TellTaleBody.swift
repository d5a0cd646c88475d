import Synchronization

/// A request body that notes when it is first asked for its bytes.
///
/// The HTTP client asks only once the head has been written to a live connection. Until then the provider cannot have
/// received the request, whatever error comes: no such host, nobody listening, a deadline that passed while waiting
/// for a connection. From then on nobody can say. That is the line between *refused* and *unknown*.
struct TellTaleBody: Collection, Sendable {
    /// Remembers the moment; shared between the body, which the client holds, and whoever asks afterwards.
    final class Mark: Sendable {
        private let flag = Atomic(false)

        /// Whether the request had begun to leave.
        var wasAsked: Bool { flag.load(ordering: .acquiring) }

        fileprivate func set() { flag.store(true, ordering: .releasing) }
    }

    let mark = Mark()
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var startIndex: Int { bytes.startIndex }
    var endIndex: Int { bytes.endIndex }

    func index(after index: Int) -> Int { index + 1 }

    subscript(index: Int) -> UInt8 {
        mark.set()
        return bytes[index]
    }

    func makeIterator() -> [UInt8].Iterator {
        mark.set()
        return bytes.makeIterator()
    }
}
