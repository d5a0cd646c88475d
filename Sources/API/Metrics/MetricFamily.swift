/// All series of one name.
struct MetricFamily {
    /// One series' storage.
    enum Cell {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case histogram(HistogramCell)
    }

    /// A label and its value.
    struct Label: Hashable {
        var name: String
        var value: String
    }

    let definition: MetricDefinition
    private(set) var series: [[Label]: Cell] = [:]

    init(_ definition: MetricDefinition) {
        self.definition = definition
    }

    /// The series with these labels, made when new. Past `limit` series all newcomers share one labelled `other`:
    /// labels that grow without bound must not grow memory without bound.
    mutating func cell(_ labels: [Label], limit: Int) -> (cell: Cell, overflowed: Bool) {
        if let known = series[labels] { return (known, false) }
        guard series.count >= limit, !labels.isEmpty else { return (add(labels), false) }
        let shared = labels.map { Label(name: $0.name, value: "other") }
        return (series[shared] ?? add(shared), true)
    }

    private mutating func add(_ labels: [Label]) -> Cell {
        let cell: Cell =
            switch definition.kind {
            case .counter: .counter(CounterCell())
            case .gauge: .gauge(GaugeCell())
            case .histogram: .histogram(HistogramCell(bounds: definition.buckets))
            }
        series[labels] = cell
        return cell
    }
}
