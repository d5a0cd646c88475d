import ConciergeEmulator
import Foundation
import Testing

@Suite struct FaultPlanTests {
    private func strikes(_ faults: [EngineFault], calls: Int) -> [EngineFault.Kind?] {
        var plan = FaultPlan(faults)
        return (0..<calls).map { _ in plan.next()?.kind }
    }

    @Test func `without limits it strikes always, without faults never`() {
        #expect(strikes([EngineFault(kind: .hold)], calls: 3) == [.hold, .hold, .hold])
        #expect(strikes([], calls: 2) == [nil, nil])
    }

    @Test func `it strikes the next so many, or every so many, or both`() {
        #expect(strikes([EngineFault(kind: .hold, times: 2)], calls: 4) == [.hold, .hold, nil, nil])
        #expect(strikes([EngineFault(kind: .hold, every: 3)], calls: 6) == [nil, nil, .hold, nil, nil, .hold])
        #expect(strikes([EngineFault(kind: .hold, times: 1, every: 2)], calls: 5) == [nil, .hold, nil, nil, nil])
    }

    @Test func `of two that are due the first strikes`() {
        let faults = [EngineFault(kind: .close, times: 1), EngineFault(kind: .hold, every: 2)]
        #expect(strikes(faults, calls: 4) == [.close, .hold, nil, .hold])
    }

    @Test(arguments: [0, 100, 5000, -1]) func `a status that no answer can have is refused`(status: Int) {
        for side in ["graph", "engine"] {
            let text = #"{"\#(side)":{"faults":[{"kind":"error","status":\#(status)}]}}"#
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(Behaviour.self, from: Data(text.utf8)) }
        }
    }

    @Test func `a ring keeps the last, in order`() {
        var ring = Ring<Int>(capacity: 3)
        for number in 1...5 { ring.append(number) }
        #expect(ring.elements == [3, 4, 5])
        ring.removeAll()
        ring.append(9)
        #expect(ring.elements == [9])
        #expect(ring.count == 1)
    }
}
