import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

@testable import API

/// A guest's words and what the guest hears.
@Suite struct ChatMessageTests {
    @Test func `The same id again is the same message, however often and at once`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            let id = UUID()
            let answers = try await withThrowingTaskGroup(of: APIAnswer.self) { group in
                for _ in 0..<8 { group.addTask { try await guest.says("Two towels", id: id) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 202 })
            #expect(Set(answers.map(\.text)).count == 1)
            let message = try #require(answers.first?.json["message"] as? [String: Any])
            #expect(message["clientId"] as? String == id.uuidString.lowercased())
            #expect(message["text"] as? String == "Two towels")
            #expect(try await guest.reads().texts == ["Welcome to the Aurora!", "Two towels"])
            #expect(try await guest.says("Three towels", id: id).code == "idempotency_key_reused")
            #expect(try await server.hotel.violations() == [])
        }
    }

    @Test func `Two guests whose pages chose the same id each have their own words`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let ada = try await WebGuest.opening(server)
            let bob = try await WebGuest.opening(server)
            let id = UUID()
            try await ada.says("I am in 412", id: id)
            let answer = try await bob.says("And I in 413", id: id)
            #expect(answer.status == 202)
            #expect(!answer.text.contains("412"))
            #expect(try await bob.reads().texts == ["Welcome to the Aurora!", "And I in 413"])
        }
    }

    @Test func `The house answers, and the guest's history goes on from its cursor`() async throws {
        try await PeopleUnderTest.serving(working: true) { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            let start = try #require(try await guest.reads().cursor)
            try await guest.says("Could we have two towels in room 412, please?")
            let heard = try #require(try await guest.hears(from: "assistant", after: start).last)
            #expect(heard.messages.first?["author"] as? String == "guest")
            let end = try #require(heard.cursor)
            #expect(try await guest.reads(after: end).messages.isEmpty)
            #expect(
                try await server.hotel.value("SELECT state FROM deliveries WHERE author = 'ai'", as: String.self)
                    == "sent"
            )
            #expect(try await server.hotel.violations() == [])
        }
    }

    @Test func `A word on its way is not skipped by one that came after it`() async throws {
        try await PeopleUnderTest.serving { server in
            let endpoint = try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            try await guest.says("Hello")
            _ = try await server.hotel.turns.finish(
                try await server.hotel.claimTurns().map { $0.answered("Good day!") }
            )
            try await guest.says("Are you there?")
            let before = try await guest.reads()
            #expect(before.texts == ["Hello", "Are you there?"])
            let held = try await guest.reads(after: before.cursor)
            #expect(held.texts == ["Are you there?"])
            for delivery in try await server.hotel.claimDeliveries() {
                _ = try await server.hotel.deliveries.finish([delivery.accepted()], node: "n", settleTime: .zero)
            }
            let after = try await guest.reads(after: held.cursor)
            #expect(after.texts == ["Good day!", "Are you there?"])
            #expect(try await guest.reads(after: after.cursor).texts == [])
            _ = endpoint
        }
    }

    @Test func `What follows a closed conversation goes on behind the same cursor`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            try await guest.says("Hello")
            let cursor = try #require(try await guest.reads().cursor)
            try await server.hotel.resolve(ago: .seconds(5 * 3600))
            let closed = try await guest.reads(after: cursor)
            #expect((closed.json["conversation"] as? [String: Any])?["state"] as? String == "closed")
            try await guest.says("Hello again")
            let next = try await guest.reads(after: cursor)
            #expect(next.texts == ["Hello again"])
            let conversation = try #require(next.json["conversation"] as? [String: Any])
            #expect(conversation["id"] as? String != guest.conversation)
            #expect(conversation["state"] as? String == "open")
            #expect(try await guest.reads().texts == ["Hello", "Hello again"])
            #expect(try await guest.reads(after: cursor, limit: 1).json["hasMore"] as? Bool == false)
        }
    }

    @Test func `A long history is read piece by piece`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            for number in 1...7 { try await guest.says("\(number)") }
            let newest = try await guest.reads(limit: 3)
            #expect(newest.texts == ["5", "6", "7"])
            #expect(newest.json["hasMore"] as? Bool == true)
            var cursor = GuestCursor(conversation: try #require(ConversationID(guest.conversation)), seq: 0).text
            var read: [String] = []
            while true {
                let page = try await guest.reads(after: cursor, limit: 2)
                read += page.texts
                cursor = try #require(page.cursor)
                if page.json["hasMore"] as? Bool == false { break }
            }
            #expect(read == ["1", "2", "3", "4", "5", "6", "7"])
        }
    }

    @Test func `A guest over the hotel's own limit is told so; the words are kept`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(welcome: nil)
            try await server.hotel.run(
                #"UPDATE properties SET settings = '{"rateLimit": {"maxRequests": 1, "windowMs": 60000}}'"#
            )
            let guest = try await WebGuest.opening(server)
            #expect(try await guest.says("One").json["status"] as? String == "accepted")
            let second = try await guest.says("Two")
            #expect(second.status == 202)
            #expect(second.json["status"] as? String == "limited")
            #expect(try await guest.reads().texts == ["One", "Two"])
        }
    }

    @Test func `Words and cursors that are not as they must be are refused`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            func status(_ body: String) async throws -> Int {
                try await server.ask("POST", "/chat/v1/messages", as: guest.token, body: body).status
            }
            let id = UUID().uuidString
            #expect(try await status(#"{"id":"#) == 400)
            for body in [
                "{}", #"{"id":"x","text":"Hi"}"#, #"{"id":"\#(id)"}"#, #"{"id":"\#(id)","text":""}"#,
                #"{"id":"\#(id)","text":"   "}"#, #"{"id":"\#(id)","text":5}"#, #"{"id":"\#(id)","text":"Hi","to":1}"#,
                #"{"id":"\#(id)","text":"\#(String(repeating: "a", count: 4097))"}"#,
            ] { #expect(try await status(body) == 422, "\(body.prefix(80))") }
            let untyped = try await server.ask(
                "POST",
                "/chat/v1/messages",
                as: guest.token,
                body: #"{"id":"\#(id)","text":"Hi"}"#,
                headers: ["Content-Type": "text/plain"]
            )
            #expect(untyped.status == 415)
            #expect(try await status(#"{"id":"\#(id)","text":"a\u0000b"}"#) == 202)
            #expect(try await guest.says(String(repeating: "é", count: 4096)).status == 202)
            for query in [
                "after=x", "after=", "limit=0", "limit=101", "limit=x", "since=1", "after=W10", "limit=1&limit=2",
            ] {
                let answer = try await server.ask("GET", "/chat/v1/messages?\(query)", as: guest.token)
                #expect(answer.status == 400, "\(query)")
            }
            let stray = GuestCursor(conversation: ConversationID(UUID()), seq: 3).text
            #expect(try await guest.reads(after: stray).texts.count == 2)
            #expect(try await server.ask("POST", "/chat/v1/typing", as: guest.token).status == 204)
            #expect(try await server.ask("POST", "/chat/v1/typing", as: guest.token, body: #"{"x":1}"#).status == 422)
        }
    }

    @Test func `Of what is staff's a guest never gets a byte`() async throws {
        try await PeopleUnderTest.serving { server in
            let endpoint = try await server.addChat()
            let guest = try await WebGuest.opening(server)
            let hotel = server.hotel
            var bytes = ""
            bytes += try await guest.says("Is my room ready?").text
            // A draft with a confidence and an intent, an assignee, a reason, a suppressed AI word and a note.
            let assignee = UUID()
            let turns = try await hotel.claimTurns()
            _ = try await hotel.turns.finish(
                turns.map {
                    $0.concluded(
                        TurnConclusion(
                            outcome: .escalated,
                            notice: "A moment, please.",
                            draft: "DRAFT-WORDS",
                            reason: .lowConfidence,
                            intent: "INTENT-WORD",
                            confidence: 0.3125,
                            engine: "ENGINE-NAME"
                        )
                    )
                }
            )
            try await hotel.run("UPDATE conversations SET assigned_staff_id = \(assignee), tags = '{TAG-WORD}'")
            try await hotel.run(
                """
                WITH lane AS (UPDATE conversations SET message_seq = message_seq + 1 RETURNING *), said AS (
                    INSERT INTO messages (property_id, conversation_id, seq, author, body, staff_id)
                    SELECT property_id, id, message_seq, 'ai', 'SUPPRESSED-WORDS', \(assignee) FROM lane RETURNING *)
                INSERT INTO deliveries (property_id, conversation_id, endpoint_id, message_id, seq, author, owner_epoch,
                                        recipient_kind, recipient_value, state)
                SELECT s.property_id, s.conversation_id, \(endpoint), s.id, s.seq, 'ai', 1, 'web_session', 'x', 'suppressed'
                FROM said s
                """
            )
            for delivery in try await hotel.claimDeliveries() {
                _ = try await hotel.deliveries.finish([delivery.accepted()], node: "n", settleTime: .zero)
            }
            bytes += try await guest.reads().text
            bytes += try await guest.says("Hello?").text
            let again = try await server.ask(
                "POST",
                "/chat/v1/sessions",
                as: guest.token,
                body: #"{"endpointKey":"front"}"#
            )
            bytes += again.text + again.headers.map { "\($0): \($1)" }.joined()
            #expect(bytes.contains("A moment, please."))
            #expect(bytes.contains(#""answeredBy":"person""#))
            let secrets = [
                "DRAFT-WORDS", "SUPPRESSED-WORDS", "INTENT-WORD", "TAG-WORD", "ENGINE-NAME", "0.3125", "low_confidence",
                assignee.uuidString.lowercased(), "escalated", "to_staff", "turn",
                try await hotel.value("SELECT id::text FROM turns LIMIT 1", as: String.self),
                try await hotel.value("SELECT guest_id::text FROM guest_sessions", as: String.self),
                try await hotel.value("SELECT id::text FROM deliveries LIMIT 1", as: String.self),
            ]
            for secret in secrets { #expect(!bytes.contains(secret), "\(secret)") }
        }
    }

    @Test func `Words that cannot be stored now are not taken, and the guest is told when to come again`() async throws
    {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            let id = UUID()
            try await server.hotel.withConnections(1) { connections in
                _ = try await connections[0].pipeline(["BEGIN", "SELECT id FROM conversations FOR UPDATE"])
                let answer = try await guest.says("Hello?", id: id)
                #expect(answer.status == 503)
                #expect(answer.headers["retry-after"] == "2")
                _ = try await connections[0].query("ROLLBACK")
            }
            #expect(try await guest.says("Hello?", id: id).status == 202)
            #expect(try await server.hotel.violations() == [])
        }
    }
}
