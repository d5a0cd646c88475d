import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

/// Who writes is seen on the other side while it lasts, and stored nowhere.
@Suite struct ChatTypingTests {
    @Test func `A guest who writes is seen by staff who follow the conversation, and by no one else`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            let other = try await WebGuest.opening(server)
            let neighbour = try await server.hotel.neighbour("borealis")
            let strange = server.token(for: .agent, at: neighbour.property)
            try await LiveClient.open(to: server.port, as: strange) { stranger async throws in
                _ = try await stranger.subscribe(#"{"all":true}"#)
                try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { viewer async throws in
                    _ = try await viewer.subscribe(#"{"conversationId":"\#(guest.conversation)"}"#)
                    // By request, and by socket; the other guest's is not this conversation's.
                    #expect(try await server.ask("POST", "/chat/v1/typing", as: other.token).status == 204)
                    #expect(try await server.ask("POST", "/chat/v1/typing", as: guest.token).status == 204)
                    try await expectGuestTyping(&viewer, guest)
                    try await ChatListener.open(guest) { page async throws in
                        // A burst says it once.
                        try await page.say(Array(repeating: #"{"type":"typing","payload":{}}"#, count: 5))
                        try await page.say(#"{"type":"ping","id":"p"}"#)
                        try await page.next("pong")
                        try await expectGuestTyping(&viewer, guest)
                    }
                    try await viewer.say(#"{"type":"ping"}"#)
                    #expect(try await viewer.next().type == "pong")
                }
                try await stranger.say(#"{"type":"ping"}"#)
                #expect(try await stranger.next().type == "pong")
            }
        }
    }

    private func expectGuestTyping(_ viewer: inout LiveClient, _ guest: WebGuest) async throws {
        let frame = try await viewer.next()
        #expect(frame.type == "typing")
        #expect(frame.payload["conversationId"] as? String == guest.conversation)
        #expect(frame.payload["author"] as? String == "guest")
        #expect(frame.payload["isTyping"] as? Bool == true)
        #expect(frame.payload["staff"] == nil)
    }

    @Test func `Staff who write are seen by that guest, who is not told who they are`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            let other = try await WebGuest.opening(server)
            let neighbour = try await server.hotel.neighbour("borealis")
            try await ChatListener.open(guest) { page async throws in
                try await ChatListener.open(other) { others async throws in
                    try await page.hears("Welcome to the Aurora!")
                    try await others.hears("Welcome to the Aurora!")
                    let types = #"{"type":"typing","payload":{"conversationId":"\#(guest.conversation)"}}"#
                    let stops =
                        #"{"type":"typing","payload":{"conversationId":"\#(guest.conversation)","isTyping":false}}"#
                    let strange = server.token(for: .agent, at: neighbour.property)
                    try await LiveClient.open(to: server.port, as: strange) { stranger async throws in
                        try await stranger.say(types)
                        try await stranger.say(#"{"type":"ping"}"#)
                        #expect(try await stranger.next().type == "pong")
                    }
                    try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { viewer async throws in
                        try await viewer.say(types)
                        #expect(try await viewer.next().code == "forbidden")
                    }
                    try await LiveClient.open(to: server.port, as: server.token(for: .agent)) { agent async throws in
                        try await agent.say(stops)
                        try await agent.say(types)
                        let typing = try await page.next("typing")
                        #expect(typing.payload.isEmpty)
                    }
                    try await page.say(#"{"type":"ping","id":"p"}"#)
                    try await page.next("pong")
                    try await others.say(#"{"type":"ping","id":"p"}"#)
                    try await others.next("pong")
                    #expect(page.bytes.components(separatedBy: #""typing""#).count == 2)
                    #expect(others.bytes.components(separatedBy: #""typing""#).count == 1)
                }
            }
            #expect(try await server.hotel.value("SELECT count(*) FROM messages", as: Int.self) == 2)
        }
    }
}
