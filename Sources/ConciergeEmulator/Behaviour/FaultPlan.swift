/// Says at each call which fault strikes, if any. A value: the same calls give the same faults.
package struct FaultPlan<Strike: Fault>: Sendable {
    private var faults: [(fault: Strike, calls: Int, strikes: Int)]

    /// Begins to count.
    package init(_ faults: [Strike]) {
        self.faults = faults.map { ($0, 0, 0) }
    }

    /// Counts a call and names the fault that strikes it.
    package mutating func next() -> Strike? {
        var striking: Strike?
        for index in faults.indices {
            faults[index].calls += 1
            let (fault, calls, strikes) = faults[index]
            let isSpent = fault.times.map { strikes >= $0 } ?? false
            let isDue = fault.every.map { $0 > 0 && calls % $0 == 0 } ?? true
            guard striking == nil, !isSpent, isDue else { continue }
            faults[index].strikes += 1
            striking = fault
        }
        return striking
    }
}
