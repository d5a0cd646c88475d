import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// SQL counts a guest's messages as `RateBucket` does.
@Suite struct IngestRateTests {
    @Test func `Over any schedule of batches SQL allows exactly what the rule allows`() async throws {
        try await Hotel.withOne(connections: 1) { hotel in
            var random = SeededGenerator(seed: 20_261_121)
            for schedule in 0..<40 {
                let limit = RateLimit(
                    maxRequests: .random(in: 0...8, using: &random),
                    windowMs: .random(in: 1_000...120_000, using: &random)
                )
                let guest = Guest(schedule)
                var bucket: RateBucket?
                for _ in 0..<8 {
                    let count = Int.random(in: 1...6, using: &random)
                    // The past is moved instead of the clock: the bucket was filled so much longer ago.
                    let pause = Double(Int.random(in: 0...90_000, using: &random)) / 1000
                    try await hotel.run(
                        """
                        UPDATE conversations SET rate_updated_at = rate_updated_at - \(pause) * interval '1 second'
                        WHERE recipient_value = \(guest.identities[0].value)
                        """
                    )
                    let before = try await stored(guest, hotel)
                    let outcomes = try await hotel.receive(
                        (0..<count).map { guest.writes("\($0)", to: hotel) },
                        limit: limit
                    )
                    let after = try #require(try await stored(guest, hotel))
                    // `now()` of the commit is what the row says.
                    var expected = RateBucket(limit: limit, now: after.asOf)
                    if let before, bucket != nil {
                        expected = RateBucket(limit: limit, tokens: before.tokens, asOf: before.asOf)
                    }
                    let allowed = expected.take(count, at: after.asOf)
                    #expect(outcomes.count { $0.decision != .rejected } == allowed)
                    #expect(outcomes.prefix(allowed).allSatisfy { $0.decision != .rejected })
                    #expect(abs(expected.tokens - after.tokens) < 1e-5)
                    bucket = expected
                }
            }
            try await expectSound(hotel)
        }
    }

    @Test func `A clock that went backwards adds nothing, neither now nor when it has caught up`() async throws {
        try await Hotel.withOne(connections: 1) { hotel in
            let guest = Guest(1)
            let limit = RateLimit(maxRequests: 2, windowMs: 3_600_000)
            try await hotel.receive([guest.writes("1", to: hotel), guest.writes("2", to: hotel)], limit: limit)
            try await hotel.run("UPDATE conversations SET rate_updated_at = rate_updated_at + interval '1 hour'")
            let ahead = try #require(try await stored(guest, hotel)).asOf
            #expect(try await hotel.receive([guest.writes("3", to: hotel)], limit: limit).first?.decision == .rejected)
            #expect(try await stored(guest, hotel)?.asOf == ahead)
        }
    }

    private func stored(_ guest: Guest, _ hotel: Hotel) async throws -> (tokens: Double, asOf: Date)? {
        let rows = try await hotel.pool.query(
            """
            SELECT rate_tokens, rate_updated_at FROM conversations
            WHERE recipient_value = \(guest.identities[0].value) AND rate_tokens IS NOT NULL
            """
        )
        return try rows.first.map { (try $0.get("rate_tokens"), try $0.get("rate_updated_at")) }
    }
}
