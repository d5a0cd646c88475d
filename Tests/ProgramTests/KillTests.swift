import Domain
import Foundation
import Postgres
import Testing

/// A process that serves 200 guests is killed, started again, and nobody is forgotten or answered twice.
@Suite(.serialized, .timeLimit(.minutes(15))) struct KillTests {
    private static let guests = (0..<200).map { "1500555\(String($0 + 10_000).dropFirst())" }

    /// The moment of the kill.
    struct Moment: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// How slow engine and provider are.
        var emulator: [String]
        /// When it has come, as the database shows it. How many are under way just after the last guest wrote is a
        /// matter of the machine: here more than a hundred, on a slow one a few.
        var sign: String
        /// Whether guests are still writing then.
        var whileWriting = false
    }

    static let moments = [
        Moment(
            testDescription: "while guests write",
            emulator: [],
            sign: "SELECT count(*) >= 60 FROM messages WHERE author = 'guest'",
            whileWriting: true
        ),
        Moment(
            testDescription: "while the engine thinks",
            emulator: ["--engine-delay", "2000"],
            sign: "SELECT count(*) >= 12 FROM turns WHERE state = 'running'"
        ),
        Moment(
            testDescription: "while answers are handed over",
            emulator: ["--graph-delay", "1000"],
            sign: "SELECT count(*) >= 12 FROM deliveries WHERE state = 'sending'"
        ),
        Moment(
            testDescription: "while some are handed over and others thought about",
            emulator: ["--engine-delay", "300", "--graph-delay", "150"],
            sign: "SELECT count(*) >= 60 FROM deliveries WHERE state IN ('sent', 'delivered', 'read')"
        ),
    ]

    @Test(arguments: moments)
    func `Killed in the middle and started again, every guest gets exactly one answer`(moment: Moment) async throws {
        try await KillHouse.with(emulator: moment.emulator) { house in
            try await house.start()
            let sign = SQL(stringLiteral: moment.sign)
            var unanswered: [String]
            if moment.whileWriting {
                // However late the kill comes, half of them have not been answered.
                try await house.holdBack(after: 100)
                async let writing = write(Self.guests, to: house)
                try await house.until(sign)
                await house.kill()
                unanswered = await writing
                try await house.holdNobodyBack()
                #expect(!unanswered.isEmpty, "the kill came after everybody had written")
            } else {
                unanswered = await write(Self.guests, to: house)
                #expect(unanswered.isEmpty)
                try await house.until(sign)
                await house.kill()
            }

            try await house.start()
            // Meta sends again what was not answered, and now and then what was.
            unanswered += Self.guests.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
            for _ in 0..<20 where !unanswered.isEmpty { unanswered = await write(unanswered, to: house) }
            #expect(unanswered.isEmpty)
            try await house.until(
                """
                SELECT count(DISTINCT d.conversation_id) = 200 AND
                    bool_and(d.state IN ('sent', 'delivered', 'read', 'failed') OR d.state = 'unknown' AND d.unknown_until IS NULL)
                    AND (SELECT count(*) FROM turns WHERE state IN ('running', 'accumulating')) = 0
                FROM deliveries d
                """
            )
            try await expectNobodyForgotten(in: house)
        }
    }

    /// Everybody writes once. Returns who was not answered 2xx.
    private func write(_ guests: [String], to house: KillHouse) async -> [String] {
        await withTaskGroup(of: String?.self) { group in
            var rest = guests[...]
            var unanswered: [String] = []
            func next() {
                guard let guest = rest.popFirst() else { return }
                group.addTask {
                    await house.say("When is breakfast?", from: guest, id: "wamid.\(guest)") == 200 ? nil : guest
                }
            }
            for _ in 0..<16 { next() }
            for await guest in group {
                if let guest { unanswered.append(guest) }
                next()
            }
            return unanswered
        }
    }

    private func expectNobodyForgotten(in house: KillHouse) async throws {
        let rows = try await house.owner.query(
            "SELECT substr(recipient_value, 2) AS guest, string_agg(state, ',') AS states FROM deliveries GROUP BY 1"
        )
        let states = Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                (try row.get("guest", as: String.self), try row.get("states", as: String.self))
            }
        )
        let received = try await house.received()
        for guest in Self.guests {
            let heard = received[guest, default: []].count
            let state = states[guest] ?? "none"
            // One delivery each. What nobody can vouch for is shown as such, and was taken once or never.
            #expect(["sent", "delivered", "read", "unknown"].contains(state), "\(guest): \(state)")
            #expect(state == "unknown" ? heard <= 1 : heard == 1, "\(guest) heard \(heard), shown as \(state)")
        }
        #expect(try await house.count("SELECT count(*) FROM messages WHERE author = 'guest'") == 200)
        #expect(try await house.count("SELECT count(*) FROM messages WHERE author <> 'guest'") == 200)
        #expect(try await house.count("SELECT count(*) FROM conversations") == 200)
        let unknown = try await house.count("SELECT count(*) FROM deliveries WHERE state = 'unknown'")
        let told = try await house.count("SELECT count(*) FROM notifications WHERE kind = 'delivery.unknown'")
        #expect(told >= unknown, "people were told of everything nobody can vouch for")
    }
}
