import Domain
import Postgres
import Store
import TestSupport
import Testing

/// Guests who end text messages, and allow them again.
@Suite(.timeLimit(.minutes(15))) struct ConsentTests {
    private static let wishes = (stop: triage(.optOut), start: triage(.optIn))

    private static func triage(_ wish: ConsentChange.Wish) -> MessageTriage {
        var triage = MessageTriage()
        triage.consent = ConsentChange(wish, confirmation: "{hotel}: \(wish.rawValue)")
        return triage
    }

    private func decisions(_ outcomes: [IngestOutcome]) -> [String] {
        outcomes.map { "\($0.decision.rawValue) \($0.reason ?? "")" }
    }

    private func words(of hotel: Hotel) async throws -> [String] {
        try await hotel.pool.query("SELECT body FROM messages WHERE author = 'system' ORDER BY created_at, id")
            .map { try $0.get(0) }
    }

    private func end(_ delivery: FinishedDelivery, in hotel: Hotel) async throws {
        _ = try await hotel.deliveries.finish([delivery], node: "node-1", settleTime: .seconds(120))
    }

    @Test func `It opens no turn, greets nobody and is confirmed once`() async throws {
        try await Hotel.withOne { first async throws in
            let hotel = try await first.byEndpoint("+1500", channel: "sms")
            try await hotel.run("UPDATE endpoints SET welcome = 'Welcome!'")
            let guest = Guest(1)
            for _ in 0..<3 {
                let outcomes = try await hotel.receive([guest.writes("STOP", to: hotel, triage: Self.wishes.stop)])
                #expect(decisions(outcomes) == ["routed_rule opt_out"])
                #expect(outcomes.first?.turn == nil)
            }
            #expect(try await words(of: hotel) == ["aurora: opt_out"])
            #expect(try await hotel.value("SELECT count(*)::integer FROM turns", as: Int32.self) == 0)
            #expect(try await hotel.value("SELECT count(*)::integer FROM welcomes", as: Int32.self) == 0)
            #expect(
                try await hotel.value(
                    "SELECT count(*)::integer FROM notifications WHERE kind = 'guest.opt_out'",
                    as: Int32.self
                ) == 1
            )
            #expect(try await hotel.violations() == [])
        }
    }

    @Test func `It counts for whom people look after, for who wrote too much, and beside other words`() async throws {
        try await Hotel.withOne { first async throws in
            let hotel = try await first.byEndpoint("+1500", channel: "sms")
            let (limited, peoples, both) = (Guest(1), Guest(2), Guest(3))
            let little = RateLimit(maxRequests: 1, windowMs: 60_000)
            try await hotel.receive([limited.writes("Hi", to: hotel)], limit: little)
            let refused = try await hotel.receive(
                [
                    limited.writes("more", to: hotel),
                    limited.writes("STOP", to: hotel, triage: Self.wishes.stop),
                ],
                limit: little
            )
            #expect(decisions(refused) == ["rejected guest_limit", "routed_rule opt_out"])

            try await hotel.receive([peoples.writes("Hi", to: hotel)])
            try await hotel.run("UPDATE turns SET state = 'discarded', finished_at = now()")
            try await hotel.run(
                """
                UPDATE conversations SET state = 'escalated', escalated_at = now(), turn_due_at = NULL, open_turn_id = NULL,
                    open_turn_opened_at = NULL
                """
            )
            #expect(
                decisions(try await hotel.receive([peoples.writes("STOP", to: hotel, triage: Self.wishes.stop)]))
                    == ["routed_rule opt_out"]
            )
            let mixed = try await hotel.receive([
                both.writes("Towels please", to: hotel), both.writes("STOP", to: hotel, triage: Self.wishes.stop),
                both.writes("START", to: hotel, triage: Self.wishes.start),
                both.writes("YES", to: hotel, triage: Self.wishes.start),
            ])
            #expect(
                decisions(mixed).prefix(3) == ["turn_opened nothing_open", "routed_rule opt_out", "routed_rule opt_in"]
            )
            #expect(try await hotel.value("SELECT count(*)::integer FROM opt_outs", as: Int32.self) == 2)
        }
    }

    @Test func `Wanting messages again means something only to who wanted none`() async throws {
        try await Hotel.withOne { first async throws in
            let hotel = try await first.byEndpoint("+1500", channel: "sms")
            let other = try await first.byEndpoint("+1501", channel: "sms")
            let guest = Guest(1)
            let yes = { (at: Hotel) in guest.writes("Yes", to: at, triage: Self.wishes.start) }
            #expect(decisions(try await hotel.receive([yes(hotel)])) == ["turn_opened nothing_open"])
            try await hotel.receive([guest.writes("STOP", to: hotel, triage: Self.wishes.stop)])
            // What counts is the pair of numbers.
            #expect(decisions(try await other.receive([yes(other)])) == ["turn_opened nothing_open"])
            #expect(decisions(try await hotel.receive([yes(hotel)])) == ["routed_rule opt_in"])
            #expect(decisions(try await hotel.receive([yes(hotel)])).first?.hasSuffix("opt_in") == false)
            #expect(try await words(of: hotel) == ["aurora: opt_out", "aurora: opt_in"])
        }
    }

    @Test func `Whoever ends and allows them in turns is obeyed each time and told of it six times`() async throws {
        try await Hotel.withOne { first async throws in
            let hotel = try await first.byEndpoint("+1500", channel: "sms")
            let guest = Guest(1)
            func turn(_ count: Int) async throws {
                let items = (0..<count).map { number in
                    number % 2 == 0
                        ? guest.writes("STOP", to: hotel, triage: Self.wishes.stop)
                        : guest.writes("START", to: hotel, triage: Self.wishes.start)
                }
                let outcomes = try await hotel.receive(items)
                #expect(outcomes.allSatisfy { $0.decision == .routedRule })
            }
            try await turn(3)
            for _ in 0..<10 { try await turn(4) }
            try await turn(1)
            #expect(try await words(of: hotel).count == 6)
            #expect(try await hotel.value("SELECT count(*) FROM notifications", as: Int.self) == 6)
            #expect(try await hotel.value("SELECT count(*) FROM opt_outs", as: Int.self) == 1)
            // An hour later it is news again.
            try await hotel.run("UPDATE messages SET created_at = created_at - interval '61 minutes'")
            let back = try await hotel.receive([guest.writes("START", to: hotel, triage: Self.wishes.start)])
            #expect(decisions(back) == ["routed_rule opt_in"])
            #expect(try await words(of: hotel).count == 7)
            #expect(try await hotel.violations() == [])
        }
    }

    @Test func `STOP between queueing and sending: nothing but the confirmation is sent, 200 times in either order`()
        async throws
    {
        try await Hotel.withOne { first async throws in
            let hotel = try await first.byEndpoint("+1500", channel: "sms")
            try await hotel.withConnections(3) { connections in
                let rendezvous = Rendezvous(watcher: connections[2])
                for run in 0..<400 {
                    let guest = Guest(1000 + run)
                    try await hotel.receive([guest.writes("Hi", to: hotel)])
                    _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered("Hello") })
                    let stop = guest.writes("STOP", to: hotel, triage: Self.wishes.stop)
                    if run % 2 == 0 {
                        // STOP has the lane: the sender passes it by, and finds it stopped afterwards.
                        try await connections[0].script("BEGIN", label: "test")
                        try await hotel.receive([stop], through: connections[0])
                        #expect(try await hotel.claimDeliveries(through: connections[1]).isEmpty)
                        try await connections[0].script("COMMIT", label: "test")
                        let answer = try #require(try await hotel.claimDeliveries().first)
                        #expect(answer.text == "Hello" && answer.hasOptedOut)
                        let refusal = SendFailure(class: .recipient, code: "opted_out", detail: "")
                        try await end(answer.came(to: .failed(refusal, pause: nil)), in: hotel)
                    } else {
                        // The sender has it: what it took is on its way, and it alone.
                        let claimed = try await rendezvous.meet(
                            connections[0],
                            opening: { try await hotel.claimDeliveries(through: $0) },
                            blocked: connections[1],
                            second: { try await hotel.receive([stop], through: $0) }
                        ).first
                        let answer = try #require(claimed.first)
                        #expect(answer.text == "Hello" && !answer.hasOptedOut)
                        try await end(answer.accepted(), in: hotel)
                    }
                    let confirmation = try #require(try await hotel.claimDeliveries().first)
                    #expect(confirmation.text == "aurora: opt_out" && !confirmation.hasOptedOut)
                    try await end(confirmation.accepted(), in: hotel)
                    #expect(try await hotel.claimDeliveries().isEmpty)
                }
            }
        }
    }
}
