import ArgumentParser
import Postgres

/// `concierge-bench postgres`: what our client for PostgreSQL costs, against the server's own.
struct PostgresBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postgres",
        abstract: "Queries over 8 connections, one at a time and in pipelines of 100."
    )

    private static let connections = 8
    private static let pipelined = 100

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let server = try await DurableServer(url: options.databaseURL)
        let bench = PgBench(url: server.address.url, seconds: options.referenceSeconds)
        var single: [(ours: Double, reference: Double)] = []
        var pipelines: [(ours: Double, reference: Double)] = []
        for round in 1...options.rounds {
            progress("postgres, round \(round)")
            let reference = try await bench.run("SELECT 1;\n", clients: Self.connections)
            single.append((try await rate(statements: 1), reference.rate))
            let many = "\\startpipeline\n" + String(repeating: "SELECT 1;\n", count: Self.pipelined) + "\\endpipeline\n"
            let manyReference = try await bench.run(many, clients: Self.connections)
            let ours = try await rate(statements: Self.pipelined)
            pipelines.append((ours, manyReference.rate * Double(Self.pipelined)))
        }
        var section = Section("The PostgreSQL client", command: options.command("postgres"))
        section.say(
            """
            `SELECT 1`, prepared, through our pool of 8 connections with a caller each, every row read; the reference is \
            `pgbench -M prepared -c 8 -j 2` with the same statement (in C, results thrown away). In pipelines of 100 both \
            send a hundred statements and then wait.
            """
        )
        section.table(
            ["", "ours /s", "reference /s", "ratio"],
            [row("one at a time", single), row("pipelines of 100", pipelines)]
        )
        section.publish()
    }

    private func row(_ title: String, _ rounds: [(ours: Double, reference: Double)]) -> [String] {
        [
            title, "**\(Figures.rate(Figures.median(rounds.map(\.ours)) ?? 0))**",
            Figures.rate(Figures.median(rounds.map(\.reference)) ?? 0),
            "**\(Figures.number(Figures.median(rounds.map { $0.ours / $0.reference }) ?? 0)) ×**",
        ]
    }

    /// Statements per second.
    private func rate(statements: Int) async throws -> Double {
        let pool = PostgresPool(
            PostgresConfiguration(options.databaseURL),
            pool: PoolConfiguration(size: Self.connections)
        )
        let start = ContinuousClock.now
        let countFrom = start + options.warmUp
        let end = countFrom + .seconds(options.referenceSeconds)
        do {
            let counted = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<Self.connections {
                    group.addTask { try await Self.ask(pool, statements: statements, from: countFrom, until: end) }
                }
                return try await group.reduce(0, +)
            }
            await pool.shutdown()
            return Double(counted) / Double(options.referenceSeconds)
        } catch {
            await pool.shutdown()
            throw error
        }
    }

    @concurrent
    private static func ask(
        _ pool: PostgresPool,
        statements: Int,
        from countFrom: ContinuousClock.Instant,
        until end: ContinuousClock.Instant
    ) async throws -> Int {
        let batch = [SQL](repeating: "SELECT 1 AS one", count: statements)
        var counted = 0
        while true {
            let results = statements == 1 ? [try await pool.query(batch[0])] : try await pool.pipeline(batch)
            for rows in results {
                guard try rows.first?.get("one", as: Int32.self) == 1 else { throw BenchError("1 is not 1") }
            }
            let now = ContinuousClock.now
            if now >= end { return counted }
            if now >= countFrom { counted += statements }
        }
    }
}
