import Domain
import Events
import Foundation
import Postgres
import Sessions
import TestSupport
import Testing

@testable import API

/// `/ws` on two nodes of one database; neither looks at the log unless the other says so.
@Suite struct LiveNodesTests {
    private func conversation(_ hotel: Hotel) async throws -> String {
        try await hotel.receive([Guest(1).writes("Hello", to: hotel)])
        return try await hotel.value("SELECT id::text FROM conversations")
    }

    @Test func `What staff do on one node is seen on the other`() async throws {
        let limits = CallerLimits(RateLimit(maxRequests: 100_000, windowMs: 60_000))
        try await PeopleUnderTest.onTwoNodes(limits: limits) { here, there async throws in
            let id = try await conversation(here.hotel)
            let token = try await here.realToken(for: .agent)
            try await LiveClient.open(to: there.port, as: token) { watcher async throws in
                _ = try await watcher.subscribe(#"{"conversationId":"\#(id)"}"#)
                #expect(try await here.ask("POST", "/api/v1/conversations/\(id)/escalate", as: token).status == 200)
                let update = try await watcher.next("conversation_update")
                #expect(update.part("conversation")["state"] as? String == "escalated")
                // The line that tells the guest of it.
                #expect(try await watcher.next("message").part("message")["author"] as? String == "system")
                var waits: [Duration] = []
                for index in 0..<200 {
                    let sent = ContinuousClock.now
                    let answer = try await here.ask(
                        "POST",
                        "/api/v1/conversations/\(id)/messages",
                        as: token,
                        body: #"{"content":"Word \#(index)"}"#
                    )
                    #expect(answer.status == 202)
                    let seen = try await watcher.next("message")
                    waits.append(.now - sent)
                    #expect(seen.part("message")["content"] as? String == "Word \(index)")
                }
                waits.sort()
                if ProcessInfo.processInfo.environment["CONCIERGE_MEASURE"] != nil {
                    print("request on one node to frame on the other: p50 \(waits[100]), p99 \(waits[198])")
                }
            }
        }
    }

    @Test func `A socket cut on one node goes on at the other, without a gap and nothing twice`() async throws {
        let limits = CallerLimits(RateLimit(maxRequests: 100_000, windowMs: 60_000))
        try await PeopleUnderTest.onTwoNodes(limits: limits) { here, there async throws in
            let (hotel, guest) = (here.hotel, Guest(1))
            let id = try await conversation(hotel)
            // Somebody who did sign in: either node looks again and again whether they still are.
            let token = try await here.realToken(for: .viewer)
            let words = 6
            for run in 0..<200 {
                let before = try await hotel.value("SELECT max(seq) FROM messages", as: Int.self)
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    var seqs: [Int] = []
                    var cursor = ""
                    /// Reads so many words, or all there will be.
                    func read(_ count: Int, _ client: inout LiveClient) async throws {
                        for _ in 0..<count where (seqs.last ?? 0) < before + words {
                            let frame = try await client.next("message")
                            seqs.append(frame.part("message")["seq"] as? Int ?? 0)
                            cursor = frame.cursor ?? ""
                        }
                    }
                    try await LiveClient.open(to: here.port, as: token) { client async throws in
                        cursor = try await client.subscribe(#"{"conversationId":"\#(id)"}"#).cursor ?? ""
                        tasks.addTask {
                            for index in 0..<words {
                                try await hotel.receive([guest.writes("\(run) \(index)", to: hotel)])
                                (index % 2 == 0 ? here : there).api.events.changed(hotel.property)
                            }
                        }
                        try await read(Int.random(in: 0..<words), &client)
                    }
                    try await LiveClient.open(to: there.port, as: token) { client async throws in
                        try await client.say(#"{"type":"resume","id":"r","payload":{"cursor":"\#(cursor)"}}"#)
                        try await client.say(#"{"type":"subscribe","id":"s","payload":{"conversationId":"\#(id)"}}"#)
                        try await read(2 * words, &client)
                    }
                    // Where the first node begins may lie a moment before what is committed, never after.
                    #expect((seqs.first ?? .max) <= before + 1)
                    #expect(seqs == Array((seqs.first ?? 0)...(before + words)), "run \(run)")
                    try await tasks.waitForAll()
                }
            }
        }
    }
}
