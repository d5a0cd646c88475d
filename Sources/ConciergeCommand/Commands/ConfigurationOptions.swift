import ArgumentParser
import Foundation
import Postgres
import Store

/// The options every command that reads settings has.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: "The configuration file; CONCIERGE_CONFIG, or concierge.yaml here if there is one.")
    var config: String?

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "Any setting as an option, for example --database-pool-size 16.",
            valueName: "--setting value"
        )
    )
    var settings: [String] = []

    /// Reads and checks the settings.
    ///
    /// - Parameter defaults: values that anything else overrides.
    /// - Throws: ``ConfigurationProblems`` with every problem there is.
    func load(defaults: [String: String] = [:]) throws -> LoadedSettings {
        try SettingsLoader.load(
            arguments: settings,
            environment: ProcessInfo.processInfo.environment,
            path: config,
            hostName: HostName.current,
            defaults: defaults
        )
    }
}

/// What this machine calls itself.
enum HostName {
    /// Without asking a name server, which may take long to say nothing.
    static var current: String {
        let name = try? String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
        return name.map { String($0.trimming(" \n").prefix(64)) }.flatMap { $0.isEmpty ? nil : $0 } ?? "node"
    }
}
