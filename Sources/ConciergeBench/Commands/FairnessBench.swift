import ArgumentParser
import Channels
import Domain
import Foundation
import Histogram
import Store

/// `concierge-bench fairness`: what one hotel's guests notice of another hotel's flood.
struct FairnessBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fairness",
        abstract: "One hotel writes a hundred times as much as another, whose guests' waiting is measured."
    )

    private struct Outcome: Sendable {
        var idle: Histogram<UInt64>
        var flooded: Histogram<UInt64>
        /// What the flooding hotel got accepted a second meanwhile.
        var floodRate: Double
    }

    @OptionGroup var options: BenchOptions

    private static let floodingNumber = "200000000000002"
    /// Messages a second of the quiet hotel, and of the other.
    private static let (quiet, flooding) = (3, 300)
    private static let thinking = Duration.milliseconds(20)
    private var samples: Int { options.quick ? 20 : 300 }

    func run() async throws {
        let outcome = try await Laboratory.open(options, knownGuests: 2500) { try await measure(in: $0) }
        var section = Section("One hotel's flood, another's guests", command: options.command("fairness"))
        section.say(
            """
            Two hotels on one `concierge serve`. Guests of the first write \(Self.quiet) messages a second, \(samples) of \
            them, each answered by an engine that takes \(Self.thinking / .milliseconds(1)) ms: from the 200 to the call of \
            the channel, first alone, then while guests of the second hotel are to write \
            \(Self.flooding / Self.quiet) times as much: \(Figures.rate(outcome.floodRate)) messages/s were accepted.
            """
        )
        section.table(
            ["the first hotel's guests", "p50", "p99", "max"],
            [row("alone", outcome.idle), row("beside the flood", outcome.flooded)]
        )
        let ratio = Double(outcome.flooded.valueAtPercentile(99)) / Double(max(1, outcome.idle.valueAtPercentile(99)))
        section.say("p99 beside the flood: **\(String(format: "%.2f", ratio)) ×** that of the hotel alone.")
        section.publish()
    }

    private func row(_ title: String, _ times: Histogram<UInt64>) -> [String] {
        [
            title, Figures.milliseconds(times.valueAtPercentile(50)),
            "**\(Figures.milliseconds(times.valueAtPercentile(99)))**", Figures.milliseconds(times.max),
        ]
    }

    private func measure(in laboratory: Laboratory) async throws -> Outcome {
        try await laboratory.withCopy { copy in
            try await addFloodingHotel(laboratory, to: copy)
            let (port, stubPort) = (try Ports.free(), try Ports.free())
            let arrivals = Arrivals()
            let stub = Task {
                try await StubProvider(arrivals: arrivals, thinking: Self.thinking).run(port: stubPort)
            }
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
                let hotel = laboratory.hotel
                let probe = LatencyProbe(
                    port: port,
                    samples: samples,
                    arrivals: arrivals,
                    rest: 1 / Double(Self.quiet)
                )
                progress("fairness, alone")
                let idle = try await probe.run(try WebhookMint(.known, hotel: hotel, port: port))
                progress("fairness, beside the flood")
                let flood = Flood(
                    try WebhookMint(.known, hotel: hotel, port: port, phoneNumberID: Self.floodingNumber),
                    port: port,
                    rate: Self.flooding
                )
                let began = ContinuousClock.now
                let flooded = try await probe.run(try WebhookMint(.known, hotel: hotel, port: port, skipping: 1000))
                let seconds = (ContinuousClock.now - began) / .seconds(1)
                return Outcome(
                    idle: idle.answer,
                    flooded: flooded.answer,
                    floodRate: Double(try flood.stop()) / seconds
                )
            }
        }
    }

    private func addFloodingHotel(_ laboratory: Laboratory, to copy: Laboratory.Copy) async throws {
        guard let key = Data(base64Encoded: laboratory.hotel.secretsKey) else {
            throw BenchError("the key is no base64")
        }
        try await laboratory.server.withConnection(to: copy.name) { connection in
            let property = try await PropertyStore(connection).add(slug: "flood", name: "Flooding Hotel")
            var endpoint = NewEndpoint(
                property: property.id,
                channel: .whatsapp,
                provider: "whatsapp",
                address: Self.floodingNumber
            )
            endpoint.accumulation = .zero
            let credentials = EndpointCredentials(
                accessToken: "bench-token",
                appSecrets: [BenchHotel.appSecret],
                verifyToken: "bench"
            )
            _ = try await EndpointStore(connection).add(
                endpoint,
                credentials: Array(try JSONEncoder().encode(credentials)),
                box: try SecretBox(key: Array(key))
            )
        }
    }
}
