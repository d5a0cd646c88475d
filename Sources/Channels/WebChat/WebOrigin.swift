import Foundation

/// A page of another site that may hold a web chat.
package enum WebOrigin {
    /// Its origin as browsers write it, such as `https://www.hotel.example`; nil for what is none.
    package static func canonical(_ text: String) -> String? {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host()?.lowercased(), !host.isEmpty, ["", "/"].contains(url.path()), url.query() == nil,
            url.user() == nil, url.fragment == nil
        else { return nil }
        return "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
    }
}
