import ContractSupport
import Foundation
import Testing

@testable import API

/// A guest's socket.
@Suite struct ChatSocketTests {
    /// The next frame of a type, each on the way held against the contract.
    private func next(_ type: String, _ client: inout SocketClient) async throws -> [String: Any] {
        while true {
            let text = try await client.message()
            for problem in Contract.shared.problems(ofFrameAt: "/chat/v1/socket", isFromServer: true, text: text) {
                Issue.record("\(problem)")
            }
            let frame = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            if frame["type"] as? String == type { return frame }
        }
    }

    @Test func `Words go in, answers come out, and mistakes are told`() async throws {
        try await PeopleUnderTest.serving(working: true) { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            try await SocketClient.open(
                to: server.port,
                "/chat/v1/socket",
                headers: "Sec-WebSocket-Protocol: concierge.v1, bearer.\(guest.token)\r\n"
            ) { client in
                let welcome = try await next("message", &client)
                #expect(
                    ((welcome["payload"] as? [String: Any])?["message"] as? [String: Any])?["author"] as? String
                        == "hotel"
                )
                try await client.send(#"{"type":"ping","id":"1"}"#)
                #expect(try await next("pong", &client)["id"] as? String == "1")
                try await client.send(#"{"type":"dance","id":"2","x":1}"#)
                #expect(try await next("error", &client)["id"] as? String == "2")
                let words = #"{"id":"\#(UUID().uuidString)","text":"Two towels to room 412, please"}"#
                try await client.send(#"{"type":"send_message","id":"3","payload":\#(words)}"#)
                #expect(try await next("ack", &client)["id"] as? String == "3")
                var author: String?
                while author != "assistant" {
                    let frame = try await next("message", &client)
                    author = ((frame["payload"] as? [String: Any])?["message"] as? [String: Any])?["author"] as? String
                }
            }
        }
    }

    @Test func `A guest has five sockets; the sixth is refused, and one that ends makes room`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            let other = try await WebGuest.opening(server)
            func refused(_ guest: WebGuest) async throws -> RawResponse {
                try await SocketClient.connected(to: server.port) { client in
                    try await client.ask(
                        "/chat/v1/socket",
                        headers: "Sec-WebSocket-Protocol: concierge.v1, bearer.\(guest.token)\r\n"
                    )
                }
            }
            func holding(_ count: Int, _ body: () async throws -> Void) async throws {
                guard count > 0 else { return try await body() }
                try await ChatListener.open(guest) { page async throws in
                    try await page.hears("Welcome to the Aurora!")
                    try await holding(count - 1, body)
                }
            }
            try await holding(5) {
                let answer = try await refused(guest)
                #expect(answer.status == 429)
                #expect(answer.body.contains("too_many_sockets"))
                #expect(answer.headers["retry-after"] == "30")
                #expect(try await refused(other).status == 101)
                // Asking goes on.
                #expect(try await guest.reads().status == 200)
            }
            let metrics = try await server.ask("GET", "/metrics")
            #expect(metrics.text.contains(#"gateway_ws_refused_total{reason="caller"} 1"#))
        }
    }

    @Test func `Without a good token there is no socket`() async throws {
        try await PeopleUnderTest.serving { server in
            try await SocketClient.connected(to: server.port) { client in
                let refused = try await client.ask(
                    "/chat/v1/socket",
                    headers: "Sec-WebSocket-Protocol: concierge.v1, bearer.x\r\n"
                )
                #expect(refused.status == 401)
            }
        }
    }
}
