import ArgumentParser
import Domain
import Foundation
import Histogram
import Triage

/// `concierge-bench rules`: what a thousand routing rules cost a message.
struct RulesBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Messages in eleven languages held against 1,000 routing rules, none of which fits."
    )

    @OptionGroup var options: BenchOptions

    private var samples: Int { options.quick ? 500 : 5000 }

    func run() async throws {
        var section = Section("Rules before the engine", command: options.command("rules"))
        section.say(
            """
            Messages in eleven languages are held against a hotel's routing rules, one after the other on one thread: \
            half of the rules look for words in three languages, the others for patterns, parts of words, intents, \
            hours and languages. No rule fits, so all are looked at, and what to do is worked out for all eight \
            standings of a lane. Cutting the message into words is counted. In processor time of the thread.
            """
        )
        var rows: [[String]] = []
        for count in [0, 10, 100, 1000] {
            progress("rules: \(count)")
            let samples = samples
            let rounds = try await onThread { [rounds = options.rounds] in
                try (0..<rounds).map { _ in try Self.measure(count, samples: samples) }
            }
            rows.append([
                "\(Figures.rate(Double(count))) rules",
                Self.microseconds(Figures.median(rounds.map { $0.times.valueAtPercentile(50) }) ?? 0),
                "**\(Self.microseconds(Figures.median(rounds.map { $0.times.valueAtPercentile(99) }) ?? 0))**",
                Self.microseconds(Figures.median(rounds.map(\.times.max)) ?? 0),
                "\(Figures.number(Double(Figures.median(rounds.map(\.preparation)) ?? 0) / 1e6, places: 1)) ms",
            ])
        }
        section.table(["", "p50", "p99", "max", "made ready in, once a version"], rows)
        section.publish()
    }

    private struct Round {
        var times: Histogram<UInt64>
        /// In nanoseconds.
        var preparation: UInt64
    }

    private static func measure(_ count: Int, samples: Int) throws -> Round {
        let zone = TimeZone(identifier: "Europe/Lisbon") ?? .gmt
        let start = ThreadTime.now()
        // A Saturday night, so that the rules for it are looked at to their end.
        let night = try Date("2026-11-21T23:00:00Z", strategy: .iso8601)
        let rules = try CompiledRules(SampleRules.policy(count), version: 1, timezone: zone, locale: "en")
        let preparation = nanoseconds(since: start)
        var times = Histogram<UInt64>(highestTrackableValue: 10_000_000_000, numberOfSignificantValueDigits: .three)
        for sample in 0..<(samples + 50) {
            let text = SampleRules.messages[sample % SampleRules.messages.count]
            let start = ThreadTime.now()
            let verdict = rules.evaluate(RuleMessage(text, channel: .whatsapp), at: night)
            let time = nanoseconds(since: start)
            guard verdict.routes == nil, !verdict.isOverBudget else { throw BenchError("a rule fitted “\(text)”") }
            if sample >= 50 { times.record(time) }
        }
        return Round(times: times, preparation: preparation)
    }

    private static func nanoseconds(since start: Duration) -> UInt64 {
        UInt64(max(0, (ThreadTime.now() - start) / .nanoseconds(1)))
    }

    private static func microseconds(_ nanoseconds: UInt64) -> String {
        Figures.number(Double(nanoseconds) / 1000, places: 1) + " µs"
    }
}
