import Domain
import Events
import Foundation
import Postgres
import Sessions
import Store
import Synchronization
import TestSupport
import Testing

@testable import API

/// `/ws`: what staff follow and say over a socket, against a real database.
@Suite struct LiveTests {
    private func conversation(_ hotel: Hotel, _ guest: Guest = Guest(1)) async throws -> String {
        try await hotel.receive([guest.writes("Hello", to: hotel)])
        return try await hotel.value("SELECT id::text FROM conversations ORDER BY created_at DESC LIMIT 1")
    }

    @Test func `Only who is signed in and may read is let in, and no token in the address`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            for (path, headers, status, code) in [
                ("/ws", "", 401, "token_missing"), ("/ws", "Authorization: Bearer x\r\n", 401, "token_invalid"),
                ("/ws?token=x", "", 400, "invalid_query"), ("/ws?access_token=x", "", 400, "invalid_query"),
                ("/ws?ticket=tk_x", "", 401, "token_invalid"),
                ("/ws?ticket=tk_x", "Authorization: Bearer \(server.token(for: .viewer))\r\n", 400, "two_credentials"),
            ] {
                try await SocketClient.connected(to: server.port) { client async throws in
                    let response = try await client.ask(path, headers: headers)
                    #expect(response.status == status, "\(path)")
                    #expect(try response.json()["code"] as? String == code)
                }
            }
        }
    }

    @Test func `A ticket opens one socket`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let token = try await server.realToken(for: .agent)
            let principal = try await server.sessions.principal(bearer: token)
            let ticket = try await server.sessions.issueTicket(to: principal).text
            try await SocketClient.open(to: server.port, "/ws?ticket=\(ticket)") { client async throws in
                try await client.send(#"{"type":"ping","id":"1"}"#)
                #expect(try await client.message() == #"{"id":"1","payload":{},"type":"pong"}"#)
            }
            try await SocketClient.connected(to: server.port) { client async throws in
                #expect(try await client.ask("/ws?ticket=\(ticket)").status == 401)
            }
        }
    }

    @Test func `Who follows a conversation sees what is said, in order, and nothing of others`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let guest = Guest(1)
            let id = try await conversation(server.hotel, guest)
            try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { client async throws in
                let subscribed = try await client.subscribe(#"{"conversationId":"\#(id)"}"#)
                #expect(subscribed.id == "s" && subscribed.cursor?.isEmpty == false)
                _ = try await conversation(server.hotel, Guest(2))
                for index in 2...5 { try await server.hotel.receive([guest.writes("Word \(index)", to: server.hotel)]) }
                var last = 0
                for index in 2...5 {
                    let frame = try await client.next("message")
                    #expect(frame.payload["conversationId"] as? String == id)
                    #expect(frame.part("message")["content"] as? String == "Word \(index)")
                    #expect(frame.part("message")["seq"] as? Int == index)
                    #expect((frame.seq ?? 0) > last)
                    last = frame.seq ?? 0
                }
            }
        }
    }

    @Test func `A word sent twice under one id is said once, and colleagues see it`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let id = try await conversation(server.hotel)
            let token = try await server.realToken(for: .agent)
            try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { colleague async throws in
                _ = try await colleague.subscribe(#"{"all":true}"#)
                try await LiveClient.open(to: server.port, as: token) { client async throws in
                    let word =
                        #"{"type":"send_message","id":"m1","payload":{"conversationId":"\#(id)","content":"Yes"}}"#
                    try await client.say(word)
                    let first = try await client.next()
                    #expect(first.type == "ack" && first.id == "m1")
                    try await client.say(word)
                    let second = try await client.next()
                    #expect(second.type == "ack")
                    #expect(first.payload["messageId"] as? String == second.payload["messageId"] as? String)
                    #expect(first.payload["deliveryId"] as? String != nil)
                    try await client.say(word.replacing("Yes", with: "No"))
                    #expect(try await client.next().code == "idempotency_key_reused")
                    let count = try await server.hotel.value(
                        "SELECT count(*) FROM messages WHERE author = 'staff'",
                        as: Int.self
                    )
                    #expect(count == 1)
                    let seen = try await colleague.next("message")
                    #expect(seen.part("message")["id"] as? String == first.payload["messageId"] as? String)
                    #expect(seen.part("message")["author"] as? String == "staff")
                }
            }
            #expect(try await server.hotel.violations() == [])
        }
    }

    @Test func `A frame's id and a request's key may be the same word and mean two messages`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let id = try await conversation(server.hotel)
            let token = try await server.realToken(for: .agent)
            let path = "/api/v1/conversations/\(id)/messages"
            let key = ["Idempotency-Key": "m1"]
            let asked = try await server.ask("POST", path, as: token, body: #"{"content":"By REST"}"#, headers: key)
            #expect(asked.status == 202)
            try await LiveClient.open(to: server.port, as: token) { client async throws in
                let word =
                    #"{"type":"send_message","id":"m1","payload":{"conversationId":"\#(id)","content":"By socket"}}"#
                for _ in 0..<2 {
                    try await client.say(word)
                    #expect(try await client.next().type == "ack")
                }
            }
            let again = try await server.ask("POST", path, as: token, body: #"{"content":"By REST"}"#, headers: key)
            #expect(again.headers["idempotency-replayed"] == "true")
            let said = try await server.hotel.values(
                "SELECT body FROM messages WHERE author = 'staff' ORDER BY seq",
                as: String.self
            )
            #expect(said == ["By REST", "By socket"])
        }
    }

    @Test(arguments: [
        ("{", "malformed_json", nil), ("[]", "invalid_body", nil), (#"{"id":"1"}"#, "invalid_body", "1"),
        (#"{"type":"dance","id":"1"}"#, "invalid_body", "1"),
        (#"{"type":"ping","id":"1","more":1}"#, "invalid_body", "1"),
        (#"{"type":"ping","id":5}"#, "invalid_body", nil), (#"{"type":"ping","payload":[]}"#, "invalid_body", nil),
        (#"{"type":"subscribe","id":"1"}"#, "invalid_body", "1"),
        (#"{"type":"subscribe","id":"1","payload":{"all":"yes"}}"#, "invalid_body", "1"),
        (#"{"type":"subscribe","id":"1","payload":{"all":true,"filter":{}}}"#, "invalid_body", "1"),
        (#"{"type":"subscribe","id":"1","payload":{"filter":{"state":"odd"}}}"#, "invalid_body", "1"),
        (#"{"type":"subscribe","id":"1","payload":{"all":true,"snapshot":true}}"#, "invalid_body", "1"),
        (#"{"type":"subscribe","id":"1","payload":{"all":true,"cursor":"bad"}}"#, "invalid_cursor", "1"),
        (
            #"{"type":"subscribe","id":"1","payload":{"conversationId":"0198a000-0000-7000-8000-000000000000"}}"#,
            "not_found", "1"
        ),
        (#"{"type":"unsubscribe","id":"1","payload":{"subscription":"x"}}"#, "not_found", "1"),
        (#"{"type":"resume","id":"1","payload":{"cursor":"bad"}}"#, "invalid_cursor", "1"),
        (
            #"{"type":"send_message","payload":{"conversationId":"0198a000-0000-7000-8000-000000000000","content":"x"}}"#,
            "invalid_body", nil
        ),
        (
            #"{"type":"send_message","id":"1","payload":{"conversationId":"0198a000-0000-7000-8000-000000000000","content":"x"}}"#,
            "not_found", "1"
        ),
    ])
    func `What cannot be understood or done is answered, and the socket stays`(text: String, code: String, id: String?)
        async throws
    {
        try await PeopleUnderTest.serving { server async throws in
            let token = server.token(for: .agent)
            try await LiveClient.open(to: server.port, as: token) { client async throws in
                try await client.say(text)
                let answer = try await client.next()
                #expect(answer.type == "error")
                #expect(answer.code == code)
                #expect(answer.id == id)
                try await client.say(#"{"type":"ping"}"#)
                #expect(try await client.next().type == "pong")
            }
        }
    }

    @Test func `Ten mistakes in a row end the socket; one good frame among them does not count them`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { client async throws in
                for index in 0..<19 {
                    try await client.say(index == 9 ? #"{"type":"ping"}"# : "nonsense")
                }
                for index in 0..<19 {
                    #expect(try await client.next().type == (index == 9 ? "pong" : "error"))
                }
                try await client.say("nonsense")
                #expect(try await client.next().type == "error")
                #expect(try await client.socket.end() == 1008)
            }
        }
    }

    @Test func `A viewer follows and says nothing`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let id = try await conversation(server.hotel)
            try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { client async throws in
                for type in ["send_message", "typing"] {
                    let words = type == "typing" ? "" : #","content":"x""#
                    try await client.say(
                        #"{"type":"\#(type)","id":"1","payload":{"conversationId":"\#(id)"\#(words)}}"#
                    )
                    #expect(try await client.next().code == "forbidden")
                }
            }
        }
    }

    @Test func `A snapshot and what follows it are everything, once, while guests write`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let guest = Guest(1)
            let id = try await conversation(server.hotel, guest)
            let token = try await server.realToken(for: .viewer)
            for run in 0..<200 {
                let before = try await server.hotel.value("SELECT max(seq) FROM messages", as: Int.self)
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask {
                        for index in 0..<6 {
                            try await server.hotel.receive([guest.writes("\(run) \(index)", to: server.hotel)])
                        }
                    }
                    try await LiveClient.open(to: server.port, as: token) { client async throws in
                        let first = try await client.subscribe(#"{"conversationId":"\#(id)","snapshot":true}"#)
                        let shown = first.part("snapshot")["messages"] as? [[String: Any]] ?? []
                        var seqs = shown.compactMap { $0["seq"] as? Int }
                        while (seqs.last ?? 0) < before + 6 {
                            seqs.append(try await client.next("message").part("message")["seq"] as? Int ?? 0)
                        }
                        #expect(seqs == Array((seqs.first ?? 0)...(before + 6)))
                    }
                    try await tasks.waitForAll()
                }
            }
        }
    }

    @Test func `A socket cut in a burst goes on where it was, without a gap and nothing twice`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let guest = Guest(1)
            let id = try await conversation(server.hotel, guest)
            let token = try await server.realToken(for: .viewer)
            for run in 0..<200 {
                let before = try await server.hotel.value("SELECT max(seq) FROM messages", as: Int.self)
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    var seqs: [Int] = []
                    var cursor = try await LiveClient.open(to: server.port, as: token) { client async throws in
                        let first = try await client.subscribe(#"{"all":true}"#).cursor ?? ""
                        tasks.addTask {
                            for index in 0..<10 {
                                try await server.hotel.receive([guest.writes("\(run) \(index)", to: server.hotel)])
                            }
                        }
                        return first
                    }
                    while (seqs.last ?? 0) < before + 10 {
                        let frames = Int.random(in: 1...6)
                        try await LiveClient.open(to: server.port, as: token) { client async throws in
                            try await client.say(#"{"type":"resume","id":"r","payload":{"cursor":"\#(cursor)"}}"#)
                            // Two that overlap show each event once.
                            try await client.say(
                                #"{"type":"subscribe","id":"a","payload":{"conversationId":"\#(id)"}}"#
                            )
                            try await client.say(#"{"type":"subscribe","id":"b","payload":{"all":true}}"#)
                            for _ in 0..<frames where (seqs.last ?? 0) < before + 10 {
                                let frame = try await client.next("message")
                                seqs.append(frame.part("message")["seq"] as? Int ?? 0)
                                cursor = frame.cursor ?? ""
                            }
                        }
                    }
                    // "Now" is what this node has been told: it may lie a moment before what is committed, never after.
                    #expect((seqs.first ?? .max) <= before + 1)
                    #expect(seqs == Array((seqs.first ?? 0)...(before + 10)))
                    try await tasks.waitForAll()
                }
            }
        }
    }

    @Test func `A cursor of another log, or from the future, is a gap with a fresh cursor`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let here = try await server.api.events.currentCursor(property: server.hotel.property)
            let foreign = EventCursor(generation: UUID(), base: here.base)
            let future = EventCursor(
                generation: here.generation,
                base: try #require(Snapshot(xmax: here.base.xmax + 1_000_000_000))
            )
            for (cursor, reason) in [(foreign, "other_generation"), (future, "from_the_future")] {
                try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { client async throws in
                    try await client.say(#"{"type":"resume","id":"r","payload":{"cursor":"\#(cursor.text)"}}"#)
                    let gap = try await client.next()
                    #expect(gap.type == "gap" && gap.id == "r")
                    #expect(gap.payload["reason"] as? String == reason)
                    try await client.say(
                        #"{"type":"subscribe","id":"s","payload":{"all":true,"cursor":"\#(gap.cursor ?? "")"}}"#
                    )
                    #expect(try await client.next().type == "subscribed")
                }
            }
        }
    }

    @Test func `Typing reaches who follows the conversation, and not the one who types`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let id = try await conversation(server.hotel)
            try await LiveClient.open(to: server.port, as: server.token(for: .agent)) { watcher async throws in
                _ = try await watcher.subscribe(#"{"conversationId":"\#(id)"}"#)
                try await LiveClient.open(to: server.port, as: server.token(for: .agent)) { writer async throws in
                    _ = try await writer.subscribe(#"{"conversationId":"\#(id)"}"#)
                    try await writer.say(#"{"type":"typing","payload":{"conversationId":"\#(id)"}}"#)
                    let typing = try await watcher.next()
                    #expect(typing.type == "typing")
                    #expect(typing.part("staff")["name"] as? String == "Test agent")
                    try await writer.say(#"{"type":"ping"}"#)
                    #expect(try await writer.next().type == "pong")
                }
            }
        }
    }

    @Test func `Who is signed out is let go`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let token = try await server.realToken(for: .agent)
            try await LiveClient.open(to: server.port, as: token) { client async throws in
                _ = try await client.subscribe(#"{"all":true}"#)
                #expect(try await server.ask("POST", "/api/v1/auth/logout", as: token).status == 204)
                // The board is read twice a second by its service; here, now.
                try await server.sessions.board.read()
                #expect(try await client.socket.end() == 4401)
            }
        }
    }
}
