import Channels
import Domain
import Foundation
import HTTPTypes
import Postgres
import Store
import TestSupport
import Testing

@testable import API

/// A guest's message from a channel service's hand to the answer in it.
@Suite struct RelayEndToEndTests {
    private static let secrets = [
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + Data(repeating: 7, count: 32).base64EncodedString(),
    ]

    private static let inbound = #"""
        {"channelId":"line-1","channelType":"sms","senderId":"+1 500 555 0006","metadata":{},"messageId":"m-1",
         "content":"Could we have two towels in room 412, please?","timestamp":"2026-11-21T09:30:00Z"}
        """#

    @Test(.timeLimit(.minutes(15)))
    func `A message is answered through its service, signed, once, though the service failed at first`() async throws {
        try await RelayReceiver.listening([.serviceUnavailable]) { receiver, url async throws in
            try await PeopleUnderTest.serving(working: true) { server async throws in
                let credentials = EndpointCredentials(accessToken: "", appSecrets: Self.secrets, url: url)
                try await server.addEndpoint(.sms, provider: "relay", address: "line-1", credentials: credentials)
                let token = server.serviceToken()
                let first = try await server.ask("POST", "/internal/v1/inbound", as: token, body: Self.inbound)
                #expect(first.status == 202)
                #expect(first.json["decision"] as? String == "turn_opened")

                var handed: [RelayReceiver.Handed] = []
                for await delivery in receiver.deliveries {
                    handed.append(delivery)
                    if handed.count == 2 { break }
                }
                try await settled(server)
                // The same again is the first one's answer, and nothing more is said.
                let again = try await server.ask("POST", "/internal/v1/inbound", as: token, body: Self.inbound)
                #expect(again.status == 202)
                #expect(again.text == first.text)
                try await expectGood(handed, server)
                #expect(try await server.hotel.value("SELECT count(*) FROM messages", as: Int.self) == 2)
                #expect(try await server.hotel.value("SELECT count(*) FROM turns", as: Int.self) == 1)
                #expect(
                    try await server.hotel.values("SELECT state || ' ' || attempts FROM deliveries", as: String.self)
                        == ["sent 2"]
                )
                #expect(try await server.hotel.violations() == [])
            }
        }
    }

    /// Both attempts are one delivery's: what a service knows it by is the same, and each bears good signatures.
    private func expectGood(_ handed: [RelayReceiver.Handed], _ server: PeopleUnderTest) async throws {
        let id = try await server.hotel.value("SELECT id::text FROM deliveries", as: String.self)
        let answer = try await server.hotel.value("SELECT body FROM messages WHERE author = 'ai'", as: String.self)
        #expect(handed.count == 2)
        for attempt in handed {
            #expect(attempt.headers["webhook-id"] == id)
            for secret in Self.secrets {
                let key = try #require(StandardWebhooks.Secret(secret))
                func isGood(_ body: [UInt8], _ id: String?) -> Bool {
                    StandardWebhooks.verify(
                        body,
                        id: id,
                        timestamp: attempt.headers["webhook-timestamp"],
                        signature: attempt.headers["webhook-signature"],
                        secrets: [key],
                        now: Date()
                    )
                }
                #expect(isGood(attempt.body, attempt.headers["webhook-id"]))
                #expect(!isGood(attempt.body + [0x20], attempt.headers["webhook-id"]))
                #expect(!isGood(attempt.body, "another"))
            }
            let body = try #require(try JSONSerialization.jsonObject(with: Data(attempt.body)) as? [String: Any])
            #expect(body["channelId"] as? String == "line-1")
            #expect(body["channelType"] as? String == "sms")
            #expect(body["recipientId"] as? String == "+15005550006")
            #expect(body["content"] as? String == answer)
            #expect(body["messageId"] as? String == id)
        }
    }

    /// Waits until nothing is on its way.
    private func settled(_ server: PeopleUnderTest) async throws {
        while try await server.hotel.value(
            "SELECT count(*) FROM deliveries WHERE state IN ('queued', 'sending')",
            as: Int.self
        ) > 0 { await Task.yield() }
    }
}
