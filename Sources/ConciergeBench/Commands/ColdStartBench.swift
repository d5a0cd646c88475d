import ArgumentParser

/// `concierge-bench coldstart`: how soon a new process takes part.
struct ColdStartBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coldstart",
        abstract: "From starting `concierge serve` on a migrated database to /readyz 200."
    )

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let times = try await Laboratory.open(options, knownGuests: 100) { laboratory in
            try await laboratory.withCopy { copy in
                var times: [Double] = []
                for start in 1...(options.quick ? 2 : 5) {
                    progress("coldstart, \(start)")
                    times.append(try await measure(laboratory, copy))
                }
                return times
            }
        }
        var section = Section("Cold start", command: options.command("coldstart"))
        section.say(
            """
            From starting the process of `concierge serve` on a migrated database to `/readyz` answering 200, asked every \
            2 ms: **\(Figures.number(Figures.median(times) ?? 0, places: 0)) ms** \
            (\(times.map { Figures.number($0, places: 0) }.joined(separator: " · "))).
            """
        )
        section.publish()
    }

    /// Milliseconds.
    private func measure(_ laboratory: Laboratory, _ copy: Laboratory.Copy) async throws -> Double {
        let port = try Ports.free()
        let started = ContinuousClock.now
        let server = try laboratory.serve(on: copy, port: port)
        return try await laboratory.with(server, readyAt: ControlRequest(port: port, path: "/readyz")) { _ in
            (ContinuousClock.now - started) / .milliseconds(1)
        }
    }
}
