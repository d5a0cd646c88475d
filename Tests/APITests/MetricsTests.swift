import CoreMetrics
import Foundation
import Testing

@testable import API

/// What is measured and how it is written.
@Suite struct MetricsTests {
    private let registry = PrometheusRegistry(
        [
            MetricDefinition("requests_total", .counter, "Requests \\ and\nmore.", labels: ["path"]),
            MetricDefinition("depth", .gauge, "Depth."),
            MetricDefinition("seconds", .histogram, "Seconds.", buckets: [0.1, 1]),
        ],
        seriesLimit: 3
    )

    private var text: String { registry.exposition(process: nil) }

    private func counter(_ name: String, _ labels: [(String, String)] = []) -> Counter {
        Counter(label: name, dimensions: labels, factory: registry)
    }

    @Test func `A counter has help, type and one line per label set, all escaped`() {
        counter("requests_total", [("path", "a\"b\\c\nd")]).increment(by: 2)
        counter("requests_total", [("path", "/")]).increment()
        #expect(
            text == #"""
                # HELP requests_total Requests \\ and\nmore.
                # TYPE requests_total counter
                requests_total{path="/"} 1
                requests_total{path="a\"b\\c\nd"} 2

                """#
        )
    }

    @Test func `Counters never fall and add up from any number of tasks`() async {
        let shared = counter("requests_total")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<10_000 { shared.increment() } } }
        }
        shared.increment(by: -5)
        #expect(text.contains("requests_total 80000\n"))
    }

    @Test func `Gauges are set, raised and lowered`() {
        let gauge = Meter(label: "depth", dimensions: [], factory: registry)
        gauge.set(5)
        gauge.increment(by: 2.5)
        gauge.decrement(by: 1)
        #expect(text.contains("depth 6.5\n"))
        Gauge(label: "depth", dimensions: [], factory: registry).record(-3)
        #expect(text.contains("depth -3\n"))
    }

    @Test func `Histograms cumulate their buckets and tell sum and count`() {
        let timer = Timer(label: "seconds", dimensions: [("r", "x")], preferredDisplayUnit: .seconds, factory: registry)
        timer.recordNanoseconds(50_000_000)
        timer.recordNanoseconds(100_000_000)
        timer.recordNanoseconds(500_000_000)
        timer.recordNanoseconds(2_000_000_000)
        #expect(
            text == """
                # HELP seconds Seconds.
                # TYPE seconds histogram
                seconds_bucket{r="x",le="0.1"} 2
                seconds_bucket{r="x",le="1"} 3
                seconds_bucket{r="x",le="+Inf"} 4
                seconds_sum{r="x"} 2.65
                seconds_count{r="x"} 4

                """
        )
    }

    @Test func `The order of labels does not matter`() {
        counter("requests_total", [("a", "1"), ("b", "2")]).increment()
        counter("requests_total", [("b", "2"), ("a", "1")]).increment()
        #expect(text.contains(#"requests_total{a="1",b="2"} 2"#))
    }

    @Test func `A name used for another kind is kept out and reported`() {
        counter("requests_total").increment()
        Meter(label: "requests_total", dimensions: [], factory: registry).set(99)
        Timer(label: "depth", dimensions: [], preferredDisplayUnit: .seconds, factory: registry).recordNanoseconds(1)
        #expect(text.contains("requests_total 1\n"))
        #expect(text.contains(#"gateway_metrics_rejected_total{reason="kind"} 2"#))
    }

    @Test func `Names and labels the format does not allow are kept out and reported`() {
        counter("no-dash").increment()
        counter("1st").increment()
        counter("requests_total", [("le", "x")]).increment()
        counter("requests_total", [("b-d", "x")]).increment()
        #expect(!text.contains("no-dash"))
        #expect(text.contains(#"gateway_metrics_rejected_total{reason="name"} 4"#))
    }

    @Test func `Labels that grow without bound end in one series`() {
        for number in 0..<10 { counter("requests_total", [("path", "\(number)")]).increment() }
        #expect(text.contains(#"requests_total{path="other"} 7"#))
        #expect(text.contains(#"requests_total{path="2"} 1"#))
        #expect(!text.contains(#"path="3""#))
        #expect(text.contains(#"gateway_metrics_rejected_total{reason="cardinality"} 7"#))
    }

    @Test func `The process tells its memory, time and files`() {
        let text = PrometheusRegistry().exposition()
        for name in [
            "process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds",
            "process_start_time_seconds",
        ] {
            #expect(text.contains("\n\(name) ") || text.hasPrefix("\(name) "))
        }
    }
}

/// The catalogue is what the program emits and what the page says.
@Suite struct MetricCatalogueTests {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every metric's name in the sources outside the catalogue, with the kind its call makes it.
    private func emitted() throws -> [String: MetricDefinition.Kind] {
        let call = /(Counter|FloatingPointCounter|Meter|Gauge|Timer|Recorder)\(\s*label: "([^"]+)"/
        let own = /own\("(gateway_[a-z_]+)"\)/
        var found: [String: MetricDefinition.Kind] = [:]
        let files = FileManager.default.enumerator(
            at: Self.root.appending(path: "Sources"),
            includingPropertiesForKeys: nil
        )
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift", !file.path.contains("ConciergeBench") else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: call) {
                let kind: MetricDefinition.Kind =
                    switch match.1 {
                    case "Counter", "FloatingPointCounter": .counter
                    case "Meter", "Gauge": .gauge
                    default: .histogram
                    }
                found[String(match.2)] = kind
            }
            for match in text.matches(of: own) { found[String(match.1)] = .gauge }
        }
        return found
    }

    /// Made by the registry itself rather than through swift-metrics.
    private static let own = ["gateway_metrics_rejected_total"]

    @Test func `Every metric the program emits is in the catalogue with its kind, and the catalogue holds no other`()
        throws
    {
        let emitted = try emitted()
        let catalogue = Dictionary(MetricCatalogue.all.map { ($0.name, $0.kind) }) { first, _ in first }
        #expect(catalogue.count == MetricCatalogue.all.count)
        for (name, kind) in emitted { #expect(catalogue[name] == kind, "\(name)") }
        let unused = catalogue.keys.filter { emitted[$0] == nil && !$0.hasPrefix("process_") && !Self.own.contains($0) }
        #expect(unused.sorted() == [])
    }

    @Test func `The page lists the catalogue; CONCIERGE_WRITE_DOCS=1 writes it`() throws {
        let page = Self.root.appending(path: "docs/metrics.md")
        if ProcessInfo.processInfo.environment["CONCIERGE_WRITE_DOCS"] == "1" {
            try MetricsDocument.text.write(to: page, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == MetricsDocument.text)
    }

    @Test func `Names follow the format, counters end in total, times in seconds`() {
        for metric in MetricCatalogue.all {
            #expect(MetricNames.isValid(metric.name))
            #expect(metric.labels.allSatisfy(MetricNames.isValidLabel))
            #expect((metric.kind == .counter) == metric.name.hasSuffix("_total"), "\(metric.name)")
            #expect(metric.help.hasSuffix("."))
            #expect(metric.buckets == metric.buckets.sorted())
        }
    }
}
