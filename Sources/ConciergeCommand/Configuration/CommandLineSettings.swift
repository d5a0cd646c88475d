/// Settings given as options: `--server-port 3000`, `--server-port=3000`, or with the `gateway` root.
struct CommandLineSettings {
    /// The values by option name without dashes in front, for example `server-port`.
    private(set) var values: [String: String] = [:]
    /// What could not be understood, one sentence each.
    private(set) var problems: [String] = []

    /// Reads what the commands' own options left over.
    init(_ arguments: [String] = []) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), argument.count > 2 else {
                problems.append("\(argument) is not understood: settings are written --name value")
                continue
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            let option = name.hasPrefix("gateway-") ? String(name.dropFirst("gateway-".count)) : name
            if parts.count == 2 {
                values[option] = String(parts[1])
            } else if let value = rest.first, !value.hasPrefix("--") {
                values[option] = rest.removeFirst()
            } else {
                problems.append("--\(name) needs a value")
            }
        }
    }

    /// The option that sets a key: `database.poolSize` is `database-pool-size`.
    static func optionName(_ key: String) -> String {
        var name = ""
        var previous: Character = " "
        for character in key {
            if character == "." {
                name.append("-")
            } else {
                if character.isUppercase, previous.isLowercase { name.append("-") }
                name.append(contentsOf: character.lowercased())
            }
            previous = character
        }
        return name
    }
}
