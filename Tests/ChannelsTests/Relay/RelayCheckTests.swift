import AsyncHTTPClient
import Channels
import Foundation
import Testing

/// What can be told of a channel service's credentials without a word that a guest might get.
@Suite struct RelayCheckTests {
    private func check(_ credentials: EndpointCredentials?, allowsPrivateNetworks: Bool = true) async throws
        -> CredentialsCheck
    {
        let clients = GuardedClients(allowsPrivateNetworks: allowsPrivateNetworks, client: .shared)
        let channel = RelayChannel(clients: clients)
        let result = await channel.check(address: "line-1", credentials: credentials, deadline: .now + .seconds(5))
        try await clients.shutdown()
        return result
    }

    private static let secret = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()

    @Test func `Without an address or a usable secret nothing could work`() async throws {
        for credentials in [
            nil, EndpointCredentials(appSecrets: [Self.secret]),
            EndpointCredentials(appSecrets: [], url: "http://127.0.0.1:1/"),
            EndpointCredentials(appSecrets: ["none of ours"], url: "http://127.0.0.1:1/"),
        ] {
            #expect(try await check(credentials) == .failed(.noCredentials, code: nil))
        }
    }

    @Test func `An address that may not be spoken to is told, and any other is left alone`() async throws {
        let credentials = EndpointCredentials(appSecrets: [Self.secret], url: "https://127.0.0.1:1/in")
        #expect(try await check(credentials, allowsPrivateNetworks: false) == .failed(.unusableURL, code: nil))
        // Nobody listens there: it was not asked.
        #expect(try await check(credentials) == .untested)
    }
}
