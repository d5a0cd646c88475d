package import AsyncHTTPClient
import Dispatch
import Foundation
import NIOCore
import Synchronization

/// HTTP clients for addresses that customers set: each speaks to one host only, at the very address that was checked.
///
/// A name is resolved here, every address it has must be public, and the client is told to connect to that address
/// and no other; what the name means a moment later is nobody's chance.
package final class GuardedClients: Sendable {
    /// Why an address is not spoken to.
    package enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// It is no `https://` or `http://` URL with a host and without a user.
        case malformed
        /// Its name cannot be resolved now.
        case unresolved(String)
        /// It is not on the public internet.
        case privateNetwork

        package var description: String {
            switch self {
            case .malformed: "not an http:// or https:// URL with a host and without a user"
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
        var uses = 0
        var isShutDown = false
    }

    /// One for each host; customers have a few, an attacker must not make us hold more than this.
    private static let most = 64

    private let allowsPrivateNetworks: Bool
    private let configuration: HTTPClient.Configuration
    private let open: HTTPClient
    private let state = Mutex(State())

    /// Makes none yet.
    ///
    /// - Parameters:
    ///   - allowsPrivateNetworks: whether any address will do, as for development and tests.
    ///   - client: speaks when any address will do; it is not owned.
    ///   - configuration: how the others behave; they follow no redirects whatever it says.
    package init(
        allowsPrivateNetworks: Bool,
        client: HTTPClient,
        configuration: HTTPClient.Configuration = .providers
    ) {
        self.allowsPrivateNetworks = allowsPrivateNetworks
        self.configuration = configuration
        open = client
    }

    /// Checks an address that somebody sets.
    package func check(_ url: String) async throws(Refusal) {
        let host = try Self.host(of: url)
        guard !allowsPrivateNetworks else { return }
        _ = try await Self.publicAddress(of: host)
    }

    /// The client that may speak to this address now.
    package func client(for url: String) async throws(Refusal) -> HTTPClient {
        let host = try Self.host(of: url)
        guard !allowsPrivateNetworks else { return open }
        let address = try await Self.publicAddress(of: host)
        var retired: [HTTPClient] = []
        let client: HTTPClient? = state.withLock { state in
            guard !state.isShutDown else { return nil }
            state.uses += 1
            if let known = state.clients[host], known.address == address {
                state.clients[host]?.lastUse = state.uses
                return known.client
            }
            if let old = state.clients.removeValue(forKey: host) { retired.append(old.client) }
            if state.clients.count >= Self.most,
                let oldest = state.clients.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.clients[oldest.key] = nil
                retired.append(oldest.value.client)
            }
            var configuration = configuration
            configuration.redirectConfiguration = .disallow
            configuration.dnsOverride = [host: address]
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            state.clients[host] = Pinned(address: address, client: client, lastUse: state.uses)
            return client
        }
        for client in retired { Self.end(client) }
        guard let client else { throw .unresolved("the program is stopping") }
        return client
    }

    /// Closes every client made here.
    package func shutdown() async throws {
        let clients = state.withLock { state in
            state.isShutDown = true
            let all = state.clients.values.map(\.client)
            state.clients = [:]
            return all
        }
        for client in clients { try await client.shutdown() }
    }

    /// The host of a URL that may be spoken to at all.
    private static func host(of url: String) throws(Refusal) -> String {
        guard url.utf8.count <= 2048, let parts = URLComponents(string: url),
            ["http", "https"].contains(parts.scheme?.lowercased()),
            parts.user == nil, parts.password == nil, let host = parts.host, !host.isEmpty
        else { throw .malformed }
        return host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    /// An address of a host that is public. Resolving blocks, so it has a thread of its own.
    private static func publicAddress(of host: String) async throws(Refusal) -> String {
        let resolved: Result<String?, any Error> = await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(
                    returning: Result { try SocketAddress.makeAddressResolvingHost(host, port: 443).ipAddress }
                )
            }
        }
        switch resolved {
        case .failure(let error): throw .unresolved("\(error)")
        case .success(nil): throw .unresolved("it has no address")
        case .success(let address?):
            guard AddressGuard.isPublic(address) else { throw .privateNetwork }
            return address
        }
    }

    /// Lets requests under way end; the client that replaces it is in use already.
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
