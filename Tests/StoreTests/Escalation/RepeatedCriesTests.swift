import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Whoever cries for help again and again is heard, and buries nobody in alarms.
@Suite struct RepeatedCriesTests {
    /// By an older document danger may be less than urgent; that makes nobody's alarm ring a hundred times.
    @Test(arguments: ["urgent", "high", "low"])
    func `A hundred cries in a minute are stored, told to people once and answered once; a later one is told again`(
        priority: String
    ) async throws {
        try await Hotel.withOne { hotel in
            var triage = MessageTriage()
            triage.call = PeopleCall(
                reason: .emergency,
                intent: "emergency.fire",
                priority: priority,
                notice: "Leave the room."
            )
            func counts() async throws -> String {
                try await hotel.value(
                    """
                    SELECT concat_ws(' ', (SELECT count(*) FROM messages WHERE author = 'guest'),
                        (SELECT count(*) FROM messages WHERE author = 'system'), (SELECT count(*) FROM notifications))
                    """
                )
            }
            for _ in 0..<100 { try await hotel.receive([Guest(1).writes("Fire!", to: hotel, triage: triage)]) }
            #expect(try await counts() == "100 1 1")
            try await hotel.run("UPDATE notifications SET created_at = now() - interval '61 seconds'")
            try await hotel.receive([Guest(1).writes("Fire!", to: hotel, triage: triage)])
            #expect(try await counts() == "101 2 2")
            try await expectSound(hotel)
        }
    }
}
