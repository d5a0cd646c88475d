import Configuration

/// Why the program does not start: every problem of its configuration at once.
package struct ConfigurationProblems: Error, Equatable, CustomStringConvertible {
    /// One sentence each, without secrets.
    package var sentences: [String]

    package var description: String {
        sentences.map { "configuration: \($0)" }.joined(separator: "\n")
    }
}

/// The settings in effect, and how to show them.
package struct LoadedSettings: Sendable {
    /// The settings.
    package var settings: Settings
    /// Every key with its value in effect, sorted; secrets show as `set`.
    package var shown: [(key: String, value: String)]
}

/// Reads the settings: command line over environment over file over defaults.
package enum SettingsLoader {
    /// Where the file is looked for when no path is given.
    package static let defaultPath = "concierge.yaml"

    /// Loads and checks everything.
    ///
    /// - Parameters:
    ///   - arguments: options that set keys, as the commands left them over.
    ///   - environment: the process's environment; empty values count as not set.
    ///   - path: the file asked for on the command line.
    ///   - hostName: the node's name unless one is configured.
    ///   - defaults: values by key that everything else overrides.
    /// - Throws: ``ConfigurationProblems`` with every problem there is.
    package static func load(
        arguments: [String] = [],
        environment: [String: String],
        path: String? = nil,
        hostName: String,
        defaults: [String: String] = [:]
    ) throws(ConfigurationProblems) -> LoadedSettings {
        let asked = path ?? environment["CONCIERGE_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let file = ConfigurationFile(path: asked ?? defaultPath, isRequired: asked != nil)
        return try load(
            arguments: arguments,
            environment: environment,
            file: file,
            hostName: hostName,
            defaults: defaults
        )
    }

    static func load(
        arguments: [String],
        environment: [String: String],
        file: ConfigurationFile,
        hostName: String,
        defaults: [String: String] = [:]
    ) throws(ConfigurationProblems) -> LoadedSettings {
        // A first reading, of nothing, tells which keys there are; only then can options be matched to keys.
        var catalogue = SettingsReader(ConfigReader(provider: InMemoryProvider(values: [:])))
        _ = Settings(reading: &catalogue, hostName: hostName)
        let keys = catalogue.entries.map(\.key)

        let options = CommandLineSettings(arguments)
        let keyOfOption = Dictionary(keys.map { (CommandLineSettings.optionName($0), $0) }) { first, _ in first }
        var chosen: [String: String] = [:]
        var problems = file.problems + options.problems
        for (option, value) in options.values.sorted(by: { $0.key < $1.key }) {
            if let key = keyOfOption[option] {
                chosen[key] = value
            } else {
                problems.append(unknown("--\(option)", spelled: option, among: keyOfOption.keys, prefix: "--"))
            }
        }
        for (written, key) in file.keys where !keys.contains(key) {
            // A group may stand there empty, but a value in its place would be one that nobody reads.
            if !keys.contains(where: { $0.hasPrefix(key + ".") }) {
                problems.append(unknown(written, spelled: key, among: keys, prefix: ""))
            } else if file.values[key] != nil {
                problems.append("\(written) is a group of settings and takes no value of its own")
            }
        }

        let set = EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty })
        let reader = ConfigReader(providers: [
            provider(of: chosen), set.prefixKeys(with: "gateway"), set, provider(of: file.values),
            provider(of: defaults),
        ])
        var reading = SettingsReader(reader)
        let settings = Settings(reading: &reading, hostName: hostName)
        problems += reading.problems
        guard problems.isEmpty else { throw ConfigurationProblems(sentences: problems) }
        let shown = reading.entries.map { (SettingsReader.displayName($0.key), $0.shown) }
        return LoadedSettings(settings: settings, shown: shown.sorted { $0.0 < $1.0 })
    }

    private static func provider(of values: [String: String]) -> InMemoryProvider {
        InMemoryProvider(
            values: Dictionary(
                uniqueKeysWithValues: values.map { key, value in
                    (AbsoluteConfigKey(ConfigKey(key)), ConfigValue(.string(value), isSecret: true))
                }
            )
        )
    }

    private static func unknown(
        _ written: String,
        spelled: String,
        among known: some Sequence<String>,
        prefix: String
    ) -> String {
        guard let near = nearestSpelling(of: spelled, among: known) else { return "\(written) is not a setting" }
        return "\(written) is not a setting; did you mean \(prefix)\(near)?"
    }
}
