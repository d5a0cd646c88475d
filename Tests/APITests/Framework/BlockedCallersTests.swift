import Domain
import Foundation
import Postgres
import Routing
import Sessions
import TestSupport
import Testing

@testable import API

/// Who goes on after being refused is not listened to for a while, and people can see it.
@Suite struct BlockedCallersTests {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let one = RateLimit(maxRequests: 1, windowMs: 1000)
    private let rule = BlockRule(refusals: 3, windowMs: 60_000, blockMs: 300_000)

    @Test func `A block is counted once, says whose it is, and ends by itself`() {
        let registry = PrometheusRegistry()
        let limits = CallerLimits(one, of: "people", block: rule, factory: registry)
        let property = PropertyID(UUID())
        let standings = (0..<6).map { _ in limits.take("key:1", of: property, now: start) }
        #expect(standings.map { $0.wait == nil } == [true, false, false, false, false, false])
        #expect(standings.map { $0.begins != nil } == [false, false, false, false, true, false])
        let block = CallerBlock(bucket: "people", caller: "key:1", property: property, time: .seconds(300))
        #expect(standings[4].begins == block)
        // The bucket is full long before; the block lasts.
        #expect(limits.take("key:1", now: start + 299).wait == .seconds(1))
        #expect(limits.take("key:1", now: start + 300).wait == nil)
        #expect(limits.take("key:2", now: start).wait == nil)
        let text = registry.exposition(process: nil)
        #expect(text.contains(#"gateway_callers_blocked_total{bucket="people"} 1"#))
        #expect(text.contains(#"gateway_rate_limited_total{bucket="people"} 6"#))
    }

    @Test func `Who waits as long as told is never blocked`() {
        let limits = CallerLimits(one, block: rule)
        var now = start
        for _ in 0..<100 {
            let standing = limits.take("patient", now: now)
            #expect(standing.begins == nil)
            now += standing.wait?.inSeconds ?? 0
        }
    }

    @Test func `A hotel's own limit and rule hold for its callers, and a change holds at once`() {
        let limits = CallerLimits(RateLimit(maxRequests: 100, windowMs: 1000), block: rule)
        let own = RateLimit(maxRequests: 2, windowMs: 60_000)
        let strict = BlockRule(refusals: 1, windowMs: 1000, blockMs: 10_000)
        let standings = (0..<4).map { _ in limits.take("a", limit: own, block: strict, now: start) }
        #expect(standings.map(\.limit) == [2, 2, 2, 2])
        #expect(standings.map { $0.begins != nil } == [false, false, false, true])
        #expect(limits.take("b", now: start).limit == 100)
    }

    @Test func `Those who cannot be told apart are never blocked for what one of them does`() {
        let limits = StrangerLimits(CallerLimits(one, block: rule), localCallers: 1, block: rule)
        for _ in 0..<100 { #expect(limits.take(nil, now: start).begins == nil) }
        #expect(limits.take(nil, now: start + 1).wait == nil)
        let blocks = (0..<10).compactMap { _ in limits.take("192.0.2.1", now: start).begins }
        #expect(blocks.map(\.caller) == ["address:192.0.2.1"])
    }

    @Test func `A flood from a hundred thousand addresses takes bounded memory, and the blocked are not forgiven`() {
        let limits = CallerLimits(one, block: rule, most: 1000)
        for _ in 0..<5 { _ = limits.take("flooder", now: start) }
        for number in 0..<100_000 { _ = limits.take("address:\(number)", now: start + Double(number) * 0.000_1) }
        #expect(limits.known <= 1000)
        #expect(limits.take("flooder", now: start + 20).wait == .seconds(280))
    }

    @Test func `Where all are busy, looking through them makes room for many strangers and not for one`() {
        let limits = CallerLimits(one, most: 1000)
        for number in 0..<999 { _ = limits.take("busy:\(number)", now: start) }
        _ = limits.take("idle", now: start - 10)
        #expect(limits.known == 1000)
        _ = limits.take("stranger", now: start)
        #expect(limits.known <= 751)
    }

    @Test func `A member of staff and a service are held to the hotel's policy, and people see who is blocked`()
        async throws
    {
        try await PeopleUnderTest.serving(working: true) { people in
            try await people.hotel.run(
                """
                INSERT INTO policies (property_id, kind, version, document) SELECT id, 'limits', 1,
                '{"staff":{"maxRequests":30,"windowMs":600000},"apiKey":{"maxRequests":40,"windowMs":600000},
                  "block":{"refusals":10,"windowMs":60000,"blockMs":600000}}' FROM properties
                """
            )
            try await people.router.prepare()
            func answers(_ token: String) async throws -> [Int] {
                var statuses: [Int] = []
                for _ in 0..<60 {
                    statuses.append(try await people.ask("GET", "/api/v1/departments", as: token).status)
                }
                return statuses
            }
            let agent = people.token(for: .agent)
            let statuses = try await answers(agent)
            #expect(statuses.filter { $0 == 200 }.count == 30)
            let blocked = try await people.ask("GET", "/api/v1/departments", as: agent)
            #expect(Int(blocked.headers["retry-after"] ?? "") ?? 0 > 500)
            let service = people.serviceToken(at: nil, [.readSettings])
            #expect(try await answers(service).filter { $0 == 200 }.count == 40)
            // Another one's buckets are their own.
            let manager = people.token(for: .manager)
            let deadline = ContinuousClock.now + .seconds(20)
            var callers: Set<String> = []
            while callers.count < 2, .now < deadline {
                let count: Int = try await people.hotel.value(
                    "SELECT count(*) FROM notifications WHERE kind = 'caller.blocked'"
                )
                guard count == 2 else {
                    await Task.yield()
                    continue
                }
                let list = try await people.ask("GET", "/api/v1/notifications", as: manager)
                let items = try #require(list.json["items"] as? [[String: Any]])
                callers = Set(items.compactMap { ($0["detail"] as? [String: Any])?["caller"] as? String })
            }
            #expect(callers.count == 2)
            #expect(callers.contains { $0.hasPrefix("staff:") } && callers.contains { $0.hasPrefix("key:") })
        }
    }

    @Test func `A flood from one address opens so many chats and is blocked; guests elsewhere notice nothing`()
        async throws
    {
        var chat = ChatConfiguration()
        chat.trustedProxies = IPNetwork("127.0.0.0/8").map { [$0] } ?? []
        chat.opens = RateLimit(maxRequests: 5, windowMs: 3_600_000)
        chat.block = BlockRule(refusals: 20, windowMs: 60_000, blockMs: 600_000)
        try await PeopleUnderTest.serving(chat: chat, working: true) { server in
            try await server.addChat()
            let flood = ["X-Forwarded-For": "203.0.113.9"]
            let body = #"{"endpointKey":"front"}"#
            var statuses: [Int] = []
            for _ in 0..<60 {
                statuses.append(
                    try await server.ask("POST", "/chat/v1/sessions", body: body, headers: flood).status
                )
            }
            #expect(statuses.filter { $0 == 201 }.count == 5)
            #expect(statuses.filter { $0 == 429 }.count == 55)
            let refused = try await server.ask("POST", "/chat/v1/sessions", body: body, headers: flood)
            #expect(Int(refused.headers["retry-after"] ?? "") ?? 0 <= 600)
            #expect(try await server.hotel.value("SELECT count(*) FROM guests", as: Int.self) == 5)
            let other = try await WebGuest.opening(server, headers: ["X-Forwarded-For": "203.0.113.10"])
            #expect(try await other.says("Hello").status == 202)
        }
    }
}
