import Domain
import Events
import Postgres
import Sessions
import Store
import TestSupport
import Testing

@testable import API

/// Subscriptions of `/ws` to conversations by what they are: what they are told, and when that ends.
@Suite(.timeLimit(.minutes(15))) struct LiveFilterTests {
    private func conversation(_ hotel: Hotel) async throws -> String {
        try await hotel.receive([Guest(1).writes("Hello", to: hotel)])
        return try await hotel.value("SELECT id::text FROM conversations")
    }

    @Test func `A filter shows what is of it, and once more what leaves it`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let id = try await conversation(server.hotel)
            let agent = try await server.realToken(for: .agent)
            try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { client async throws in
                _ = try await client.subscribe(#"{"filter":{"state":"escalated"}}"#)
                #expect(try await server.ask("POST", "/api/v1/conversations/\(id)/escalate", as: agent).status == 200)
                let entered = try await client.next("conversation_update")
                #expect(entered.part("conversation")["state"] as? String == "escalated")
                #expect(try await server.ask("POST", "/api/v1/conversations/\(id)/resolve", as: agent).status == 200)
                let left = try await client.next("conversation_update")
                #expect(left.part("conversation")["state"] as? String == "resolved")
            }
        }
    }

    @Test func `What went by a filter before it matched is shown to whoever goes back for it`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let hotel = server.hotel
            let id = try await conversation(hotel)
            let agent = try await server.realToken(for: .agent)
            let before = try await server.api.events.currentCursor(property: hotel.property).text
            try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { client async throws in
                _ = try await client.subscribe(#"{"filter":{"state":"escalated"}}"#)
                // Once somebody has been shown it, it has gone by the filter as well.
                try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { other async throws in
                    _ = try await other.subscribe(#"{"all":true}"#)
                    try await hotel.receive([Guest(1).writes("Is nobody there?", to: hotel)])
                    _ = try await other.next("message")
                }
                #expect(try await server.ask("POST", "/api/v1/conversations/\(id)/escalate", as: agent).status == 200)
                _ = try await client.next("conversation_update")
                _ = try await client.subscribe(#"{"conversationId":"\#(id)","cursor":"\#(before)"}"#, id: "b")
                try await hotel.receive([Guest(1).writes("At last", to: hotel)])
                let message = try await client.next("message")
                #expect(message.part("message")["content"] as? String == "Is nobody there?")
            }
        }
    }

    @Test(arguments: [
        #"{"state":"active"}"#, #"{"state":["new","active"],"channel":"whatsapp"}"#, #"{"assignedTo":"none"}"#,
    ])
    func `A filter tells what leaves it that was of it before it began`(filter: String) async throws {
        try await PeopleUnderTest.serving { server async throws in
            let id = try await conversation(server.hotel)
            let agent = try await server.realToken(for: .agent)
            try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { client async throws in
                let began = try await client.subscribe(#"{"filter":\#(filter)}"#)
                // By writing, which makes it one's own.
                let said = try await server.ask(
                    "POST",
                    "/api/v1/conversations/\(id)/messages",
                    as: agent,
                    body: #"{"content":"I am here"}"#
                )
                #expect(said.status == 202)
                let left = try await client.next()
                #expect(left.type == "conversation_update")
                #expect(left.part("conversation")["state"] as? String == "escalated")
                // And whoever was away meanwhile.
                try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { late async throws in
                    try await late.say(
                        #"{"type":"subscribe","payload":{"filter":\#(filter),"cursor":"\#(began.cursor ?? "")"}}"#
                    )
                    #expect(try await late.next().type == "subscribed")
                    #expect(try await late.next().type == "conversation_update")
                }
            }
        }
    }

    @Test func `Whoever filters their own learns that one was given to somebody else`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            let id = try await conversation(server.hotel)
            let person = try await server.hire(.agent)
            let token = try await server.sessions.signIn(
                email: person.email,
                password: PeopleUnderTest.password,
                address: "test"
            ).accessToken
            let other = try await server.hire(.agent)
            let path = "/api/v1/conversations/\(id)/assign"
            let manager = try await server.realToken(for: .manager)
            let escalate = "/api/v1/conversations/\(id)/escalate"
            #expect(try await server.ask("POST", escalate, as: manager).status == 200)
            #expect(
                try await server.ask("POST", path, as: manager, body: #"{"staffId":"\#(person.id)"}"#).status == 200
            )
            try await LiveClient.open(to: server.port, as: token) { client async throws in
                _ = try await client.subscribe(#"{"filter":{"assignedTo":"me"}}"#)
                #expect(
                    try await server.ask("POST", path, as: manager, body: #"{"staffId":"\#(other.id)"}"#).status == 200
                )
                let left = try await client.next("conversation_update")
                #expect(left.part("conversation")["assigneeId"] as? String == "\(other.id)")
            }
        }
    }
}
