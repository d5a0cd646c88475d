import ArgumentParser

/// `concierge demo`: loads the demo hotel.
struct LoadDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Loads the demo hotel; running it again brings it up to date."
    )

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let settings = try options.load().settings
        let box = try settings.requireSecretBox()
        try await settings.withDatabase { database in
            let summary = try await DemoLoader(database: database, box: box).load()
            print(summary)
        }
    }
}
