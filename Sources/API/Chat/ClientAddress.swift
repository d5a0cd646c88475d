import Domain
import HTTPTypes
import Hummingbird
import NIOCore

/// From where a request comes, for counting strangers.
struct ClientAddress: Sendable {
    /// Proxies whose word about whom they speak for is believed.
    let trusted: [IPNetwork]

    /// The address to count by, or for IPv6 the network: whoever has one such address has the other 2^64 as well. Nil
    /// for this machine: a proxy on it that nobody told us of speaks for everybody.
    func countedBucket(of request: Request, _ context: EdgeContext) -> String? {
        guard let client = client(of: request, context) else { return nil }
        return Self.isLoopback(client) ? nil : Self.bucket(client)
    }

    private func client(of request: Request, _ context: EdgeContext) -> IPAddress? {
        guard let text = context.channel.remoteAddress?.ipAddress, let peer = IPAddress(text) else { return nil }
        return client(behind: peer, request)
    }

    private static func isLoopback(_ address: IPAddress) -> Bool {
        address.bytes.count == 4 ? address.bytes[0] == 127 : address == IPAddress("::1")
    }

    /// Read from the right, each proxy having added whom it heard: the first that is no proxy of ours.
    private func client(behind peer: IPAddress, _ request: Request) -> IPAddress {
        guard isTrusted(peer), let name = HTTPField.Name("X-Forwarded-For") else { return peer }
        var client = peer
        for hop in request.headers[values: name].joined(separator: ",").split(separator: ",").reversed() {
            guard let address = IPAddress(hop.trimmingPrefix { $0 == " " }.prefix { $0 != " " }) else { return client }
            client = address
            guard isTrusted(address) else { return client }
        }
        return client
    }

    private func isTrusted(_ address: IPAddress) -> Bool { trusted.contains { $0.contains(address) } }

    private static func bucket(_ address: IPAddress) -> String {
        let bytes = address.bytes
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return bytes[0..<8].map { String($0, radix: 16) }.joined(separator: ":")
    }
}
