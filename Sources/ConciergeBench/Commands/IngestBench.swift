import ArgumentParser
import Histogram

/// `concierge-bench ingest`: how many signed webhooks a second are accepted, committed.
struct IngestBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Accepts signed webhooks over real sockets, each committed before its 200."
    )

    private static let connections = 64

    @OptionGroup var options: BenchOptions

    /// One figure of ours with the reference beside it.
    private struct Round {
        var ours: LoadGenerator.Result
        /// The processor time of the serving process for one accepted message, in microseconds.
        var processorTime: Double
        /// That of PostgreSQL's processes for our connections, likewise.
        var databaseTime: Double
        var decisions: [String: Int]
        var reference: [PgBench.Run]
        var best: Double { reference.map(\.rate).max() ?? 0 }
    }

    func run() async throws {
        let sections = try await Laboratory.open(options) { laboratory in
            var section = Section("Accepting a message", command: options.command("ingest"))
            section.say(Self.method)
            var rows: [[String]] = []
            var details: [[String]] = []
            for guests in [WebhookMint.Guests.known, .strangers] {
                var rounds: [Round] = []
                for round in 1...options.rounds {
                    progress("ingest, \(guests.rawValue), round \(round)")
                    rounds.append(try await measure(guests, in: laboratory))
                }
                rows.append(row(guests, rounds))
                details += rounds.enumerated().map { detail(guests, $0 + 1, $1) }
            }
            section.table(["guests", "ours /s", "reference /s", "ratio", "p50", "p99", "max"], rows)
            section.say("Each round, the reference at `-c 1 · 8 · 16 · 64`; the processor time is that of one message:")
            section.table(
                [
                    "round", "ours /s", "reference /s", "ratio", "p99", "server µs", "PostgreSQL µs", "generator µs",
                    "decided",
                ],
                details
            )
            return [section]
        }
        for section in sections { section.publish() }
    }

    private static let method = """
        64 connections post single-message WhatsApp webhooks, each signed and from another guest, to the real edge and \
        router in a process of its own; a 200 is sent after the commit. Nobody works on the turns meanwhile. *Known* \
        guests have written before, *strangers* have not and become a guest and a conversation with the message. The \
        reference, in the same minute on a copy of the same database: `pgbench -M prepared -j 2`, one transaction of \
        plain statements a message that writes the same rows, the best of `-c 1, 8, 16, 64`. After each run the \
        messages stored are counted: as many as were acknowledged, or there is no figure.
        """

    private func measure(_ guests: WebhookMint.Guests, in laboratory: Laboratory) async throws -> Round {
        var bodyLength = 0
        var round = try await laboratory.withCopy { copy in
            let port = try Ports.free()
            let mint = try WebhookMint(guests, hotel: laboratory.hotel, port: port)
            bodyLength = mint.bodyLength
            let node = try laboratory.node(.ingest, on: copy, port: port)
            return try await laboratory.with(node, readyAt: ControlRequest(port: port, path: "/readyz")) { node in
                let before = node.processorSeconds ?? 0
                let load = LoadGenerator(
                    port: port,
                    connections: Self.connections,
                    warmUp: options.warmUp,
                    duration: options.duration
                )
                let ours = try await load.run(mint)
                let used = (node.processorSeconds ?? 0) - before
                let database = try await ProcessorTime.seconds(serving: copy, on: laboratory.server) ?? 0
                guard ours.refused == 0, ours.accepted > 0 else {
                    throw BenchError("\(ours.refused) webhooks were refused, \(ours.accepted) accepted")
                }
                let stored = try await StoredRows(in: copy, on: laboratory.server)
                try stored.check(accepted: ours.acceptedInAll)
                return Round(
                    ours: ours,
                    processorTime: used / Double(ours.acceptedInAll) * 1e6,
                    databaseTime: database / Double(ours.acceptedInAll) * 1e6,
                    decisions: stored.decisions,
                    reference: []
                )
            }
        }
        round.reference = try await laboratory.withCopy { copy in
            let bench = PgBench(url: copy.url, seconds: options.referenceSeconds)
            return try await ReferenceRuns(bench: bench, hotel: laboratory.hotel, bodyLength: bodyLength)
                .all(IngestScript(guests: guests).text)
        }
        return round
    }

    private func row(_ guests: WebhookMint.Guests, _ rounds: [Round]) -> [String] {
        [
            guests.rawValue,
            "**\(Figures.rate(Figures.median(rounds.map(\.ours.rate)) ?? 0))**",
            Figures.rate(Figures.median(rounds.map(\.best)) ?? 0),
            "**\(Figures.number(Figures.median(rounds.map { $0.ours.rate / $0.best }) ?? 0)) ×**",
            Figures.milliseconds(Figures.median(rounds.map { $0.ours.latency.valueAtPercentile(50) }) ?? 0),
            Figures.milliseconds(Figures.median(rounds.map { $0.ours.latency.valueAtPercentile(99) }) ?? 0),
            Figures.milliseconds(Figures.median(rounds.map { $0.ours.latency.max }) ?? 0),
        ]
    }

    private func detail(_ guests: WebhookMint.Guests, _ number: Int, _ round: Round) -> [String] {
        let decided = round.decisions.sorted { $0.key < $1.key }.map { "\($0.key) \(Figures.rate(Double($0.value)))" }
        return [
            "\(guests.rawValue) \(number)", Figures.rate(round.ours.rate), Figures.rates(round.reference.map(\.rate)),
            Figures.number(round.ours.rate / round.best) + " ×",
            Figures.milliseconds(round.ours.latency.valueAtPercentile(99)),
            Figures.number(round.processorTime, places: 0), Figures.number(round.databaseTime, places: 0),
            Figures.number(round.ours.processorSeconds / Double(max(1, round.ours.accepted)) * 1e6, places: 0),
            decided.joined(separator: ", "),
        ]
    }
}
