import ArgumentParser

/// What every measurement is told.
struct BenchOptions: ParsableArguments {
    @Option(help: "The server to measure on, postgresql://user@host/database?…; a superuser, and durable.")
    var databaseURL: String

    @Flag(help: "Short and single runs, to see that everything works. The figures mean little.")
    var quick = false

    /// How often everything is measured; the median is reported.
    var rounds: Int { quick ? 1 : 3 }

    /// How many guests have written before.
    var knownGuests: Int { quick ? 40_000 : 120_000 }

    /// How long a rate of ours is counted, after a warm-up.
    var duration: Duration { .seconds(quick ? 3 : 8) }

    var warmUp: Duration { .seconds(quick ? 1 : 2) }

    /// How long one run of the reference takes, in seconds.
    var referenceSeconds: Int { quick ? 2 : 5 }

    /// The command as a reader would type it.
    func command(_ name: String) -> String {
        "concierge-bench \(name) --database-url …\(quick ? " --quick" : "")"
    }
}
