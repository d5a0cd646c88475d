/// What a metric is, before anything was counted.
package struct MetricDefinition: Sendable, Hashable {
    /// How its values are kept and shown.
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// Its name, as scraped.
    package var name: String
    package var kind: Kind
    /// What it tells, in one sentence.
    package var help: String
    /// The names of its labels.
    package var labels: [String]
    /// The upper bounds of a histogram's buckets, rising.
    package var buckets: [Double]

    /// Names every part.
    package init(
        _ name: String,
        _ kind: Kind,
        _ help: String,
        labels: [String] = [],
        buckets: [Double] = MetricDefinition.latencyBuckets
    ) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.buckets = buckets
    }

    /// Seconds, from a millisecond to half a minute.
    package static let latencyBuckets: [Double] = [
        0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]

    /// Counts of things, doubling.
    package static let sizeBuckets: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256]
}
