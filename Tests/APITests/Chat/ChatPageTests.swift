import Foundation
import Testing

@testable import API

/// The page a guest talks to the hotel on.
@Suite struct ChatPageTests {
    private static let files = ["chat.css", "chat.js", "link.js", "words.js"]

    @Test func `The page and all it needs come from here, are small, and let nothing else in`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(origins: ["https://www.hotel.example"])
            let page = try await server.ask("GET", "/chat/front")
            #expect(page.status == 200)
            let policy = try #require(page.headers["content-security-policy"])
            #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
            #expect(policy.hasSuffix("frame-ancestors 'self' https://www.hotel.example"))
            var size = page.body.count
            for file in Self.files {
                let answer = try await server.ask("GET", "/chat/page/\(file)")
                #expect(answer.status == 200)
                size += answer.body.count
                let etag = try #require(answer.headers["etag"])
                let again = try await server.ask("GET", "/chat/page/\(file)", headers: ["If-None-Match": etag])
                #expect(again.status == 304)
                #expect(again.body.isEmpty)
                // Words become text nodes and nothing else.
                for danger in [
                    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http://", "https://",
                ] {
                    #expect(!answer.text.contains(danger), "\(file) has \(danger)")
                }
            }
            #expect(size < 50_000)
            #expect(!page.text.contains("http"))
            #expect(try await server.ask("GET", "/chat/none").status == 404)
        }
    }
}
