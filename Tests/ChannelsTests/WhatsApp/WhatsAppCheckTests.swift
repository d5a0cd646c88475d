import Channels
import Domain
import Foundation
import Testing

/// Whether credentials work, as the Cloud API tells it.
@Suite struct WhatsAppCheckTests {
    private static let address = "106540352242922"

    private func check(
        _ reply: ScriptedServer.Reply,
        address: String = address,
        credentials: EndpointCredentials? = EndpointCredentials(accessToken: "token-1"),
        within patience: Duration = .seconds(10)
    ) async throws -> (CredentialsCheck, [ScriptedServer.Received]) {
        try await ScriptedServer.with(reply) { server, url, client in
            let channel = WhatsAppChannel(httpClient: client, graphURL: url + "/v23.0")
            let result = await channel.check(address: address, credentials: credentials, deadline: .now + patience)
            return (result, server.received)
        }
    }

    @Test func `A number that the token may see works; it is asked for once and nothing is sent`() async throws {
        let (result, received) = try await check(.answer(status: 200, body: #"{"id":"\#(Self.address)"}"#))
        #expect(result == .works)
        #expect(received.map(\.uri) == ["/v23.0/\(Self.address)?fields=id"])
        #expect(received.first?.header("authorization") == "Bearer token-1")
        #expect(received.first?.body == "")
    }

    @Test(
        arguments: [
            (401, #"{"error":{"message":"Malformed access token token-1","code":190}}"#, .refused, "190"),
            (403, #"{"error":{"message":"no","code":10}}"#, .refused, "10"),
            (400, #"{"error":{"message":"Unsupported get request","code":100}}"#, .unknownAddress, "100"),
            (400, #"{"error":{"message":"slow down","code":130429}}"#, .throttled, "130429"),
            (429, "", .throttled, "http_429"), (404, "<html>", .unreachable, "http_404"),
            (502, "<html>", .unreachable, "http_502"), (302, "", .unreachable, "http_302"),
        ] as [(Int, String, CredentialsCheck.Reason, String)]
    )
    func `A refusal is told by the provider's code and none of its words`(
        status: Int,
        body: String,
        reason: CredentialsCheck.Reason,
        code: String
    ) async throws {
        let (result, _) = try await check(.answer(status: status, body: body))
        #expect(result == .failed(reason, code: code))
        #expect(!"\(result)".contains("token-1"))
    }

    @Test(arguments: [#"{"id":"another"}"#, "{}", "not JSON"])
    func `An answer that is not about this number proves nothing`(body: String) async throws {
        #expect(try await check(.answer(status: 200, body: body)).0 == .failed(.unreachable, code: nil))
    }

    @Test func `Silence ends by the deadline, and a closed line says nothing`() async throws {
        #expect(try await check(.silence, within: .milliseconds(200)).0 == .failed(.unreachable, code: nil))
        #expect(try await check(.close).0 == .failed(.unreachable, code: nil))
    }

    @Test func `Without what could work nobody is asked`() async throws {
        for credentials in [nil, EndpointCredentials(), EndpointCredentials(accessToken: "two words")] {
            let (result, received) = try await check(.close, credentials: credentials)
            #expect(result == .failed(.noCredentials, code: nil))
            #expect(received.isEmpty)
        }
        let (result, received) = try await check(.close, address: "../me")
        #expect(result == .failed(.unknownAddress, code: nil))
        #expect(received.isEmpty)
    }
}
