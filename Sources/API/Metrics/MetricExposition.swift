/// Which names the text format allows.
enum MetricNames {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    static func isValid(_ name: String) -> Bool { check(name, allowing: ":") }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`, and not one that the format itself uses.
    static func isValidLabel(_ name: String) -> Bool {
        check(name, allowing: "_") && !name.hasPrefix("__") && name != "le"
    }

    private static func check(_ name: String, allowing extra: Character) -> Bool {
        guard let first = name.first, first.isASCII, first.isLetter || first == "_" || first == extra else {
            return false
        }
        return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == extra) }
    }
}

/// Writes the Prometheus text format.
enum MetricExposition {
    /// What the text is, for `Content-Type`.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Writes one name with all its series, sorted, so that two scrapes compare line by line.
    static func write(_ family: MetricFamily, to text: inout String) {
        let name = family.definition.name
        if !family.definition.help.isEmpty {
            text += "# HELP \(name) \(escape(family.definition.help, quotes: false))\n"
        }
        text += "# TYPE \(name) \(family.definition.kind.rawValue)\n"
        let series = family.series.map { (labels: labelText($0.key), cell: $0.value) }.sorted { $0.labels < $1.labels }
        for (labels, cell) in series {
            switch cell {
            case .counter(let cell): line(name, labels, cell.value, to: &text)
            case .gauge(let cell): line(name, labels, cell.value, to: &text)
            case .histogram(let cell): histogram(name, labels, cell.snapshot, family.definition.buckets, to: &text)
            }
        }
    }

    private static func histogram(
        _ name: String,
        _ labels: String,
        _ snapshot: HistogramCell.Snapshot,
        _ bounds: [Double],
        to text: inout String
    ) {
        var total: UInt64 = 0
        for (index, count) in snapshot.counts.enumerated() {
            total += count
            let bound = index < bounds.count ? number(bounds[index]) : "+Inf"
            let comma = labels.isEmpty ? "" : ","
            text += "\(name)_bucket{\(labels)\(comma)le=\"\(bound)\"} \(total)\n"
        }
        line(name + "_sum", labels, snapshot.sum, to: &text)
        line(name + "_count", labels, Double(total), to: &text)
    }

    private static func line(_ name: String, _ labels: String, _ value: Double, to text: inout String) {
        text += labels.isEmpty ? "\(name) \(number(value))\n" : "\(name){\(labels)} \(number(value))\n"
    }

    private static func labelText(_ labels: [MetricFamily.Label]) -> String {
        labels.map { "\($0.name)=\"\(escape($0.value, quotes: true))\"" }.joined(separator: ",")
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int64(value))" }
        return "\(value)"
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
