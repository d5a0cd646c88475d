import ArgumentParser
import Foundation
import Histogram

/// `concierge-bench latency`: what the gateway itself adds between a guest's committed word and our answer leaving.
struct LatencyBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "An idle gateway, one message at a time: from the 200 to the call of the channel."
    )

    @OptionGroup var options: BenchOptions

    private var samples: Int { options.quick ? 200 : 2000 }

    func run() async throws {
        let all = try await Laboratory.open(options, knownGuests: 2500) { laboratory in
            var all: [LatencyProbe.Result] = []
            for round in 1...options.rounds {
                progress("latency, round \(round)")
                all.append(try await measure(in: laboratory))
            }
            return all
        }
        var section = Section("The gateway's own latency", command: options.command("latency"))
        section.say(
            """
            `concierge serve`, idle, accumulation 0; engine and provider are an HTTP server in the measuring process that \
            answers at once, so one round trip to the engine is inside. \(samples) messages one after the other, 10 ms \
            apart, each from another guest: from the moment its 200 was read (the commit) to the moment the provider \
            is called with the answer.
            """
        )
        section.table(
            ["", "p50", "p99", "max"],
            [
                row("200 → channel call", all.map(\.answer)),
                row("request → 200", all.map(\.accept)),
            ]
        )
        section.publish()
    }

    private func row(_ title: String, _ rounds: [Histogram<UInt64>]) -> [String] {
        [
            title,
            "**\(Figures.milliseconds(Figures.median(rounds.map { $0.valueAtPercentile(50) }) ?? 0))**",
            "**\(Figures.milliseconds(Figures.median(rounds.map { $0.valueAtPercentile(99) }) ?? 0))**",
            Figures.milliseconds(Figures.median(rounds.map(\.max)) ?? 0),
        ]
    }

    private func measure(in laboratory: Laboratory) async throws -> LatencyProbe.Result {
        try await laboratory.withCopy { copy in
            let port = try Ports.free()
            let stubPort = try Ports.free()
            let arrivals = Arrivals()
            let stub = Task { try await StubProvider(arrivals: arrivals).run(port: stubPort) }
            defer { stub.cancel() }
            let server = try laboratory.serve(
                on: copy,
                port: port,
                [
                    "--engine-kind", "http", "--engine-url", "http://127.0.0.1:\(stubPort)/engine",
                    "--whatsapp-graph-url", "http://127.0.0.1:\(stubPort)/v23.0",
                ]
            )
            return try await laboratory.with(server, readyAt: ControlRequest(port: port, path: "/readyz")) { _ in
                let mint = try WebhookMint(.known, hotel: laboratory.hotel, port: port)
                return try await LatencyProbe(port: port, samples: samples, arrivals: arrivals).run(mint)
            }
        }
    }
}
