import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// What too much means for a message: it is stored, its guest is not answered, and whoever is in danger is.
@Suite struct FlowLimitTests {
    private func over(_ rejection: FlowRejection) -> MessageTriage {
        var triage = MessageTriage()
        triage.rejection = rejection
        return triage
    }

    @Test(arguments: FlowRejection.allCases)
    func `What is over a limit is stored with its reason and without a turn`(rejection: FlowRejection) async throws {
        try await Hotel.withOne { hotel in
            let outcome = try #require(
                try await hotel.receive([Guest(1).writes("Hello", to: hotel, triage: over(rejection))]).first
            )
            #expect(outcome.decision == .rejected)
            #expect(outcome.reason == rejection.rawValue)
            #expect(outcome.turn == nil)
            #expect(try await hotel.value("SELECT flags::text FROM messages", as: String.self) == "{limited}")
            #expect(try await hotel.value("SELECT count(*) FROM turns", as: Int.self) == 0)
            try await expectSound(hotel)
        }
    }

    @Test func `An emergency is with people whatever the limits are`() async throws {
        try await Hotel.withOne { hotel in
            var triage = over(.property)
            triage.call = PeopleCall(
                reason: .emergency,
                intent: "emergency.fire",
                priority: "urgent",
                notice: "Leave the room."
            )
            let items = [Guest(1).writes("Fire!", to: hotel, triage: triage)]
            let outcome = try #require(
                try await hotel.receive(items, limit: RateLimit(maxRequests: 0, windowMs: 1000)).first
            )
            #expect(outcome.decision == .toStaff)
            #expect(try await hotel.value("SELECT state FROM conversations", as: String.self) == "escalated")
            try await expectSound(hotel)
        }
    }

    @Test func `What people own already goes to them`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Hello", to: hotel)])
            try await hotel.run(
                """
                UPDATE conversations SET state = 'escalated', owner_epoch = owner_epoch + 1, open_turn_id = NULL,
                    open_turn_opened_at = NULL, turn_due_at = NULL
                """
            )
            try await hotel.run("UPDATE turns SET state = 'discarded', finished_at = now(), outcome = 'not_active'")
            let outcome = try await hotel.receive([Guest(1).writes("Again", to: hotel, triage: over(.endpoint))]).first
            #expect(outcome?.decision == .toStaff)
        }
    }

    @Test func `A guest's limit is the policy's, else the hotel's setting, else the program's`() async throws {
        try await Hotel.withOne { hotel in
            func decisions(of guest: Int, _ limit: RateLimit?) async throws -> [Decision] {
                var triage = MessageTriage()
                triage.guestLimit = limit
                let items = (0..<4).map { Guest(guest).writes("\($0)", to: hotel, triage: triage) }
                return try await hotel.receive(items, limit: RateLimit(maxRequests: 1, windowMs: 3_600_000))
                    .map(\.decision)
            }
            #expect(try await decisions(of: 1, nil) == [.turnOpened, .rejected, .rejected, .rejected])
            try await hotel.run(
                #"UPDATE properties SET settings = '{"rateLimit": {"maxRequests": 2, "windowMs": 3600000}}'"#
            )
            #expect(try await decisions(of: 2, nil) == [.turnOpened, .absorbed, .rejected, .rejected])
            let own = RateLimit(maxRequests: 3, windowMs: 3_600_000)
            #expect(try await decisions(of: 3, own) == [.turnOpened, .absorbed, .absorbed, .rejected])
            try await expectSound(hotel)
        }
    }

    @Test func `Nodes hear what the others let in`() async throws {
        try await Hotel.withOne { hotel in
            let store = FlowStore(hotel.pool)
            func count(_ node: String, _ total: Int64) -> FlowMeter.Count {
                FlowMeter.Count(endpoint: hotel.endpoint, property: hotel.property, node: node, total: total)
            }
            #expect(try await store.exchange([]) == [])
            #expect(try await store.exchange([count("a", 3)]) == [count("a", 3)])
            _ = try await store.exchange([count("b", 5)])
            #expect(Set(try await store.exchange([count("a", 4)])) == [count("a", 4), count("b", 5)])
            // An endpoint that was removed a moment ago spoils nothing.
            var gone = count("a", 9)
            gone.endpoint = EndpointID(UUID())
            #expect(try await store.exchange([gone]).count == 2)
            try await hotel.run("UPDATE flow_counts SET seen_at = now() - interval '2 days' WHERE node = 'b'")
            try await store.forget()
            #expect(try await store.exchange([]) == [count("a", 4)])
        }
    }
}
