import ArgumentParser

/// `concierge-bench memory`: what an idle server holds.
struct MemoryBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory",
        abstract: "Resident memory of an idle `concierge serve`, ten seconds after its start."
    )

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let bytes = try await Laboratory.open(options, knownGuests: 100) { laboratory in
            var bytes: [Int] = []
            for round in 1...options.rounds {
                progress("memory, round \(round)")
                bytes.append(try await measure(in: laboratory))
            }
            return bytes
        }
        let megabytes = bytes.map { Double($0) / 1_048_576 }
        var section = Section("Idle memory", command: options.command("memory"))
        section.say(
            """
            Resident memory (`VmRSS`) of `concierge serve` on a migrated database, \(options.quick ? 2 : 10) s after it \
            became ready: **\(Figures.number(Figures.median(megabytes) ?? 0, places: 1)) MB** \
            (\(megabytes.map { Figures.number($0, places: 1) }.joined(separator: " · "))).
            """
        )
        section.publish()
    }

    private func measure(in laboratory: Laboratory) async throws -> Int {
        try await laboratory.withCopy { copy in
            let port = try Ports.free()
            let server = try laboratory.serve(on: copy, port: port)
            return try await laboratory.with(server, readyAt: ControlRequest(port: port, path: "/readyz")) { server in
                try await Task.sleep(for: .seconds(options.quick ? 2 : 10))
                guard let bytes = server.residentBytes else {
                    throw BenchError("the system does not say how much it holds")
                }
                return bytes
            }
        }
    }
}
