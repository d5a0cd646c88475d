import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

/// The number of a payment card is in no table, whether a guest writes in the chat or a service hands it in.
@Suite struct MaskedWordsTests {
    private static let number = "4111111111111111"

    @Test func `What a guest types in the chat is shown to them and kept without its digits`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            let id = UUID()
            let first = try await guest.says("My card is \(Self.number)", id: id)
            #expect(first.status == 202)
            #expect((first.json["message"] as? [String: Any])?["text"] as? String == "My card is ************1111")
            // The page that repeats itself says the same words.
            let again = try await guest.says("My card is \(Self.number)", id: id)
            #expect(again.status == 202)
            #expect(again.text == first.text)
            #expect(try await tables(holding: Self.number, in: server.hotel.pool) == [])
            #expect(try await server.hotel.violations() == [])
        }
    }

    @Test func `What a guest calls themselves is kept without its digits, too`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            let opened = try await server.ask(
                "POST",
                "/chat/v1/sessions",
                body: #"{"endpointKey":"front","name":"Ada \#(Self.number)"}"#
            )
            #expect(opened.status == 201)
            #expect(
                try await server.hotel.value("SELECT display_name FROM guests", as: String.self)
                    == "Ada ************1111"
            )
            #expect(try await tables(holding: Self.number, in: server.hotel.pool) == [])
        }
    }

    @Test func `What a service hands in is kept without its digits, in words, metadata and log`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addEndpoint(.relay, provider: "relay", address: "line-1")
            let body = """
                {"channelId":"line-1","channelType":"sms","senderId":"+1 500 555 0006",
                 "content":"Card \\u0034111 1111 1111 1111, cvv 123","timestamp":"2026-11-21T09:30:00Z",
                 "metadata":{"card":\(Self.number),"note":"\(Self.number)"}}
                """
            let headers = ["Idempotency-Key": "k-1"]
            let token = server.serviceToken()
            let answer = try await server.ask("POST", "/internal/v1/inbound", as: token, body: body, headers: headers)
            #expect(answer.status == 202)
            #expect(
                try await server.hotel.value("SELECT body FROM messages", as: String.self)
                    == "Card **** **** **** 1111, cvv ***"
            )
            for text in [Self.number, "4111 1111 1111 1111", "\\u0034111", "cvv 123"] {
                #expect(try await tables(holding: text, in: server.hotel.pool) == [])
            }
            #expect(try await server.hotel.violations() == [])
        }
    }
}
