import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import API

/// A guest whose words wait behind an earlier question is told so, by the chat's state and not by a message.
@Suite(.timeLimit(.minutes(15))) struct EarlierQuestionTests {
    private func isWithEarlier(_ answer: APIAnswer) -> Bool? {
        (answer.json["conversation"] as? [String: Any])?["withEarlierQuestion"] as? Bool
    }

    @Test func `While the engine is with the first question, words that wait for it make the chat say so`() async throws
    {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            let hotel = server.hotel
            try await ChatListener.open(guest) { page async throws in
                #expect(try await guest.says("Where is the pool?").status == 202)
                try await hotel.letTimePass()
                let turn = try #require(try await hotel.claimTurns().first)
                #expect(try await isWithEarlier(guest.reads()) == false)
                // A thank-you leaves the answer in the making as it is.
                #expect(try await guest.says("Thank you!").status == 202)
                #expect(
                    try await hotel.values("SELECT decision FROM messages ORDER BY seq") == ["turn_opened", "queued"]
                )
                try await page.next("conversation_update") {
                    $0.part("conversation")["withEarlierQuestion"] as? Bool == true
                }
                #expect(try await isWithEarlier(guest.reads()) == true)
                _ = try await hotel.turns.finish([turn.answered("On the roof.")])
                try await page.next("conversation_update") {
                    $0.part("conversation")["withEarlierQuestion"] as? Bool == false
                }
                #expect(try await isWithEarlier(guest.reads()) == false)
            }
            #expect(try await hotel.values("SELECT author FROM messages ORDER BY seq") == ["guest", "guest", "ai"])
        }
    }
}
