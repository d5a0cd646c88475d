package import CoreMetrics
import Synchronization

/// Keeps what the program measures through swift-metrics and writes it in the text format Prometheus reads.
///
/// Hot paths hold their `Counter` or `Timer` and touch one atomic or one short lock; only making one takes the
/// registry's own lock.
package final class PrometheusRegistry: MetricsFactory {
    private let definitions: [String: MetricDefinition]
    private let seriesLimit: Int
    private let families = Mutex<[String: MetricFamily]>([:])
    private let rejected: [Rejection: CounterCell]

    private enum Rejection: String, CaseIterable {
        case kind, name, cardinality
    }

    private static let rejectedName = "gateway_metrics_rejected_total"

    /// Makes an empty registry.
    ///
    /// - Parameters:
    ///   - definitions: the metrics that are known; others are kept too, without help text.
    ///   - seriesLimit: the most label sets kept per name.
    package init(_ definitions: [MetricDefinition] = MetricCatalogue.all, seriesLimit: Int = 500) {
        self.definitions = Dictionary(definitions.map { ($0.name, $0) }) { first, _ in first }
        self.seriesLimit = seriesLimit
        rejected = Dictionary(uniqueKeysWithValues: Rejection.allCases.map { ($0, CounterCell()) })
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        if case .counter(let cell) = cell(label, .counter, dimensions) { return cell }
        return DiscardedCell()
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        if case .counter(let cell) = cell(label, .counter, dimensions) { return cell }
        return DiscardedCell()
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        if case .gauge(let cell) = cell(label, .gauge, dimensions) { return cell }
        return DiscardedCell()
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        switch cell(label, aggregate ? .histogram : .gauge, dimensions) {
        case .gauge(let cell): cell
        case .histogram(let cell): cell
        default: DiscardedCell()
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        if case .histogram(let cell) = cell(label, .histogram, dimensions) { return cell }
        return DiscardedCell()
    }

    // Series stay when their handles go: a counter that vanished and came back would look like a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func cell(
        _ name: String,
        _ kind: MetricDefinition.Kind,
        _ dimensions: [(String, String)]
    ) -> MetricFamily.Cell? {
        let labels = dimensions.sorted { $0.0 < $1.0 }.map { MetricFamily.Label(name: $0.0, value: $0.1) }
        guard MetricNames.isValid(name), labels.allSatisfy({ MetricNames.isValidLabel($0.name) }) else {
            return reject(.name)
        }
        let found: (cell: MetricFamily.Cell, overflowed: Bool)? = families.withLock { families in
            let definition = definitions[name] ?? MetricDefinition(name, kind, "")
            guard families[name, default: MetricFamily(definition)].definition.kind == kind else { return nil }
            return families[name, default: MetricFamily(definition)].cell(labels, limit: seriesLimit)
        }
        guard let found else { return reject(.kind) }
        if found.overflowed { rejected[.cardinality]?.increment(by: 1 as Int64) }
        return found.cell
    }

    private func reject(_ reason: Rejection) -> MetricFamily.Cell? {
        rejected[reason]?.increment(by: 1 as Int64)
        return nil
    }

    /// Everything measured so far, in the text exposition format, version 0.0.4.
    ///
    /// - Parameter process: what to tell about the process itself; nil leaves it out.
    package func exposition(process: ProcessSample? = ProcessSample.current()) -> String {
        var families = families.withLock { $0 }
        addOwn(to: &families, process: process)
        var text = ""
        for (_, family) in families.sorted(by: { $0.key < $1.key }) {
            MetricExposition.write(family, to: &text)
        }
        return text
    }

    private func addOwn(to families: inout [String: MetricFamily], process: ProcessSample?) {
        for (reason, cell) in rejected where cell.value > 0 {
            let definition = definitions[Self.rejectedName] ?? MetricDefinition(Self.rejectedName, .counter, "")
            let labels = [MetricFamily.Label(name: "reason", value: reason.rawValue)]
            if case .counter(let shown) = families[Self.rejectedName, default: MetricFamily(definition)]
                .cell(labels, limit: .max).cell
            {
                shown.reset()
                shown.increment(by: cell.value)
            }
        }
        for (name, value) in process?.values ?? [] {
            guard let definition = definitions[name] else { continue }
            var family = MetricFamily(definition)
            switch family.cell([], limit: .max).cell {
            case .gauge(let cell): cell.set(value)
            case .counter(let cell): cell.increment(by: value)
            case .histogram: break
            }
            families[name] = family
        }
    }
}
