import Domain
import Foundation

/// A page of another site that may hold a web chat.
package enum WebOrigin {
    /// Its origin as browsers write it, such as `https://www.hotel.example`; nil for what is none. The port that a
    /// scheme has anyway they leave out. A host is a name or an address, for it is told to browsers in a policy, where
    /// other characters have meanings of their own.
    package static func canonical(_ text: String) -> String? {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let usual = usualPorts[scheme],
            let name = url.host(), let host = plainHost(name, isLiteral: text.contains("[")),
            ["", "/"].contains(url.path()), url.query() == nil,
            url.user() == nil, url.fragment == nil, url.port.map({ (0...65_535).contains($0) }) ?? true
        else { return nil }
        return "\(scheme)://\(host)" + (url.port.flatMap { $0 == usual ? nil : ":\($0)" } ?? "")
    }

    private static let usualPorts = ["http": 80, "https": 443]

    /// A host as it stands in an origin; nil when it is neither a name nor an address.
    ///
    /// - Parameter isLiteral: whether it was written in brackets, as only addresses of the new kind are.
    private static func plainHost(_ text: String, isLiteral: Bool) -> String? {
        var host = text.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !isLiteral else {
            guard host.contains(":"), !host.contains("%"), let address = IPAddress(host) else { return nil }
            return "[\(literal(address))]"
        }
        let isPlain = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, !host.isEmpty else { return nil }
        // Browsers take it for an address, however it is written, and write it as four numbers.
        guard endsInNumber(host) else { return host }
        return IPAddress(host).map { $0.bytes.map(String.init).joined(separator: ".") } == host ? host : nil
    }

    /// Whether browsers take a name for an address of the old kind: they do if its last label is a number.
    private static func endsInNumber(_ host: String) -> Bool {
        var labels = host.split(separator: ".", omittingEmptySubsequences: false)
        if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
        guard let last = labels.last, !last.isEmpty else { return false }
        return last.allSatisfy { ("0"..."9").contains($0) }
            || last.hasPrefix("0x") && last.dropFirst(2).allSatisfy(\.isHexDigit)
    }

    /// An address as it stands in brackets: the first of the longest runs of zeros left out, and one of the old kind
    /// that is written in the new not told from the others.
    private static func literal(_ address: IPAddress) -> String {
        let bytes =
            address.bytes.count == 4 ? Array(repeating: 0, count: 10) + [0xFF, 0xFF] + address.bytes : address.bytes
        let groups = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 { start = index + 1 }
            if index + 1 - start > max(1, longest.count) { longest = start..<index + 1 }
        }
        func text(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard !longest.isEmpty else { return text(groups[...]) }
        return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }
}
