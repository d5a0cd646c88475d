import Domain
import Metrics

/// What the publisher counts.
struct EventMetrics: Sendable {
    private let lag = Timer(label: "gateway_events_lag_seconds")
    private let published = Counter(label: "gateway_events_published_total")
    private let pages = Counter(label: "gateway_events_pages_total")
    private let localHints = Counter(label: "gateway_events_hints_total", dimensions: [("from", "here")])
    private let remoteHints = Counter(label: "gateway_events_hints_total", dimensions: [("from", "other_node")])
    private let missedHints = Counter(label: "gateway_events_missed_hints_total")
    private let gaps = Counter(label: "gateway_events_gaps_total")
    private let unreadable = Counter(label: "gateway_events_unreadable_total")
    private let followers = Gauge(label: "gateway_events_followers")
    private let failures = Counter(label: "gateway_database_failures_total", dimensions: [("operation", "events")])

    func read(ages: some Sequence<Duration>, count: Int) {
        pages.increment()
        guard count > 0 else { return }
        published.increment(by: count)
        for age in ages { lag.record(duration: age) }
    }

    func hinted(here: Bool) { (here ? localHints : remoteHints).increment() }

    func missedHint() { missedHints.increment() }

    func told(gaps count: Int) { gaps.increment(by: count) }

    func following(_ count: Int) { followers.record(count) }

    func skipped(_ count: Int) { unreadable.increment(by: count) }

    func failed() { failures.increment() }
}
