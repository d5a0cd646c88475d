import CoreMetrics
import Synchronization

/// One series' value that rises, whole or in parts.
final class CounterCell: CounterHandler, FloatingPointCounterHandler {
    // Whole steps are one atomic addition; parts are rare and go through the other field.
    private let whole = Atomic<Int64>(0)
    private let parts = Mutex(0.0)

    /// The total.
    var value: Double { Double(whole.load(ordering: .relaxed)) + parts.withLock { $0 } }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        parts.withLock { $0 += amount }
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        parts.withLock { $0 = 0 }
    }
}

/// One series' value that goes up and down.
final class GaugeCell: MeterHandler, RecorderHandler {
    private let bits = Atomic<UInt64>(0)

    /// The value last set.
    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func decrement(by amount: Double) { increment(by: -amount) }

    func increment(by amount: Double) {
        var current = bits.load(ordering: .relaxed)
        while true {
            let next = (Double(bitPattern: current) + amount).bitPattern
            let result = bits.compareExchange(expected: current, desired: next, ordering: .relaxed)
            if result.exchanged { return }
            current = result.original
        }
    }
}

/// One series' distribution.
final class HistogramCell: RecorderHandler, TimerHandler {
    /// What a histogram holds at one moment.
    struct Snapshot {
        /// How many values fell into each bucket, the last one being without bound; not yet cumulated.
        var counts: [UInt64]
        var sum: Double
    }

    private let bounds: [Double]
    private let state: Mutex<Snapshot>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(Snapshot(counts: Array(repeating: 0, count: bounds.count + 1), sum: 0))
    }

    /// The distribution so far.
    var snapshot: Snapshot { state.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        // A dozen bounds: walking them beats a search.
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }
}

/// Takes measurements that cannot be kept, so that a mistake in a name never breaks the work measured.
final class DiscardedCell: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    func increment(by: Int64) {}
    func increment(by: Double) {}
    func decrement(by: Double) {}
    func set(_: Int64) {}
    func set(_: Double) {}
    func record(_: Int64) {}
    func record(_: Double) {}
    func recordNanoseconds(_: Int64) {}
    func reset() {}
}
