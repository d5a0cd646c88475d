import Glibc
import HTTPTypes
import Hummingbird
import NIOCore

/// Finds out where a request came from: the connection's other end, or, when that is a proxy the operator trusts, who
/// the proxy says it speaks for.
package struct ClientAddresses: Sendable {
    /// Addresses and networks, such as `10.0.0.0/8` or `::1`.
    private let trusted: [Network]

    /// Reads the operator's list; what is no address or network trusts nobody.
    package init(trustedProxies: [String] = []) {
        trusted = trustedProxies.compactMap(Network.init)
    }

    /// The client's address, as text; one network of 64 bits for IPv6, because whoever has one address there has all.
    func of(_ request: Request, _ context: EdgeContext) -> String {
        let peer = context.channel.remoteAddress?.ipAddress ?? "local"
        var client = peer
        if isTrusted(peer) {
            // From the right: each proxy appends whom it heard from, and only what trusted ones wrote counts.
            let said = request.headers[values: .xForwardedFor].joined(separator: ",").split(separator: ",")
            for entry in said.reversed() {
                let address = entry.drop { $0 == " " }.prefix { $0 != " " }
                guard Network.bytes(String(address)) != nil else { break }
                client = String(address)
                guard isTrusted(client) else { break }
            }
        }
        guard let bytes = Network.bytes(client), bytes.count == 16 else { return client }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
    }

    private func isTrusted(_ address: String) -> Bool {
        guard let bytes = Network.bytes(address) else { return false }
        return trusted.contains { $0.contains(bytes) }
    }

    private struct Network: Sendable {
        let prefix: [UInt8]
        let bits: Int

        init?(_ text: String) {
            let parts = text.split(separator: "/", maxSplits: 1)
            guard let first = parts.first, let bytes = Self.bytes(String(first)) else { return nil }
            prefix = bytes
            guard parts.count == 2 else {
                bits = bytes.count * 8
                return
            }
            guard let number = Int(parts[1]), (0...bytes.count * 8).contains(number) else { return nil }
            bits = number
        }

        func contains(_ address: [UInt8]) -> Bool {
            guard address.count == prefix.count else { return false }
            return (0..<bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                return address[bit / 8] & mask == prefix[bit / 8] & mask
            }
        }

        /// 4 or 16 bytes; an IPv4 address in IPv6's clothes is an IPv4 address.
        static func bytes(_ text: String) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: 16)
            if unsafe inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
            guard unsafe inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
            let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
            return bytes.starts(with: mapped) ? Array(bytes.suffix(4)) : bytes
        }
    }
}
