package import AsyncHTTPClient
import Foundation
import Synchronization

/// HTTP clients for addresses that customers set: each speaks to one host only, at the very address that was checked.
///
/// A name is resolved here, every address it has must be public, and the client is told to connect to one of them and no
/// other; what the name means a moment later is nobody's chance. A client is kept as long as its address is among the
/// name's, and ends after its last request.
package final class GuardedClients: Sendable {
    /// Why an address is not spoken to.
    package enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// It is no `https://` or `http://` URL with a host in ASCII and without a user.
        case malformed
        /// Its name cannot be resolved now.
        case unresolved(String)
        /// It is not on the public internet.
        case privateNetwork

        package var description: String {
            switch self {
            case .malformed:
                "not an http:// or https:// URL with a host in ASCII (names of other letters as xn--…) and without a user"
            case .unresolved(let detail): "its name cannot be resolved: \(detail)"
            case .privateNetwork: "it is not on the public internet"
            }
        }
    }

    private struct Pinned {
        var address: String
        var client: HTTPClient
        var lastUse: Int
    }

    private struct State {
        var clients: [String: Pinned] = [:]
        /// How many requests each client has under way; those that were replaced are here until their last.
        var requests: [ObjectIdentifier: Int] = [:]
        var replaced: [ObjectIdentifier: HTTPClient] = [:]
        var uses = 0
        var isShutDown = false
    }

    /// One for each host; customers have a few, an attacker must not make us hold more than this.
    private static let most = 64

    private let allowsPrivateNetworks: Bool
    private let configuration: HTTPClient.Configuration
    private let open: HTTPClient
    private let resolver: HostResolver
    private let isPublic: @Sendable (String) -> Bool
    private let state = Mutex(State())

    /// Makes none yet.
    ///
    /// - Parameters:
    ///   - allowsPrivateNetworks: whether any address will do, as for development and tests.
    ///   - client: speaks when any address will do; it is not owned.
    ///   - configuration: how the others behave; they follow no redirects whatever it says.
    ///   - resolver: finds out which addresses a name has.
    ///   - isPublic: tells whether an address may be spoken to.
    package init(
        allowsPrivateNetworks: Bool,
        client: HTTPClient,
        configuration: HTTPClient.Configuration = .providers,
        resolver: HostResolver = .system,
        isPublic: @escaping @Sendable (String) -> Bool = { AddressGuard.isPublic($0) }
    ) {
        self.allowsPrivateNetworks = allowsPrivateNetworks
        self.configuration = configuration
        self.resolver = resolver
        self.isPublic = isPublic
        open = client
    }

    /// Checks an address that somebody sets.
    package func check(_ url: String) async throws(Refusal) {
        let host = try Self.host(of: url)
        guard !allowsPrivateNetworks else { return }
        _ = try await publicAddresses(of: host)
    }

    /// Does something with the client that may speak to this address now.
    ///
    /// - Parameter body: must not let the client go further; what it asks must be answered when it returns.
    package func speak<Result>(to url: String, _ body: (HTTPClient) async -> Result) async throws(Refusal) -> Result {
        let host = try Self.host(of: url)
        guard !allowsPrivateNetworks else { return await body(open) }
        let addresses = try await publicAddresses(of: host)
        guard let client = take(host, at: addresses) else { throw .unresolved("the program is stopping") }
        defer { giveBack(client) }
        return await body(client)
    }

    /// Closes every client made here.
    package func shutdown() async throws {
        let clients = state.withLock { state in
            state.isShutDown = true
            let all = state.clients.values.map(\.client) + state.replaced.values
            state.clients = [:]
            state.replaced = [:]
            return all
        }
        for client in clients { try await client.shutdown() }
    }

    /// The host of a URL that may be spoken to at all, exactly as the HTTP client looks for it among its overrides: what
    /// it did not find there it would resolve itself.
    private static func host(of url: String) throws(Refusal) -> String {
        guard url.utf8.count <= 2048, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let parts = URL(string: url),
            ["http", "https"].contains(parts.scheme?.lowercased()),
            parts.user == nil, parts.password == nil, parts.host(percentEncoded: true)?.contains("%") == false,
            var host = parts.host
        else { throw .malformed }
        if host.hasPrefix("[") { host.removeFirst() }
        if host.hasSuffix("]") { host.removeLast() }
        // Names, addresses of both kinds, and nothing that another reader could read otherwise.
        let isPlain = host.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: ":"):
                true
            default: false
            }
        }
        guard isPlain, !host.isEmpty else { throw .malformed }
        return host
    }

    /// The addresses of a host, if all of them are public.
    private func publicAddresses(of host: String) async throws(Refusal) -> [String] {
        let addresses: [String]
        do {
            addresses = try await resolver.addresses(of: host)
        } catch {
            throw .unresolved(error.description)
        }
        guard addresses.allSatisfy(isPublic) else { throw .privateNetwork }
        return addresses
    }

    private func take(_ host: String, at addresses: [String]) -> HTTPClient? {
        var unused: [HTTPClient] = []
        let client: HTTPClient? = state.withLock { state in
            guard !state.isShutDown, let address = addresses.first else { return nil }
            state.uses += 1
            if let known = state.clients[host], !addresses.contains(known.address) {
                unused += Self.replace(host, in: &state)
            }
            if state.clients[host] == nil, state.clients.count >= Self.most,
                let oldest = state.clients.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                unused += Self.replace(oldest.key, in: &state)
            }
            let client = state.clients[host]?.client ?? make(host, at: address)
            let known = state.clients[host]?.address ?? address
            state.clients[host] = Pinned(address: known, client: client, lastUse: state.uses)
            state.requests[ObjectIdentifier(client), default: 0] += 1
            return client
        }
        for client in unused { Self.end(client) }
        return client
    }

    private func make(_ host: String, at address: String) -> HTTPClient {
        var configuration = configuration
        configuration.redirectConfiguration = .disallow
        configuration.dnsOverride = [host: address]
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private func giveBack(_ client: HTTPClient) {
        let ended = state.withLock { state -> HTTPClient? in
            let id = ObjectIdentifier(client)
            let left = (state.requests[id] ?? 1) - 1
            state.requests[id] = left > 0 ? left : nil
            return left > 0 ? nil : state.replaced.removeValue(forKey: id)
        }
        if let ended { Self.end(ended) }
    }

    /// Takes a host's client out of use; gives it when nobody uses it.
    private static func replace(_ host: String, in state: inout State) -> [HTTPClient] {
        guard let old = state.clients.removeValue(forKey: host)?.client else { return [] }
        guard state.requests[ObjectIdentifier(old)] != nil else { return [old] }
        state.replaced[ObjectIdentifier(old)] = old
        return []
    }

    private static func end(_ client: HTTPClient) {
        Task {
            do {
                try await client.shutdown()
            } catch {
                // It was shut down before: there is nothing left to close.
            }
        }
    }
}
