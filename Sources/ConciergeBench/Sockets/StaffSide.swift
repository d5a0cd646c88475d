import Foundation
import Postgres

/// What a measurement of sockets needs of our server: a key, a conversation, and how to speak of it.
struct StaffSide: Sendable {
    /// The server's port.
    let port: Int
    private let key: String
    private let conversation: UUID

    /// Makes a key as an operator would and picks a conversation.
    init(_ laboratory: Laboratory, on copy: Laboratory.Copy, port: Int) async throws {
        self.port = port
        let permissions = ["conversations.read", "conversations.write"].flatMap { ["--permission", $0] }
        let said = try await Child(
            laboratory.programs.path("concierge"),
            ["token", "--service", "bench", "--property", "bench"] + permissions,
            environment: ["DATABASE_URL": copy.url, "SECRETS_KEY": laboratory.hotel.secretsKey]
        ).finish()
        guard let key = said.split(whereSeparator: \.isWhitespace).first(where: { $0.hasPrefix("ck_") }) else {
            throw BenchError("no key was made: \(said)")
        }
        self.key = String(key)
        let rows = try await laboratory.server.withConnection(to: copy.name) { connection in
            try await connection.query("SELECT id FROM conversations ORDER BY id LIMIT 1")
        }
        guard let row = rows.first else { throw BenchError("the hotel has no conversation") }
        conversation = try row.get("id")
    }

    /// The request that opens a socket.
    var opening: [UInt8] {
        WebSocketClient.opening("/ws", port: port, headers: ["Authorization: Bearer \(key)"])
    }

    /// The frame that asks for the conversation's events.
    var subscription: [UInt8] {
        WebSocketClient.text(
            #"{"type":"subscribe","id":"1","payload":{"conversationId":"\#(conversation.uuidString.lowercased())"}}"#
        )
    }

    /// The request that reads something.
    func get(_ path: String) -> [UInt8] {
        Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(key)\r\n\r\n".utf8)
    }

    /// The request that makes one event: a colleague's note.
    func note(_ text: String) -> [UInt8] {
        let body = #"{"body":"\#(text)"}"#
        let head = [
            "POST /api/v1/conversations/\(conversation.uuidString.lowercased())/notes HTTP/1.1", "Host: 127.0.0.1",
            "Authorization: Bearer \(key)", "Content-Type: application/json", "Content-Length: \(body.utf8.count)",
        ]
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
    }
}
