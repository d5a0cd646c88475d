/// An address of the internet protocol, read from how the system writes it.
package struct IPAddress: Sendable, Hashable {
    /// 4 bytes, or 16. An address of the old kind has 4, also when it was written in the new (`::ffff:192.0.2.1`).
    package let bytes: [UInt8]

    /// How many bits stand before an address of the old kind that is written in the new.
    fileprivate static let mappedLength = 96

    /// Reads `192.0.2.1`, `2001:db8::1` or `::ffff:192.0.2.1`; a zone behind a `%` is not part of it. Nil for all else.
    package init?(_ text: some StringProtocol) {
        if let bytes = Self.v4(text) {
            self.bytes = bytes
        } else if let bytes = Self.v6(String(text.prefix { $0 != "%" })) {
            let isMapped = bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            self.bytes = isMapped ? Array(bytes[12...]) : bytes
        } else {
            return nil
        }
    }

    private static func v4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part in (1...3).contains(part.utf8.count) ? UInt8(part) : nil }
        return bytes.count == 4 ? bytes : nil
    }

    private static func v6(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = groups(halves[0]) else { return nil }
        guard halves.count == 2 else { return head.count == 16 ? head : nil }
        guard let tail = groups(halves[1]), head.count + tail.count <= 14 else { return nil }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let last = v4(part) else { return nil }
                bytes += last
            } else {
                guard (1...4).contains(part.utf8.count), let group = UInt16(part, radix: 16) else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }
}

/// A network, or a single address, as people write it in a configuration.
package struct IPNetwork: Sendable, Hashable {
    private let prefix: [UInt8]
    private let length: Int

    /// Reads `10.0.0.0/8` or `10.1.2.3`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let address = IPAddress(first) else { return nil }
        prefix = address.bytes
        guard parts.count == 2 else {
            length = address.bytes.count * 8
            return
        }
        let isMapped = address.bytes.count == 4 && first.contains(":")
        guard let length = Int(parts[1]).map({ isMapped ? $0 - IPAddress.mappedLength : $0 }),
            (0...address.bytes.count * 8).contains(length)
        else { return nil }
        self.length = length
    }

    /// Whether an address is in it.
    package func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == prefix.count else { return false }
        return prefix.indices.allSatisfy { index in
            let bits = min(8, max(0, length - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            return (prefix[index] ^ address.bytes[index]) & mask == 0
        }
    }
}
