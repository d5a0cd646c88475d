import ArgumentParser

/// The program: our figure, the reference, the ratio, each with the command that gave it.
@main struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "concierge-bench",
        abstract: "Measures Concierge against PostgreSQL's own load generator and writes Markdown.",
        discussion: """
            Every subcommand makes databases of its own on the given server, drops them at the end, and prints a section \
            of docs/benchmarks.md. The server must be durable: fsync, synchronous_commit and full_page_writes on.
            """,
        subcommands: [
            PostgresBench.self, IngestBench.self, TurnBench.self, LatencyBench.self, MemoryBench.self,
            ColdStartBench.self, ListsBench.self, FairnessBench.self, FanoutBench.self, SocketsBench.self,
            RulesBench.self,
            DescribeMachine.self, BenchNode.self,
        ]
    )
}
