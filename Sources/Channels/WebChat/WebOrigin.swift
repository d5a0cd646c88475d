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
            url.user() == nil, url.fragment == nil
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
            return host.contains(":") && !host.contains("%") && IPAddress(host) != nil ? "[\(host)]" : nil
        }
        let isPlain = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isPlain && !host.isEmpty ? host : nil
    }
}
