import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

/// A welcome that nobody could be greeted with is refused when it is saved.
@Suite struct WelcomeRoutesTests {
    @Test(arguments: [#""""#, #""   ""#, #"5"#, #""\#(String(repeating: "a", count: 4001))""#])
    func `An empty, blank or endless welcome is refused, new and changed`(welcome: String) async throws {
        try await PeopleUnderTest.serving { people in
            let admin = people.token(for: .admin)
            let made = try await people.ask(
                "POST",
                "/api/v1/endpoints",
                as: admin,
                body: #"{"channel":"web","provider":"web","address":"lobby","welcome":\#(welcome)}"#
            )
            #expect(made.status == 422)
            let id = people.hotel.endpoint
            let changed = try await people.ask(
                "PATCH",
                "/api/v1/endpoints/\(id)",
                as: admin,
                body: #"{"welcome":\#(welcome)}"#
            )
            #expect(changed.status == 422)
            let kept: Int = try await people.hotel.value("SELECT count(*) FROM endpoints WHERE welcome IS NOT NULL")
            #expect(kept == 0)
        }
    }
}
