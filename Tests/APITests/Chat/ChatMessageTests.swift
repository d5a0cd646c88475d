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
            #expect(held.texts == [])
            for delivery in try await server.hotel.claimDeliveries() {
                _ = try await server.hotel.deliveries.finish([delivery.accepted()], node: "n", settleTime: .zero)
            }
            let after = try await guest.reads(after: held.cursor)
            #expect(after.texts == ["Good day!"])
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
            var cursor = GuestCursor.start
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
            let stray = GuestCursor(positions: [.init(conversation: ConversationID(UUID()), seq: 3)]).text
            #expect(try await guest.reads(after: stray).texts.count == 2)
            #expect(try await server.ask("POST", "/chat/v1/typing", as: guest.token).status == 204)
            #expect(try await server.ask("POST", "/chat/v1/typing", as: guest.token, body: #"{"x":1}"#).status == 422)
        }
    }

    @Test func `Words that cannot be stored now are not taken, and the guest is told when to come again`() async throws
    {
        try await PeopleUnderTest.serving(stuckLaneTimeout: .milliseconds(500)) { server in
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
