import ArgumentParser
import Foundation

/// `concierge-bench machine`: what the figures were measured on.
struct DescribeMachine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine",
        abstract: "Describes this machine and the server, for the head of the report."
    )

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let server = try await DurableServer(url: options.databaseURL)
        let model = Self.line("/proc/cpuinfo", "model name")?.trimmingCharacters(in: .whitespaces) ?? "?"
        let memory = Double(ProcessInfo.processInfo.physicalMemory) / 1_073_741_824
        let kernel = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? "?"
        let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first ?? "?"
        var section = Section("The machine", command: options.command("machine"))
        section.table(
            ["", ""],
            [
                ["processors", "\(ProcessInfo.processInfo.activeProcessorCount) × \(model)"],
                ["memory", "\(Figures.number(memory, places: 0)) GB"],
                [
                    "system",
                    "\(ProcessInfo.processInfo.operatingSystemVersionString), Linux \(kernel.trimmingCharacters(in: .newlines))",
                ],
                ["PostgreSQL", "\(server.version), \(server.settings.joined(separator: ", "))"],
                ["date", Date().formatted(.iso8601.year().month().day())],
                ["load average before", String(load)],
            ]
        )
        section.say(
            "PostgreSQL, the programs measured and the load generator share these processors. "
                + (options.quick
                    ? "**These are quick single runs, to see that everything works: the figures mean little.**"
                    : "Every figure is the median of three rounds, ours and the reference taking turns.")
        )
        section.publish()
    }

    private static func line(_ path: String, _ name: String) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":", maxSplits: 1).last.map(String.init)
    }
}
