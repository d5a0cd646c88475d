import Foundation
import Testing

@testable import API

/// Which web pages may hold a chat.
@Suite struct ChatOriginTests {
    private let open = #"{"endpointKey":"front"}"#

    @Test func `The hotel's own page may hold the chat behind a proxy that asks under another name`() async throws {
        var configuration = ChatConfiguration()
        configuration.publicURL = "https://Chat.Hotel.example:443"
        try await PeopleUnderTest.serving(chat: configuration) { server in
            try await server.addChat()
            for (origin, status) in [
                ("https://chat.hotel.example", 201), ("http://chat.hotel.example", 403),
                ("https://chat.hotel.example:8443", 403), ("https://evil.example", 403),
            ] {
                let answer = try await server.ask("POST", "/chat/v1/sessions", body: open, headers: ["Origin": origin])
                #expect(answer.status == status, "\(origin)")
                #expect(answer.headers["access-control-allow-origin"] == nil)
            }
        }
    }

    @Test(arguments: [
        ("https://chat.hotel.example:443/guests/", "https://chat.hotel.example"),
        ("http://chat.hotel.example:8080", "http://chat.hotel.example:8080"),
        ("https://[2001:DB8:0:0:0:0:0:1]:443/", "https://[2001:db8::1]"),
        // No name on the internet, and yet what browsers in a house send.
        ("http://front_desk:3000", "http://front_desk:3000"),
    ])
    func `The address guests know is an origin as browsers write it`(_ url: String, _ origin: String) {
        #expect(ChatOrigin.origin(of: url) == origin)
    }

    @Test func `Pages of others may not hold the chat, unless the hotel named them`() async throws {
        try await PeopleUnderTest.serving { server in
            let friend = "https://www.hotel.example"
            try await server.addChat(origins: [friend])
            try await server.addChat(key: "spa")
            let evil = ["Origin": "https://evil.example"]
            #expect(
                try await server.ask("POST", "/chat/v1/sessions", body: open, headers: evil).code
                    == "origin_not_allowed"
            )
            let own = ["Origin": "http://127.0.0.1:\(server.port)"]
            let opened = try await server.ask("POST", "/chat/v1/sessions", body: open, headers: own)
            #expect(opened.status == 201)
            let token = try #require(opened.json["token"] as? String)
            #expect(try await server.ask("GET", "/chat/v1/messages", as: token, headers: evil).status == 403)

            let embedded = try await server.ask("POST", "/chat/v1/sessions", body: open, headers: ["Origin": friend])
            #expect(embedded.status == 201)
            #expect(embedded.headers["access-control-allow-origin"] == friend)
            #expect(embedded.headers["set-cookie"]?.contains("SameSite=None; Secure; Partitioned") == true)
            // Named by one chat, it is nothing to another.
            let other = #"{"endpointKey":"spa"}"#
            #expect(
                try await server.ask("POST", "/chat/v1/sessions", body: other, headers: ["Origin": friend]).status
                    == 403
            )

            let asked = try await server.ask("OPTIONS", "/chat/v1/messages", headers: ["Origin": friend])
            #expect(asked.status == 204)
            #expect(asked.headers["access-control-allow-origin"] == friend)
            #expect(try await server.ask("OPTIONS", "/chat/v1/messages", headers: evil).status == 403)
        }
    }
}
