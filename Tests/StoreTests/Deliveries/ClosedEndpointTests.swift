import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// What becomes of words at an endpoint that is closed: they are sent or they wait, and people are told; none is lost.
@Suite struct ClosedEndpointTests {
    private func set(
        _ hotel: Hotel,
        enabled: Bool,
        _ deliveries: ClosedDeliveries = .drain,
        through executor: (any PostgresExecutor)? = nil
    ) async throws {
        try await EndpointStore(executor ?? hotel.pool).setEnabled(
            enabled,
            provider: "whatsapp",
            address: "1",
            deliveries: deliveries
        )
    }

    /// Somebody writes and is answered; the answer is queued.
    private func answer(_ hotel: Hotel, _ guest: Int, _ words: String = "Certainly.") async throws {
        try await hotel.receive([Guest(guest).writes("Hi", to: hotel)])
        _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered(words) })
    }

    private func accept(_ hotel: Hotel, _ deliveries: [ClaimedDelivery]) async throws {
        _ = try await hotel.deliveries.finish(deliveries.map { $0.accepted() }, node: "n", settleTime: .seconds(120))
    }

    @discardableResult
    private func tend(_ hotel: Hotel) async throws -> [PropertyID] {
        try await EndpointUpkeep(hotel.pool).tend(settleTime: .zero)
    }

    private func told(_ hotel: Hotel) async throws -> [String] {
        try await hotel.values("SELECT kind || ' ' || severity FROM notifications ORDER BY created_at, kind")
    }

    private func state(_ hotel: Hotel) async throws -> String {
        try await hotel.value(
            """
            SELECT concat_ws(' ', CASE WHEN enabled THEN 'open' WHEN draining THEN 'draining' ELSE 'closed' END,
                CASE WHEN closed_at IS NULL THEN 'never' ELSE 'since' END) FROM endpoints
            """
        )
    }

    @Test func `One that drains sends what is queued and what is being thought of, and then closes`() async throws {
        try await Hotel.withOne { hotel in
            try await answer(hotel, 1)
            try await hotel.receive([Guest(2).writes("Hi", to: hotel)])
            let thought = try await hotel.claimTurns()
            try await set(hotel, enabled: false)
            #expect(try await tend(hotel).isEmpty)
            #expect(try await state(hotel) == "draining since")
            try await accept(hotel, hotel.claimDeliveries())
            // Somebody is still being answered.
            #expect(try await tend(hotel).isEmpty)
            _ = try await hotel.turns.finish(thought.map { $0.answered("Soon.") })
            #expect(try await tend(hotel).isEmpty)
            let last = try await hotel.claimDeliveries()
            #expect(last.map(\.text) == ["Soon."])
            #expect(try await tend(hotel).isEmpty)
            try await accept(hotel, last)
            #expect(try await tend(hotel) == [hotel.property])
            #expect(try await state(hotel) == "closed since")
            #expect(try await tend(hotel).isEmpty)
            #expect(try await told(hotel) == ["endpoint.drained info"])
            try await expectSound(hotel)
        }
    }

    @Test func `One that parks keeps every word until it is open again, and people are told once`() async throws {
        try await Hotel.withOne { hotel in
            try await answer(hotel, 1, "One.")
            try await hotel.receive([Guest(2).writes("Hi", to: hotel)])
            let thought = try await hotel.claimTurns()
            try await set(hotel, enabled: false, .park)
            #expect(try await hotel.claimDeliveries().isEmpty)
            #expect(try await tend(hotel) == [hotel.property])
            #expect(try await told(hotel) == ["endpoint.waiting warning"])
            // What an engine says after the closing waits with it; whoever was told is not told of each.
            _ = try await hotel.turns.finish(thought.map { $0.answered("Two.") })
            #expect(try await hotel.claimDeliveries().isEmpty)
            #expect(try await tend(hotel).isEmpty)
            let waiting: Int = try await hotel.value("SELECT count(*) FROM deliveries WHERE state = 'queued'")
            #expect(waiting == 2)
            // A day later there is something new.
            try await hotel.run(
                """
                UPDATE endpoints SET waiting_told_at = now() - interval '25 hours'
                """
            )
            #expect(try await tend(hotel) == [hotel.property])
            try await hotel.run("UPDATE endpoints SET waiting_told_at = now() - interval '23 hours'")
            #expect(try await tend(hotel).isEmpty)
            try await set(hotel, enabled: true)
            #expect(try await state(hotel) == "open never")
            let sent = try await hotel.claimDeliveries()
            #expect(Set(sent.map(\.text)) == ["One.", "Two."])
            try await accept(hotel, sent)
            try await expectSound(hotel)
        }
    }

    @Test func `Looking for what was kept asks about the endpoints that keep something, and about no other`()
        async throws
    {
        // One session does everything, so that what it counted is known when it says so.
        try await Hotel.withOne(connections: 1) { hotel in
            try await hotel.run(
                """
                INSERT INTO endpoints (property_id, channel, provider, address)
                SELECT \(hotel.property), 'whatsapp', 'whatsapp', 'more ' || n FROM generate_series(1, 500) AS n
                """
            )
            try await hotel.run(
                """
                INSERT INTO receipts (property_id, endpoint_id, provider, status, reason, body)
                SELECT \(hotel.property), e.id, 'whatsapp', 'quarantined', 'closed', convert_to(e.address, 'UTF8')
                FROM endpoints e, generate_series(1, 3) WHERE e.address IN ('more 7', 'more 300', '1')
                """
            )
            func looks() async throws -> Int {
                try await hotel.run("SELECT pg_stat_force_next_flush()")
                return try await hotel.value(
                    """
                    SELECT sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::bigint FROM pg_stat_user_tables
                    WHERE relname LIKE 'receipts%'
                    """
                )
            }
            try await set(hotel, enabled: false)
            let before = try await looks()
            let kept = try await EndpointUpkeep(hotel.pool).kept(within: .seconds(60), limit: 100)
            let made = try await looks() - before
            #expect(kept.map(\.address).sorted() == ["more 300", "more 300", "more 300", "more 7", "more 7", "more 7"])
            #expect((1..<100).contains(made), "\(made)")
        }
    }

    @Test func `What waits is sent by draining, without a guest's getting in`() async throws {
        try await Hotel.withOne { hotel in
            try await answer(hotel, 1)
            try await set(hotel, enabled: false, .park)
            #expect(try await hotel.claimDeliveries().isEmpty)
            try await set(hotel, enabled: false, .drain)
            try await accept(hotel, hotel.claimDeliveries())
            #expect(try await tend(hotel) == [hotel.property])
            #expect(try await state(hotel) == "closed since")
        }
    }

    @Test func `Two nodes that tend at once tell once`() async throws {
        try await Hotel.withOne(connections: 8) { hotel in
            for round in 0..<25 {
                try await answer(hotel, round)
                try await set(hotel, enabled: false, .park)
                let all = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<4 { group.addTask { try await tend(hotel).count } }
                    return try await group.reduce(0, +)
                }
                #expect(all == 1)
                try await set(hotel, enabled: true)
                try await accept(hotel, hotel.claimDeliveries())
            }
        }
    }

    /// The claim holds its lanes while the endpoint is closed, or the closing holds the endpoint while lanes are claimed.
    @Test func `Closed while deliveries are claimed, 200 times: each word is handed over once, none is lost`()
        async throws
    {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(2) { connections in
                var generator = SeededGenerator(seed: 4)
                var handed: [DeliveryID] = []
                for round in 0..<200 {
                    try await answer(hotel, round)
                    let deliveries: ClosedDeliveries = generator.next() % 2 == 0 ? .park : .drain
                    let isClaimFirst = generator.next() % 2 == 0
                    let first = connections[isClaimFirst ? 0 : 1]
                    var claimed: [ClaimedDelivery] = []
                    try await first.script("BEGIN", label: "test.begin")
                    if isClaimFirst {
                        claimed = try await hotel.claimDeliveries(through: connections[0])
                        try await set(hotel, enabled: false, deliveries, through: connections[1])
                    } else {
                        try await set(hotel, enabled: false, deliveries, through: connections[1])
                        claimed = try await hotel.claimDeliveries(through: connections[0])
                    }
                    try await first.script("COMMIT", label: "test.commit")
                    // Whichever came first, the word was at hand and goes out once.
                    #expect(claimed.count == 1)
                    #expect(try await hotel.claimDeliveries().isEmpty)
                    try await accept(hotel, claimed)
                    handed += claimed.map(\.id)
                    // What comes after the closing follows its word.
                    try await answer(hotel, round)
                    let later = try await hotel.claimDeliveries()
                    #expect(later.count == (deliveries == .drain ? 1 : 0))
                    try await accept(hotel, later)
                    try await tend(hotel)
                    try await set(hotel, enabled: true)
                    let rest = try await hotel.claimDeliveries()
                    #expect(rest.count + later.count == 1)
                    try await accept(hotel, rest)
                    handed += (later + rest).map(\.id)
                }
                #expect(handed.count == 400)
                #expect(Set(handed).count == 400)
                try await expectSound(hotel)
            }
        }
    }

    /// The message is stored and not committed yet when the endpoint is closed and tended, or the other way round.
    @Test func `Closed while a guest's words are stored, 200 times: they are answered once, at once or later`()
        async throws
    {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(2) { connections in
                var generator = SeededGenerator(seed: 5)
                for round in 0..<200 {
                    let deliveries: ClosedDeliveries = generator.next() % 2 == 0 ? .park : .drain
                    let isTended = generator.next() % 2 == 0
                    let isIngestFirst = generator.next() % 2 == 0
                    let first = connections[isIngestFirst ? 0 : 1]
                    let words = [Guest(round).writes("Hi", to: hotel)]
                    try await first.script("BEGIN", label: "test.begin")
                    if isIngestFirst {
                        try await hotel.receive(words, through: connections[0])
                        try await set(hotel, enabled: false, deliveries, through: connections[1])
                        // A node that ends the draining now cannot see the message yet.
                        if isTended { try await tend(hotel) }
                    } else {
                        try await set(hotel, enabled: false, deliveries, through: connections[1])
                        try await hotel.receive(words, through: connections[0])
                    }
                    try await first.script("COMMIT", label: "test.commit")
                    _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered("Certainly.") })
                    let now = try await hotel.claimDeliveries()
                    try await accept(hotel, now)
                    try await tend(hotel)
                    if now.isEmpty {
                        let isKnown = try await hotel.value(
                            "SELECT waiting_told_at IS NOT NULL FROM endpoints",
                            as: Bool.self
                        )
                        #expect(isKnown)
                    }
                    try await set(hotel, enabled: true)
                    let later = try await hotel.claimDeliveries()
                    try await accept(hotel, later)
                    #expect(now.count + later.count == 1)
                    if deliveries == .park { #expect(now.isEmpty) }
                }
                let sent: Int = try await hotel.value("SELECT count(*) FROM deliveries WHERE state = 'sent'")
                #expect(sent == 200)
                try await expectSound(hotel)
            }
        }
    }
}
