import Foundation
import Testing

@testable import ConciergeCommand

/// What the commands for endpoints take from people, and what they show of strangers' words.
@Suite struct EndpointCommandTests {
    private func refusal(_ text: String) throws -> String {
        let error = #expect(throws: ProgramError.self) {
            try EndpointCommands.encoded(credentials: Data(text.utf8))
        }
        return try #require(error).description
    }

    @Test func `Credentials that lack something are refused by its name and without their words`() throws {
        #expect(try refusal("{}") == "the credentials lack the access token, app secret, verify token")
        let blank = #"{"accessToken": "quite-secret", "appSecrets": [""], "verifyToken": "v"}"#
        #expect(try refusal(blank) == "the credentials lack the app secret")
        #expect(try !refusal("quite-secret").contains("quite-secret"))
    }

    @Test func `Whole credentials are taken`() throws {
        let whole = #"{"accessToken": "t", "appSecrets": ["old", "new"], "verifyToken": "v"}"#
        #expect(try !EndpointCommands.encoded(credentials: Data(whole.utf8)).isEmpty)
    }

    @Test func `A guest's words cannot act on the terminal they are shown in`() {
        #expect(oneLine("two\n\u{1b}[31mtowels\u{9b}2J für 🛎️") == "two  [31mtowels 2J für 🛎️")
    }
}
