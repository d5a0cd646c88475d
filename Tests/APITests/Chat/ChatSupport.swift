import Channels
import Domain
import Foundation
import Routing
import Store
import TestSupport
import Testing

@testable import API

/// A guest at a web chat, as their browser speaks to it.
struct WebGuest: Sendable {
    let server: PeopleUnderTest
    var token: String
    let conversation: String

    /// Opens the chat `front`, which a test has added.
    static func opening(
        _ server: PeopleUnderTest,
        key: String = "front",
        headers: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> WebGuest {
        let opened = try await server.ask(
            "POST",
            "/chat/v1/sessions",
            body: #"{"endpointKey":"\#(key)","name":"Ada","language":"en-GB"}"#,
            headers: headers,
            sourceLocation: sourceLocation
        )
        #expect(opened.status == 201, sourceLocation: sourceLocation)
        let conversation = try #require(opened.json["conversation"] as? [String: Any])
        return WebGuest(
            server: server,
            token: try #require(opened.json["token"] as? String),
            conversation: try #require(conversation["id"] as? String)
        )
    }

    /// Says something.
    @discardableResult
    func says(
        _ text: String,
        id: UUID = UUID(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> APIAnswer {
        let body = try JSONSerialization.data(withJSONObject: ["id": id.uuidString, "text": text])
        return try await server.ask(
            "POST",
            "/chat/v1/messages",
            as: token,
            body: String(decoding: body, as: UTF8.self),
            sourceLocation: sourceLocation
        )
    }

    /// What the guest may see.
    func reads(after cursor: String? = nil, limit: Int? = nil) async throws -> APIAnswer {
        var query = [cursor.map { "after=\($0)" }, limit.map { "limit=\($0)" }].compactMap(\.self).joined(
            separator: "&"
        )
        if !query.isEmpty { query = "?" + query }
        return try await server.ask("GET", "/chat/v1/messages" + query, as: token)
    }

    /// Waits until the history has a word of an author; asking again, since a test has no socket.
    func hears(from author: String, after cursor: String? = nil) async throws -> [APIAnswer] {
        var answers: [APIAnswer] = []
        let deadline = ContinuousClock.now + PeopleUnderTest.patience
        while .now < deadline {
            let answer = try await reads(after: cursor)
            answers.append(answer)
            if answer.messages.contains(where: { $0["author"] as? String == author }) { return answers }
            await Task.yield()
        }
        Issue.record("nothing was heard from \(author)")
        return answers
    }
}

extension APIAnswer {
    /// The messages of a history.
    var messages: [[String: Any]] { json["messages"] as? [[String: Any]] ?? [] }

    /// What was said, in order.
    var texts: [String] { messages.compactMap { $0["text"] as? String } }

    /// Where the history goes on.
    var cursor: String? { json["cursor"] as? String }
}

extension PeopleUnderTest {
    /// Adds the web chat `front` with a welcome.
    @discardableResult
    func addChat(
        key: String = "front",
        welcome: String? = "Welcome to the Aurora!",
        origins: [String] = []
    ) async throws -> EndpointID {
        try await addEndpoint(.web, provider: "web", address: key) {
            $0.welcome = welcome
            $0.origins = origins
        }
    }

    /// A token of a service that may hand messages in.
    func serviceToken(at property: PropertyID? = nil, _ permissions: Set<Permission> = [.writeInbound]) -> String {
        tokens.add(
            Principal(
                identity: .service(APIKeyID(UUID.version7())),
                property: property ?? hotel.property,
                permissions: permissions,
                role: nil,
                name: "relay"
            )
        )
    }
}
