import Domain
import Events
import Postgres
import Store
import TestSupport
import Testing

@testable import API

/// Several subscriptions of one socket of `/ws` that begin at different places: what one of them has let go by is not
/// taken for told.
@Suite(.timeLimit(.minutes(15))) struct LiveBeginningTests {
    private static func subscribe(_ name: String, _ payload: String) -> [UInt8] {
        SocketClient.frame(1, Array(#"{"type":"subscribe","id":"\#(name)","payload":\#(payload)}"#.utf8))
    }

    /// An event deeper than is read, so that it cannot be encoded.
    private static func unreadable(of id: String, at property: PropertyID) -> SQL {
        let payload = #"{"from":"# + String(repeating: "[", count: 80) + String(repeating: "]", count: 80) + "}"
        return """
            WITH lane AS (
                UPDATE conversations SET event_seq = event_seq + 1 WHERE id = \(id)::uuid RETURNING event_seq
            )
            INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
            SELECT \(property), \(id)::uuid, event_seq, 'conversation.state_changed', \(payload)::jsonb FROM lane
            """
    }

    private static func notes(_ count: Int32, at property: PropertyID) -> SQL {
        "INSERT INTO events (property_id, kind) SELECT \(property), 'test' FROM generate_series(1, \(count))"
    }

    /// What a socket is told until it hears a guest's word.
    private struct Told {
        var words: [String] = []
        var notes = 0
        var gaps: [LiveAnswer] = []

        mutating func read(_ client: inout LiveClient, until word: String) async throws {
            while words.last != word {
                let frame = try await client.next()
                switch frame.type {
                case "message": words.append(frame.part("message")["content"] as? String ?? "")
                case "notification": notes += frame.part("notification")["kind"] as? String == "test" ? 1 : 0
                case "gap": gaps.append(frame)
                default: break
                }
            }
        }
    }

    private func conversation(_ hotel: Hotel) async throws -> String {
        try await hotel.receive([Guest(1).writes("Hello", to: hotel)])
        return try await hotel.value("SELECT id::text FROM conversations")
    }

    /// Returns when the server says that the node has begun to listen.
    private func untilListening(_ watcher: PostgresConnection) async throws {
        // Only the owner is shown what others do.
        try await watcher.script("SET ROLE NONE", label: "test.owner")
        var isListening = false
        while !isListening {
            let rows = try await watcher.query(
                """
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'
                """
            )
            isListening = !rows.isEmpty
        }
    }

    @Test func `What happened before one subscription began is told to another that begins further back`() async throws
    {
        try await PeopleUnderTest.serving { server async throws in
            let hotel = server.hotel
            let cursor = try await server.api.events.currentCursor(property: hotel.property).text
            let id = try await conversation(hotel)
            try await LiveClient.open(to: server.port, as: try await server.realToken(for: .viewer)) {
                client async throws in
                var told = Told()
                _ = try await client.subscribe(#"{"all":true}"#, id: "a")
                // From here on whatever happens is behind its beginning.
                try await hotel.receive([Guest(1).writes("live", to: hotel)])
                try await told.read(&client, until: "live")
                _ = try await client.subscribe(#"{"conversationId":"\#(id)","cursor":"\#(cursor)"}"#, id: "b")
                try await hotel.receive([Guest(1).writes("after", to: hotel)])
                try await told.read(&client, until: "after")
                #expect(told.words == ["live", "Hello", "after"])
                #expect(told.gaps.isEmpty)
            }
        }
    }

    @Test func `An event that cannot be encoded costs a socket nothing of what it has not read yet`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let hotel = server.hotel
            let cursor = try await server.api.events.currentCursor(property: hotel.property).text
            let id = try await conversation(hotel)
            let token = try await server.realToken(for: .viewer)
            try await hotel.withConnections(2) { sessions in
                // The second subscription is found out about here, and nothing is read before both have begun.
                try await sessions[0].script(
                    "BEGIN; LOCK TABLE departments IN ACCESS EXCLUSIVE MODE",
                    label: "test.hold"
                )
                try await LiveClient.open(to: server.port, as: token) { client async throws in
                    try await client.socket.send(
                        bytes: Self.subscribe("a", #"{"all":true,"cursor":"\#(cursor)"}"#)
                            + Self.subscribe("b", #"{"conversationId":"\#(id)"}"#)
                    )
                    #expect(try await client.next("subscribed").id == "a")
                    try await sessions[1].script("BEGIN", label: "test.batch")
                    for event in [
                        Self.notes(1, at: hotel.property), Self.unreadable(of: id, at: hotel.property),
                        Self.notes(1, at: hotel.property),
                    ] { _ = try await sessions[1].query(event) }
                    try await sessions[1].script("COMMIT", label: "test.batch.end")
                    let gap = try await client.next("gap")
                    #expect(gap.payload["reason"] as? String == "log")
                    #expect(gap.cursor == cursor, "whoever is cut off now has read nothing yet")
                    try await sessions[0].script("COMMIT", label: "test.hold.end")
                    #expect(try await client.next("subscribed").id == "b")
                    try await hotel.receive([Guest(1).writes("after", to: hotel)])
                    var told = Told()
                    try await told.read(&client, until: "after")
                    #expect(told.words == ["Hello", "after"])
                    #expect(told.notes == 2)
                }
            }
        }
    }

    @Test func `An event that cannot be encoded tells nobody again what they have read beyond where the node is`()
        async throws
    {
        // No log is looked at unasked.
        try await PeopleUnderTest.serving(isWhole: true) { server async throws in
            let hotel = server.hotel
            let id = try await conversation(hotel)
            let cursor = try await server.api.events.currentCursor(property: hotel.property).text
            let token = try await server.realToken(for: .viewer)
            try await LiveClient.open(to: server.port, as: token) { client async throws in
                func says(_ word: String) async throws {
                    try await hotel.receive([Guest(1).writes(word, to: hotel)])
                    server.api.events.changed(hotel.property)
                }
                var told = Told()
                _ = try await client.subscribe(#"{"all":true}"#, id: "a")
                // Whoever begins to listen to other nodes looks at the log once more, and so may whoever was told of a
                // word while looking: what is written behind the node's back must not be found by them.
                try await hotel.withConnections(1) { sessions in try await untilListening(sessions[0]) }
                let quiet = (1...5).map { "quiet \($0)" }
                for word in quiet + ["live"] {
                    try await says(word)
                    try await told.read(&client, until: word)
                }
                // More than the node reads at once.
                try await hotel.run(Self.notes(100, at: hotel.property))
                try await hotel.run(Self.unreadable(of: id, at: hotel.property))
                try await hotel.run(Self.notes(900, at: hotel.property))
                try await hotel.receive([Guest(1).writes("read", to: hotel)])
                // What comes before the answer counts as well.
                try await client.socket.send(
                    bytes: Self.subscribe("b", #"{"conversationId":"\#(id)","cursor":"\#(cursor)"}"#)
                )
                try await told.read(&client, until: "read")
                #expect(told.notes == 1000)
                try await says("after")
                try await told.read(&client, until: "after")
                #expect(told.words == quiet + ["live", "read", "after"])
                #expect(told.notes == 1000)
                #expect(!told.gaps.isEmpty && told.gaps.allSatisfy { $0.payload["reason"] as? String == "log" })
            }
        }
    }
}
