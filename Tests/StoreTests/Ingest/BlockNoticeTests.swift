import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// People are told who is not listened to: once an hour, however often it happens.
@Suite struct BlockNoticeTests {
    @Test func `A hotel's caller is told once an hour, addresses together, and of a hotel that is gone nothing`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let notices = BlockNotices(hotel.pool)
            func block(_ caller: String, _ property: PropertyID?, _ bucket: String = "people") -> CallerBlock {
                CallerBlock(bucket: bucket, caller: caller, property: property, time: .seconds(300))
            }
            #expect(try await notices.tell([]) == [])
            let gone = PropertyID(UUID())
            let told = try await notices.tell([
                block("key:1", hotel.property), block("key:1", hotel.property), block("key:2", hotel.property),
                block("key:1", hotel.property, "inbound"), block("key:3", gone),
                block("address:a", nil), block("address:b", nil), block("address:a", nil, "chat_opens"),
            ])
            #expect(told.count == 3)
            #expect(try await notices.tell([block("key:1", hotel.property), block("address:c", nil)]) == [])
            let callers: [String] = try await hotel.values(
                """
                SELECT (detail ->> 'bucket') || ' ' || (detail ->> 'caller') FROM notifications
                WHERE kind = 'caller.blocked' AND (detail ->> 'until')::timestamptz > now() ORDER BY 1
                """
            )
            #expect(
                callers == [
                    "chat_opens address:a", "inbound key:1", "people address:a", "people key:1", "people key:2",
                ]
            )
            try await hotel.run("UPDATE notifications SET created_at = now() - interval '2 hours'")
            #expect(try await notices.tell([block("key:1", hotel.property)]) == [hotel.property])
        }
    }

    @Test func `Two nodes that refuse the same caller tell of it once`() async throws {
        try await Hotel.withOne(connections: 4) { hotel in
            let notices = BlockNotices(hotel.pool)
            for round in 0..<200 {
                let block = CallerBlock(
                    bucket: "people",
                    caller: "key:\(round)",
                    property: hotel.property,
                    time: .seconds(300)
                )
                async let one = notices.tell([block])
                async let other = notices.tell([block])
                let told = try await [one, other]
                #expect(told.map(\.count).sorted() == [0, 1])
            }
        }
    }
}
