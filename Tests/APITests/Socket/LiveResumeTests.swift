import Domain
import Events
import Foundation
import NIOCore
import Postgres
import Store
import TestSupport
import Testing

@testable import API

/// `/ws` with several subscriptions on one socket: where each begins, and that none costs another one anything.
@Suite struct LiveResumeTests {
    private static func subscribe(_ name: String, _ payload: String) -> [UInt8] {
        SocketClient.frame(1, Array(#"{"type":"subscribe","id":"\#(name)","payload":\#(payload)}"#.utf8))
    }

    private static func resume(_ cursor: String) -> [UInt8] {
        SocketClient.frame(1, Array(#"{"type":"resume","id":"r","payload":{"cursor":"\#(cursor)"}}"#.utf8))
    }

    private func conversation(_ hotel: Hotel, _ guest: Guest) async throws -> String {
        try await hotel.receive([guest.writes("Hello", to: hotel)])
        return try await hotel.value("SELECT id::text FROM conversations ORDER BY created_at DESC, id DESC LIMIT 1")
    }

    @Test(.timeLimit(.minutes(15)))
    func `A socket with two subscriptions cut in a burst goes on without a gap and nothing twice, of either`()
        async throws
    {
        try await PeopleUnderTest.serving { server async throws in
            let hotel = server.hotel
            let guests = [Guest(1), Guest(2)]
            var ids: [String] = []
            for guest in guests { ids.append(try await conversation(hotel, guest)) }
            let token = try await server.realToken(for: .viewer)
            for run in 0..<200 {
                let before = try await hotel.value("SELECT max(seq) FROM messages", as: Int.self)
                var cursor = try await server.api.events.currentCursor(property: hotel.property).text
                func write(_ index: Int) async throws {
                    for guest in guests { try await hotel.receive([guest.writes("\(run) \(index)", to: hotel)]) }
                }
                // Half of it has happened when the first one comes back; the rest happens meanwhile.
                for index in 0..<3 { try await write(index) }
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { for index in 3..<6 { try await write(index) } }
                    var seqs: [String: [Int]] = [:]
                    func isDone() -> Bool { ids.allSatisfy { seqs[$0]?.last == before + 6 } }
                    while !isDone() {
                        let frames = Int.random(in: 1...6)
                        try await LiveClient.open(to: server.port, as: token) { client async throws in
                            let asked = ids.enumerated().map {
                                Self.subscribe("s\($0)", #"{"conversationId":"\#($1)"}"#)
                            }
                            try await client.socket.send(bytes: Self.resume(cursor) + asked.joined())
                            var shown = 0
                            while shown < frames, !isDone() {
                                let frame = try await client.next()
                                if let next = frame.cursor { cursor = next }
                                guard frame.type == "message" else { continue }
                                shown += 1
                                seqs[frame.payload["conversationId"] as? String ?? "", default: []]
                                    .append(frame.part("message")["seq"] as? Int ?? 0)
                            }
                        }
                    }
                    for id in ids { #expect(seqs[id] == Array(before + 1...before + 6), "run \(run)") }
                    try await tasks.waitForAll()
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `One that begins further back repeats nothing another has shown, and nothing is lost to a cut meanwhile`()
        async throws
    {
        try await PeopleUnderTest.serving { server async throws in
            let hotel = server.hotel
            let (ada, bob) = (Guest(1), Guest(2))
            let first = try await conversation(hotel, ada)
            _ = try await conversation(hotel, bob)
            let token = try await server.realToken(for: .viewer)
            for run in 0..<200 {
                let before = try await hotel.value("SELECT max(seq) FROM messages", as: Int.self)
                let start = try await server.api.events.currentCursor(property: hotel.property).text
                var shown: [String] = []
                var cursor = ""
                try await LiveClient.open(to: server.port, as: token) { client async throws in
                    func read() async throws {
                        let frame = try await client.next("message")
                        cursor = frame.cursor ?? ""
                        shown.append(frame.part("message")["content"] as? String ?? "")
                    }
                    try await client.say(
                        #"{"type":"subscribe","id":"a","payload":{"conversationId":"\#(first)","cursor":"\#(start)"}}"#
                    )
                    for index in 0..<3 {
                        try await hotel.receive([ada.writes("\(run) Ada \(index)", to: hotel)])
                        try await hotel.receive([bob.writes("\(run) Bob \(index)", to: hotel)])
                    }
                    for _ in 0..<3 { try await read() }
                    try await client.say(
                        #"{"type":"subscribe","id":"b","payload":{"all":true,"cursor":"\#(start)"}}"#
                    )
                    let subscribed = try await client.next("subscribed")
                    cursor = subscribed.cursor ?? ""
                    // Cut anywhere: at once, in the middle of what the second one missed, or after it.
                    for _ in 0..<Int.random(in: 0...3) { try await read() }
                }
                let told = Set(shown)
                #expect(told.count == shown.count, "run \(run)")
                try await LiveClient.open(to: server.port, as: token) { client async throws in
                    try await client.socket.send(
                        bytes: Self.resume(cursor) + Self.subscribe("a", #"{"conversationId":"\#(first)"}"#)
                            + Self.subscribe("b", #"{"all":true}"#)
                    )
                    try await hotel.receive([bob.writes("\(run) end", to: hotel)])
                    var again: [String] = []
                    while again.last != "\(run) end" {
                        again.append(try await client.next("message").part("message")["content"] as? String ?? "")
                    }
                    #expect(Set(again).count == again.count, "run \(run)")
                    // The cursor is of the further one: what only the nearer one has shown may come once more.
                    #expect(told.union(again).count == 7, "run \(run)")
                }
                #expect(try await hotel.value("SELECT max(seq) FROM messages", as: Int.self) == before + 4)
            }
        }
    }

    @Test func `A name given again while its first answer is on its way is another subscription`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let hotel = server.hotel
            let ids = [try await conversation(hotel, Guest(1)), try await conversation(hotel, Guest(2))]
            let token = try await server.realToken(for: .viewer)
            try await LiveClient.open(to: server.port, as: token) { client async throws in
                for run in 0..<30 {
                    try await client.socket.send(
                        bytes: Self.subscribe("s", #"{"conversationId":"\#(ids[0])"}"#)
                            + SocketClient.frame(
                                1,
                                Array(#"{"type":"unsubscribe","id":"u","payload":{"subscription":"s"}}"#.utf8)
                            ) + Self.subscribe("s", #"{"conversationId":"\#(ids[1])"}"#)
                    )
                    #expect(try await client.next().type == "ack")
                    #expect(try await client.next().type == "subscribed")
                    try await hotel.receive([Guest(1).writes("no \(run)", to: hotel)])
                    try await hotel.receive([Guest(2).writes("yes \(run)", to: hotel)])
                    #expect(try await client.next().part("message")["content"] as? String == "yes \(run)")
                    try await client.say(#"{"type":"unsubscribe","id":"u","payload":{"subscription":"s"}}"#)
                    #expect(try await client.next("ack").id == "u")
                }
            }
        }
    }

    @Test func `What was resumed holds for ten seconds after its answer`() throws {
        func cursor(_ xmax: UInt64) throws -> EventCursor {
            EventCursor(generation: UUID(), base: try #require(Snapshot(xmax: xmax)))
        }
        let (asked, answered) = (try cursor(10), try cursor(20))
        let now = NIODeadline.uptimeNanoseconds(1_000_000_000)
        var resumed = LiveResumption(1, asked)
        #expect(resumed.cursor(at: now + .hours(1)) == asked)
        resumed.answered(answered, at: now)
        #expect(resumed.cursor(at: now + .milliseconds(9_999)) == answered)
        #expect(resumed.cursor(at: now + .seconds(10)) == nil)
    }

    @Test func `An event that cannot be encoded ends no reading: it is told as a gap, and the others are read`()
        async throws
    {
        try await PeopleUnderTest.serving { server async throws in
            let hotel = server.hotel
            let cursor = try await server.api.events.currentCursor(property: hotel.property).text
            let id = try await conversation(hotel, Guest(1))
            // Deeper than is read.
            let payload = #"{"from":"# + String(repeating: "[", count: 80) + String(repeating: "]", count: 80) + "}"
            try await hotel.run(
                """
                WITH lane AS (
                    UPDATE conversations SET event_seq = event_seq + 1 WHERE id = \(id)::uuid RETURNING event_seq
                )
                INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
                SELECT \(hotel.property), \(id)::uuid, event_seq, 'conversation.state_changed', \(payload)::jsonb FROM lane
                """
            )
            try await hotel.receive([Guest(1).writes("after", to: hotel)])
            try await LiveClient.open(to: server.port, as: try await server.realToken(for: .viewer)) {
                client async throws in
                _ = try await client.subscribe(#"{"all":true,"cursor":"\#(cursor)"}"#)
                for content in ["Hello", "after"] {
                    #expect(try await client.next("message").part("message")["content"] as? String == content)
                }
                #expect(try await client.next("gap").payload["reason"] as? String == "log")
                try await hotel.receive([Guest(1).writes("live", to: hotel)])
                #expect(try await client.next("message").part("message")["content"] as? String == "live")
            }
        }
    }

    @Test func `Whoever subscribes when another one follows live already begins where was resumed as well`()
        async throws
    {
        try await PeopleUnderTest.serving { server async throws in
            let hotel = server.hotel
            let cursor = try await server.api.events.currentCursor(property: hotel.property).text
            let id = try await conversation(hotel, Guest(1))
            let late = try await conversation(hotel, Guest(2))
            try await LiveClient.open(to: server.port, as: try await server.realToken(for: .viewer)) {
                client async throws in
                try await client.socket.send(
                    bytes: Self.resume(cursor) + Self.subscribe("a", #"{"conversationId":"\#(id)"}"#)
                )
                _ = try await client.next("message")
                try await hotel.receive([Guest(1).writes("live", to: hotel)])
                #expect(try await client.next("message").part("message")["content"] as? String == "live")
                _ = try await client.subscribe(#"{"conversationId":"\#(late)"}"#)
                try await hotel.receive([Guest(2).writes("next", to: hotel)])
                // What was missed of it, and nothing again of the other one.
                for content in ["Hello", "next"] {
                    let message = try await client.next("message")
                    #expect(message.payload["conversationId"] as? String == late)
                    #expect(message.part("message")["content"] as? String == content)
                }
            }
        }
    }
}
