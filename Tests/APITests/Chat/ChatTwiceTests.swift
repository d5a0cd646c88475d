import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

@testable import API

/// One message that comes twice at once, on two nodes.
@Suite struct ChatTwiceTests {
    @Test(.timeLimit(.minutes(15)))
    func `Words sent twice at once under one id are one message, in 200 pairs out of 200`() async throws {
        var configuration = ChatConfiguration()
        configuration.messages = RateLimit(maxRequests: 100_000, windowMs: 60_000)
        configuration.requests = configuration.messages
        try await PeopleUnderTest.serving(chat: configuration) { server async throws in
            try await server.addChat(welcome: nil)
            try await server.hotel.run(
                #"UPDATE properties SET settings = '{"rateLimit": {"maxRequests": 100000, "windowMs": 60000}}'"#
            )
            let guest = try await WebGuest.opening(server)
            let other = try await PeopleUnderTest.router(server.database)
            let endpoint = try #require(other.knownEndpoint(provider: "web", address: "front"))
            let token = try #require(ChatToken(guest.token))
            let scope = server.database.scope(of: server.hotel.property)
            let session = try #require(try await GuestSessionStore(scope).session(tokenHash: token.hash))
            var distinct = 0
            try await server.hotel.withConnections(2) { connections async throws in
                let rendezvous = Rendezvous(watcher: connections[1])
                for number in 0..<200 {
                    let words = ChatWords(id: UUID(), text: "Word \(number)")
                    // Both are held before the lane until both are there.
                    try await connections[0].script("BEGIN", label: "test.begin")
                    _ = try await connections[0].query("SELECT id FROM conversations FOR UPDATE")
                    async let here = saysUntilStored(guest, words)
                    async let there = words.send(
                        of: session,
                        at: endpoint,
                        through: other,
                        history: GuestHistoryStore(scope)
                    )
                    try await rendezvous.untilBlocked(count: 2)
                    try await connections[0].script("COMMIT", label: "test.commit")
                    let (first, second) = try await (here, there)
                    #expect(first == second.message.id.description)
                    distinct += first == second.message.id.description ? 1 : 0
                }
            }
            #expect(distinct == 200)
            let texts = try await server.hotel.values("SELECT body FROM messages ORDER BY seq", as: String.self)
            #expect(texts == (0..<200).map { "Word \($0)" })
            #expect(try await server.hotel.value("SELECT count(*) FROM message_keys", as: Int.self) == 200)
            #expect(try await server.hotel.violations() == [])
        }
    }

    /// Says it by request; the id of what is stored.
    private func saysUntilStored(_ guest: WebGuest, _ words: ChatWords) async throws -> String? {
        let answer = try await guest.says(words.text, id: words.id)
        #expect(answer.status == 202, "\(answer.text)")
        return (answer.json["message"] as? [String: Any])?["id"] as? String
    }
}
