import Domain
import Foundation
import Testing

@testable import Routing

/// Who is not listened to, until people are told.
@Suite struct BlockAlarmTests {
    private func block(_ caller: String, of property: PropertyID? = nil, _ bucket: String = "people") -> CallerBlock {
        CallerBlock(bucket: bucket, caller: caller, property: property, time: .seconds(300))
    }

    @Test func `A flood from everywhere is one block of an address, and a hotel's own caller is told of beside it`()
        async throws
    {
        let alarm = BlockAlarm()
        let hotel = PropertyID(UUID())
        for number in 0..<1000 { alarm.note(block("address:\(number)")) }
        alarm.note(block("address:1", "chat_opens"))
        alarm.note(block("key:1", of: hotel))
        let told = try await alarm.handOver { $0.map(\.caller) }
        #expect(told == ["address:0", "address:1", "key:1"])
        #expect(try await alarm.handOver { $0.count } == 0)
    }

    @Test func `What could not be told is told again, and of too many callers only so many`() async throws {
        struct Away: Error {}
        let alarm = BlockAlarm()
        let hotel = PropertyID(UUID())
        for number in 0..<1000 { alarm.note(block("key:\(number)", of: hotel)) }
        await #expect(throws: Away.self) { try await alarm.handOver { _ in throw Away() } }
        #expect(try await alarm.handOver { $0.count } == 200)
    }
}
