import Foundation

/// The opaque string that clients hold: base64url of a version, the generation, and one or two snapshots.
extension EventCursor {
    /// No text is longer than this.
    package static let maximumLength = 4096

    private static let version: UInt8 = 1
    /// What one snapshot may take: both, the rest and a third more for base64 stay below ``maximumLength``.
    private static let snapshotBytes = 1500

    /// The opaque form, in the characters of URLs.
    ///
    /// When more than about a thousand transactions were open at once, the later ones are left out: whoever resumes from
    /// such a text may be told some events again, but misses none.
    package var text: String {
        var bytes: [UInt8] = [Self.version, page == nil ? 0 : 1]
        bytes += generation.bytes
        append(base, to: &bytes)
        if let page {
            append(page.target, to: &bytes)
            append(UInt64(max(0, page.last)), to: &bytes)
        }
        return Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// Reads the opaque form.
    ///
    /// - Throws: ``EventCursorError/malformed`` unless it is exactly what ``text`` gives.
    package init(text: String) throws(EventCursorError) {
        guard text.utf8.count <= Self.maximumLength else { throw .malformed }
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: standard + padding) else { throw .malformed }
        var reader = CursorReader(bytes: data[...])
        guard reader.byte() == Self.version, let flag = reader.byte(), flag <= 1, let generation = reader.uuid(),
            let base = reader.snapshot()
        else { throw .malformed }
        var page: Page?
        if flag == 1 {
            guard let target = reader.snapshot(), let last = reader.number(), let last = Int64(exactly: last) else {
                throw .malformed
            }
            page = Page(target: target, last: last)
        }
        guard reader.isAtEnd else { throw .malformed }
        self.init(generation: generation, base: base, page: page)
        // One cursor has one spelling, so that texts can be compared.
        guard self.text == text else { throw .malformed }
    }

    private func append(_ snapshot: Snapshot, to bytes: inout [UInt8]) {
        var listed: [UInt8] = []
        var previous: UInt64 = 0
        var kept = snapshot
        for xid in snapshot.inProgress {
            let length = listed.count
            append(xid - previous, to: &listed)
            guard listed.count <= Self.snapshotBytes else {
                listed.removeLast(listed.count - length)
                kept = snapshot.trimmed(to: xid)
                break
            }
            previous = xid
        }
        append(kept.xmax, to: &bytes)
        append(UInt64(kept.inProgress.count), to: &bytes)
        bytes += listed
    }

    private func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

private struct CursorReader {
    var bytes: Data.SubSequence

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func byte() -> UInt8? { bytes.popFirst() }

    mutating func uuid() -> UUID? {
        guard bytes.count >= 16 else { return nil }
        let uuid = UUID(bytes: Array(bytes.prefix(16)))
        bytes = bytes.dropFirst(16)
        return uuid
    }

    mutating func number() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = byte() else { return nil }
            let part = UInt64(byte & 0x7F)
            guard shift < 63 || part <= 1 else { return nil }
            value |= part << UInt64(shift)
            if byte < 0x80 { return value }
        }
        return nil
    }

    mutating func snapshot() -> Snapshot? {
        // A count is not believed before its bytes are seen: each entry takes at least one.
        guard let xmax = number(), let count = number(), count <= UInt64(bytes.count) else { return nil }
        var inProgress: [UInt64] = []
        var previous: UInt64 = 0
        for _ in 0..<count {
            guard let step = number() else { return nil }
            let (xid, overflow) = previous.addingReportingOverflow(step)
            guard !overflow else { return nil }
            inProgress.append(xid)
            previous = xid
        }
        return Snapshot(xmax: xmax, inProgress: inProgress)
    }
}

extension UUID {
    fileprivate var bytes: [UInt8] {
        let b = uuid
        return [b.0, b.1, b.2, b.3, b.4, b.5, b.6, b.7, b.8, b.9, b.10, b.11, b.12, b.13, b.14, b.15]
    }

    /// Takes sixteen bytes.
    fileprivate init(bytes b: [UInt8]) {
        self.init(
            uuid: (
                b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]
            )
        )
    }
}
