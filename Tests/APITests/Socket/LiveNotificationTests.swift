import Domain
import Postgres
import TestSupport
import Testing

@testable import API

/// What people must be told reaches who is connected.
@Suite(.timeLimit(.minutes(15))) struct LiveNotificationTests {
    @Test func `Something to be told is told, and so is that somebody has seen it, once`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            try await server.hotel.receive([Guest(1).writes("Hello", to: server.hotel)])
            let conversation = try await server.hotel.value("SELECT id::text FROM conversations", as: String.self)
            let agent = try await server.realToken(for: .agent)
            let neighbour = try await server.hotel.neighbour("borealis")
            try await LiveClient.open(to: server.port, as: try await server.realToken(for: .viewer)) {
                client async throws in
                _ = try await client.subscribe(#"{"all":true}"#)
                try await server.hotel.run(
                    """
                    INSERT INTO notifications (property_id, kind, severity, conversation_id) VALUES
                        (NULL, 'endpoint.unknown', 'critical', NULL),
                        (\(neighbour.property), 'session.reused', 'warning', NULL),
                        (\(server.hotel.property), 'delivery.failed', 'critical', (SELECT id FROM conversations))
                    """
                )
                let id: String = try await server.hotel.value(
                    "SELECT id::text FROM notifications WHERE kind = 'delivery.failed'"
                )
                let created = try await client.next()
                #expect(created.type == "notification" && created.seq == nil)
                #expect(created.payload["conversationId"] as? String == conversation)
                let told = created.part("notification")
                #expect(told["kind"] as? String == "notification.created")
                #expect(told["id"] as? String == id)
                #expect(told["subject"] as? String == "delivery.failed")
                #expect(told["severity"] as? String == "critical")
                for _ in 0..<2 {
                    let path = "/api/v1/notifications/\(id)/acknowledge"
                    #expect(try await server.ask("POST", path, as: agent).status == 200)
                }
                try await server.hotel.receive([Guest(1).writes("Again", to: server.hotel)])
                let seen = try await client.next()
                #expect(seen.part("notification")["kind"] as? String == "notification.acknowledged")
                #expect(seen.part("notification")["id"] as? String == id)
                #expect(try await client.next().type == "message")
            }
        }
    }
}
