import Foundation

/// PostgreSQL's own load generator: the reference every rate of ours is compared with.
struct PgBench: Sendable {
    /// What one run said.
    struct Run: Sendable {
        /// `-c`.
        let clients: Int
        /// Scripts per second, connecting not counted.
        let rate: Double
        /// The mean time of one script, in milliseconds.
        let latency: Double
    }

    /// The address of the database it works in.
    let url: String
    /// How long one run takes, in whole seconds.
    let seconds: Int

    /// Runs a script.
    ///
    /// - Parameters:
    ///   - script: its text, as a file for `pgbench -f`.
    ///   - clients: `-c`.
    ///   - variables: `-D`, values the script uses.
    func run(_ script: String, clients: Int, variables: [String: String] = [:]) async throws -> Run {
        let file = FileManager.default.temporaryDirectory.appending(path: "concierge-bench-\(UUID().uuidString).sql")
        try Data(script.utf8).write(to: file)
        let definitions = variables.sorted { $0.key < $1.key }.flatMap { ["-D", "\($0.key)=\($0.value)"] }
        let child = try Child(
            InstalledPrograms.pgbench(),
            ["-n", "-M", "prepared", "-j", String(min(2, clients)), "-c", String(clients), "-T", String(seconds)]
                + definitions + ["-f", file.path, url]
        )
        let said = try await child.finish()
        try FileManager.default.removeItem(at: file)
        guard let rate = Self.number(after: "tps = ", in: said),
            let latency = Self.number(after: "latency average = ", in: said),
            Self.number(after: "number of failed transactions: ", in: said) == 0
        else { throw BenchError("pgbench said something else than expected: \(said)") }
        return Run(clients: clients, rate: rate, latency: latency)
    }

    private static func number(after words: String, in text: String) -> Double? {
        guard let found = text.firstRange(of: words) else { return nil }
        return Double(text[found.upperBound...].prefix { $0.isNumber || $0 == "." })
    }
}
