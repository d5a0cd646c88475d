import HTTPTypes
package import Hummingbird
package import NIOCore

/// What travels with a request from the socket to its handler.
package struct EdgeContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection.
    package let channel: any Channel
    /// What this request is called in answers and in the log: the caller's own name for it when it gave a sound one.
    package var requestID: String

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        requestID = ""
    }

    /// Whether the caller sits on this machine and speaks for itself: one that forwards for others does not count.
    func isLoopback(_ request: Request) -> Bool {
        guard HTTPField.Name.forwarding.allSatisfy({ request.headers[$0] == nil }), let address = channel.remoteAddress
        else { return false }
        switch address {
        case .v4: return address.ipAddress?.hasPrefix("127.") == true
        case .v6: return ["::1", "::ffff:127.0.0.1"].contains(address.ipAddress)
        case .unixDomainSocket: return true
        }
    }
}
