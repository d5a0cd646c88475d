import Channels
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

/// Asking a provider whether an endpoint's credentials work, over HTTP.
@Suite struct EndpointCheckTests {
    @Test func `What came of it is told and audited, without a secret`() async throws {
        try await PeopleUnderTest.serving { people in
            let admin = people.token(for: .admin)
            let web = try await people.addEndpoint(.web, provider: "web", address: "lobby")
            let answer = try await people.ask("POST", "/api/v1/endpoints/\(web)/test", as: admin)
            #expect(answer.status == 200)
            #expect(answer.json["result"] as? String == "untested")
            // This server under test speaks with no WhatsApp.
            let credentials = EndpointCredentials(accessToken: "very-secret", appSecrets: ["s"])
            let phone = try await people.addEndpoint(
                .whatsapp,
                provider: "whatsapp",
                address: "77",
                credentials: credentials
            )
            let failed = try await people.ask("POST", "/api/v1/endpoints/\(phone)/test", as: admin, body: "{}")
            #expect(failed.json["result"] as? String == "failed")
            #expect(failed.json["reason"] as? String == "no_channel")
            #expect(!failed.text.contains("very-secret"))
            let audited: Int = try await people.hotel.value(
                "SELECT count(*) FROM audit WHERE action = 'endpoint.tested'"
            )
            #expect(audited == 2)
        }
    }

    @Test func `Only who may change endpoints may ask, and only of their own hotel's`() async throws {
        try await PeopleUnderTest.serving { people in
            let own = people.hotel.endpoint
            let agent = people.token(for: .agent)
            #expect(try await people.ask("POST", "/api/v1/endpoints/\(own)/test", as: agent).status == 403)
            let neighbour = try await people.hotel.neighbour("borealis")
            let admin = people.token(for: .admin)
            let foreign = try await people.ask("POST", "/api/v1/endpoints/\(neighbour.endpoint)/test", as: admin)
            #expect(foreign.status == 404)
        }
    }
}
