import ArgumentParser
import Foundation
import Synchronization

/// `concierge-bench turn`: how many whole turns a second: accepted, answered, handed over, their status stored.
struct TurnBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "turn",
        abstract: "Whole turns: accept, engine, reply handed to the channel, status stored."
    )

    private static let connections = 64
    /// How many guests wait for their answer at most.
    private static let outstanding = 256

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let section = try await Laboratory.open(options) { laboratory in
            var immediate: [Figure] = []
            var overHTTP: [Figure] = []
            var reference: [[PgBench.Run]] = []
            for round in 1...options.rounds {
                progress("turn, round \(round)")
                immediate.append(try await measureImmediate(in: laboratory))
                overHTTP.append(try await measureOverHTTP(in: laboratory))
                reference.append(try await measureReference(in: laboratory))
            }
            let best = reference.map { $0.map(\.rate).max() ?? 0 }
            var section = Section("A whole turn", command: options.command("turn"))
            section.say(Self.method)
            section.table(
                [
                    "engine and provider", "ours /s", "reference /s", "ratio", "each round /s", "server µs",
                    "PostgreSQL µs",
                ],
                [
                    row("in the server's process, at once", immediate, best),
                    row("over HTTP, the emulator on the same two cores", overHTTP, best),
                ]
            )
            section.say(
                "The reference at `-c 1 · 8 · 16 · 64`, each round: "
                    + reference.map { Figures.rates($0.map(\.rate)) }.joined(separator: "; ") + "."
            )
            return section
        }
        section.publish()
    }

    private static let method = """
        Known guests write over 64 connections, at most 256 waiting for their answer; a turn counts when the provider's \
        *delivered* status of its answer is committed. In the first row engine and provider are functions in the \
        server's process that answer at once (statuses are still signed, verified and parsed); in the second \
        `concierge serve` speaks HTTP with `concierge-emulator` for both. The reference: `pgbench -M prepared -j 2`, a \
        transaction for each of accept, claim, finish, claim delivery, finish delivery, merge status, writing the same \
        rows, with no engine and no provider at all; the best of `-c 1, 8, 16, 64`. After each run of ours every \
        acknowledged message has been answered and its status stored, or there is no figure.
        """

    /// One run of ours.
    private struct Figure {
        /// Turns per second.
        var rate: Double
        /// The processor time of one turn in the server's process and in PostgreSQL's for its connections, in microseconds.
        var serverTime: Double
        var databaseTime: Double
    }

    private func row(_ title: String, _ figures: [Figure], _ reference: [Double]) -> [String] {
        let ours = figures.map(\.rate)
        return [
            title, "**\(Figures.rate(Figures.median(ours) ?? 0))**", Figures.rate(Figures.median(reference) ?? 0),
            "**\(Figures.number(Figures.median(zip(ours, reference).map { $0 / $1 }) ?? 0)) ×**", Figures.rates(ours),
            Figures.number(Figures.median(figures.map(\.serverTime)) ?? 0, places: 0),
            Figures.number(Figures.median(figures.map(\.databaseTime)) ?? 0, places: 0),
        ]
    }

    private func measureReference(in laboratory: Laboratory) async throws -> [PgBench.Run] {
        try await laboratory.withCopy { copy in
            let mint = try WebhookMint(.known, hotel: laboratory.hotel, port: 80)
            let bench = PgBench(url: copy.url, seconds: options.referenceSeconds)
            return try await ReferenceRuns(bench: bench, hotel: laboratory.hotel, bodyLength: mint.bodyLength)
                .all(TurnScript.text)
        }
    }

    private func measureImmediate(in laboratory: Laboratory) async throws -> Figure {
        try await laboratory.withCopy { copy in
            let port = try Ports.free()
            let node = try laboratory.node(.turns, on: copy, port: port)
            return try await laboratory.with(node, readyAt: ControlRequest(port: port, path: "/readyz")) { node in
                try await rate(of: laboratory, on: copy, server: node, port: port) {
                    let text = try await ControlRequest(port: port, path: "/metrics").body()
                    guard let count = Int(String(decoding: text, as: UTF8.self)) else {
                        throw BenchError("the server does not count")
                    }
                    return count
                }
            }
        }
    }

    private func measureOverHTTP(in laboratory: Laboratory) async throws -> Figure {
        try await laboratory.withCopy { copy in
            let port = try Ports.free()
            let emulatorPort = try Ports.free()
            let emulated = "http://127.0.0.1:\(emulatorPort)"
            let counts = ControlRequest(port: emulatorPort, path: "/counts")
            let emulator = try Child(
                laboratory.programs.path("concierge-emulator"),
                [
                    "--port", String(emulatorPort), "--webhook-url", "http://127.0.0.1:\(port)/webhooks/whatsapp",
                    "--app-secret", BenchHotel.appSecret, "--phone-number-id", BenchHotel.phoneNumberID, "--statuses",
                    "delivered", "--status-delay", "0", "--keep", "1000",
                ]
            )
            return try await laboratory.with(emulator, readyAt: counts) { _ in
                let server = try laboratory.serve(
                    on: copy,
                    port: port,
                    [
                        "--engine-kind", "http", "--engine-url", emulated + "/engine", "--whatsapp-graph-url",
                        emulated + "/v23.0",
                    ]
                )
                return try await laboratory.with(server, readyAt: ControlRequest(port: port, path: "/readyz")) {
                    server in
                    try await rate(of: laboratory, on: copy, server: server, port: port) {
                        let bytes = try await counts.body()
                        return try JSONDecoder().decode(EmulatorCounts.self, from: Data(bytes)).statusesDelivered
                    }
                }
            }
        }
    }

    private struct EmulatorCounts: Decodable {
        var statusesDelivered: Int
    }

    /// Lets guests write and counts the turns that come to their end.
    private func rate(
        of laboratory: Laboratory,
        on copy: Laboratory.Copy,
        server: Child,
        port: Int,
        completed: () async throws -> Int
    ) async throws -> Figure {
        let allowed = Allowance(Self.outstanding)
        let load = LoadGenerator(
            port: port,
            connections: Self.connections,
            warmUp: options.warmUp,
            duration: options.duration,
            allowance: { allowed.value }
        )
        let mint = try WebhookMint(.known, hotel: laboratory.hotel, port: port)
        async let posting = load.run(mint)
        let start = ContinuousClock.now
        var first: (count: Int, at: ContinuousClock.Instant)?
        var last = (count: 0, at: start)
        while .now < start + options.warmUp + options.duration {
            let count = try await completed()
            last = (count, .now)
            allowed.raise(to: count + Self.outstanding)
            if first == nil, last.at >= start + options.warmUp { first = last }
            try await Task.sleep(for: .milliseconds(5))
        }
        let result = try await posting
        guard let first, last.at > first.at, result.refused == 0 else {
            throw BenchError("\(result.refused) webhooks were refused")
        }
        try await settle(result.acceptedInAll, completed)
        let stored = try await StoredRows(in: copy, on: laboratory.server)
        try stored.check(accepted: result.acceptedInAll)
        guard stored.deliveries == ["delivered": result.acceptedInAll] else {
            throw BenchError("\(result.acceptedInAll) messages were acknowledged; deliveries: \(stored.deliveries)")
        }
        let used = server.processorSeconds ?? 0
        let database = try await ProcessorTime.seconds(serving: copy, on: laboratory.server) ?? 0
        return Figure(
            rate: Double(last.count - first.count) / ((last.at - first.at) / .seconds(1)),
            serverTime: used / Double(result.acceptedInAll) * 1e6,
            databaseTime: database / Double(result.acceptedInAll) * 1e6
        )
    }

    /// Waits until what was accepted is answered to the last one.
    private func settle(_ accepted: Int, _ completed: () async throws -> Int) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        var count = try await completed()
        while count < accepted {
            guard .now < deadline else { throw BenchError("\(accepted) messages were acknowledged, \(count) answered") }
            try await Task.sleep(for: .milliseconds(20))
            count = try await completed()
        }
    }
}

/// How many messages may have been posted by now.
private final class Allowance: Sendable {
    private let number: Atomic<Int>

    init(_ value: Int) {
        number = Atomic(value)
    }

    var value: Int { number.load(ordering: .relaxed) }

    func raise(to value: Int) {
        number.store(value, ordering: .relaxed)
    }
}
