/// `docs/metrics.md`: the catalogue as a page. A test keeps the two the same.
package enum MetricsDocument {
    /// The page.
    package static var text: String {
        var text = """
            # Metrics

            Served on `/metrics` in the Prometheus text format: behind `metrics.token` as a bearer token, or on
            `metrics.port`; with neither set, to loopback only. Histograms of time are in seconds.

            | Name | Kind | Labels | What it tells |
            |---|---|---|---|

            """
        for metric in MetricCatalogue.all {
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            text += "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |\n"
        }
        return text
    }
}
