import ArgumentParser

/// `concierge config`: what is in effect.
struct ShowConfiguration: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Prints the configuration in effect; secrets only as set or not set."
    )

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        for (key, value) in try options.load().shown { print("\(key): \(value)") }
    }
}
