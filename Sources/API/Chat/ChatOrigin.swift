import Channels
import Foundation
import HTTPTypes
import Hummingbird

/// From which web page a request came, as its browser says.
enum ChatOrigin: Sendable, Hashable {
    /// No browser, or one that has no reason to say.
    case none
    /// A page of this server.
    case own
    /// A page of somebody else's.
    case foreign(String)

    init(_ request: Request, publicURL: String?) {
        guard let origin = request.headers[.origin] else {
            self = .none
            return
        }
        self = Self.isOwn(origin, host: request.head.authority, publicURL: publicURL) ? .own : .foreign(origin)
    }

    /// The origin to answer to, when it is not our own.
    var foreign: String? {
        if case .foreign(let origin) = self { origin } else { nil }
    }

    /// Own is the address guests know, and, since a page's scripts reach no other, the one that was asked for.
    private static func isOwn(_ origin: String, host: String?, publicURL: String?) -> Bool {
        if let publicURL, origin.lowercased() == self.origin(of: publicURL) { return true }
        guard let host, let place = origin.split(separator: "/", maxSplits: 1).last?.dropFirst() else { return false }
        return ["http://", "https://"].contains { origin.lowercased().hasPrefix($0) }
            && place.lowercased() == host.lowercased()
    }

    /// Scheme, host and port of a URL, as browsers write an origin; nil when it has none. In a house they may well know
    /// it by a name that is none outside of it.
    static func origin(of url: String) -> String? {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased()
        else { return nil }
        let origin = "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
        return WebOrigin.canonical(origin) ?? origin
    }
}
