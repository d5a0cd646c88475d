import AsyncHTTPClient
import Channels
import Dispatch
import Domain
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// Clients for addresses that customers set.
@Suite struct GuardedClientsTests {
    /// Names as a test says, and how often they were asked for.
    private final class Names: Sendable {
        let addresses = Mutex<[String]>([])
        let asked = Mutex<[String]>([])

        init(_ addresses: [String]) {
            self.addresses.withLock { $0 = addresses }
        }

        var resolver: HostResolver {
            HostResolver { host in
                self.asked.withLock { $0.append(host) }
                return .success(self.addresses.withLock { $0 })
            }
        }
    }

    private func get(_ url: String, _ client: HTTPClient) async -> Int {
        let answer = try? await client.execute(HTTPClientRequest(url: url), timeout: .seconds(60))
        return Int(answer?.status.code ?? 0)
    }

    /// The server is on loopback, which is public for these tests.
    @Test(arguments: ["hotel.example", "HOTEL.Example", "hotel.example.", "xn--hotl-8qa.example", "a_b.example"])
    func `A name is spoken to at the address that was checked, however it is written`(_ name: String) async throws {
        try await ScriptedServer.with(.answer(status: 204)) { server, base, client in
            let names = Names(["127.0.0.1"])
            let clients = GuardedClients(
                allowsPrivateNetworks: false,
                client: client,
                resolver: names.resolver,
                isPublic: { $0 == "127.0.0.1" }
            )
            let url = base.replacing("127.0.0.1", with: name) + "/x"
            #expect(try await clients.speak(to: url) { await get(url, $0) } == 204)
            #expect(server.received.count == 1)
            #expect(names.asked.withLock { $0.count } == 1)
            try await clients.shutdown()
        }
    }

    @Test(arguments: [
        "https://hotél.example/", "https://hotel.example/ü", "https://ho%74el.example/", "https://hotel%2Eexample/",
        "https://hotel.exam ple/", "https://[fe80::1%25eth0]/", "https://user@hotel.example/",
    ])
    func `What two readers could read differently is refused when it is set and when it is called`(_ url: String)
        async throws
    {
        try await ScriptedServer.with(.close) { _, _, client in
            for isOpen in [true, false] {
                let clients = GuardedClients(
                    allowsPrivateNetworks: isOpen,
                    client: client,
                    resolver: Names(["8.8.8.8"]).resolver
                )
                await #expect(throws: GuardedClients.Refusal.malformed) { try await clients.check(url) }
                await #expect(throws: GuardedClients.Refusal.malformed) { try await clients.speak(to: url) { _ in } }
                try await clients.shutdown()
            }
        }
    }

    @Test(arguments: [["8.8.8.8", "10.0.0.1"], ["::ffff:127.0.0.1"], ["169.254.169.254", "8.8.8.8"]])
    func `A name with one address inside is not spoken to`(_ addresses: [String]) async throws {
        try await ScriptedServer.with(.close) { _, _, client in
            let clients = GuardedClients(
                allowsPrivateNetworks: false,
                client: client,
                resolver: Names(addresses).resolver
            )
            let url = "https://hotel.example/"
            await #expect(throws: GuardedClients.Refusal.privateNetwork) { try await clients.check(url) }
            await #expect(throws: GuardedClients.Refusal.privateNetwork) { try await clients.speak(to: url) { _ in } }
            try await clients.shutdown()
        }
    }

    @Test func `A client is kept while its address is one of the name's, and ends after its last request`() async throws
    {
        try await ScriptedServer.with(.answer(status: 204)) { _, base, client in
            let names = Names(["127.0.0.1", "127.0.0.2"])
            let clients = GuardedClients(
                allowsPrivateNetworks: false,
                client: client,
                resolver: names.resolver,
                isPublic: { _ in true }
            )
            let url = base.replacing("127.0.0.1", with: "hotel.example")
            let first = try await clients.speak(to: url) { $0 }
            names.addresses.withLock { $0 = ["127.0.0.2", "127.0.0.1"] }
            try await clients.speak(to: url) { #expect($0 === first) }
            // It moves while a request is under way: that one still ends well, and the next goes to the new address.
            let status = try await clients.speak(to: url) { old in
                names.addresses.withLock { $0 = ["127.0.0.3"] }
                let next = try? await clients.speak(to: url) { $0 }
                #expect(old === first && next != nil && next !== first)
                return await get(url, old)
            }
            #expect(status == 204)
            try await clients.shutdown()
        }
    }

    @Test func `A name that takes too long to resolve is one to try again`() async throws {
        try await ScriptedServer.with(.close) { _, _, client in
            let isOver = DispatchSemaphore(value: 0)
            let slow = HostResolver(patience: .milliseconds(50)) { _ in
                isOver.wait()
                return .success(["8.8.8.8"])
            }
            let clients = GuardedClients(allowsPrivateNetworks: false, client: client, resolver: slow)
            var subject = ChannelUnderTest.relay
            subject.credentials.url = "https://hotel.example/take"
            let outcome = await RelayChannel(clients: clients).send(
                subject.message,
                credentials: subject.credentials,
                deadline: .now + .seconds(60)
            )
            isOver.signal()
            #expect(outcome.failureClass == .transient)
            try await clients.shutdown()
        }
    }

    @Test func `A name that is silent is asked for once, and keeps no other from being resolved`() async throws {
        let (names, isOver) = (Names([]), DispatchSemaphore(value: 0))
        let silent = HostResolver(patience: .milliseconds(10)) { host in
            names.asked.withLock { $0.append(host) }
            isOver.wait()
            return .success([])
        }
        defer { for _ in 0..<32 { isOver.signal() } }
        for number in 0..<16 {
            for _ in 0..<2 {
                await #expect(throws: HostResolver.Failure.self) {
                    try await silent.addresses(of: "silent\(number).example")
                }
            }
        }
        #expect(try await Names(["8.8.8.8"]).resolver.addresses(of: "hotel.example") == ["8.8.8.8"])
        let asked = names.asked.withLock { $0 }
        #expect(Set(asked).count == asked.count)
    }
}
