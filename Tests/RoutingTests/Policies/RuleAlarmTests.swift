import Domain
import Foundation
import Routing
import Testing

/// What did not work is told, and is not forgotten before it is.
@Suite struct RuleAlarmTests {
    private struct Down: Error {}

    @Test func `What could not be told is told the next time, with what came meanwhile`() async throws {
        let alarm = RuleAlarm()
        let (one, other) = (PropertyID(UUID()), PropertyID(UUID()))
        alarm.note(.broken, at: one)
        alarm.note(.broken, at: one)
        await #expect(throws: Down.self) {
            try await alarm.handOver { cases in
                #expect(cases.map { $0.property } == [one])
                alarm.note(.overBudget, at: other)
                throw Down()
            }
        }
        let told = try await alarm.handOver { $0.map { "\($0.property) \($0.kind)" }.sorted() }
        #expect(told == ["\(one) rules.broken", "\(other) rules.over_budget"].sorted())
        #expect(try await alarm.handOver { $0.count } == 0, "told once")
    }
}
