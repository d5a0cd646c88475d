import ArgumentParser

/// `concierge serve`: the server, for real guests.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves until it is told to stop (SIGTERM, SIGINT).",
        discussion:
            "Refuses to start beside the demo hotel, without secrets.key, or before `concierge migrate` has run."
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The folder of the migrations.") var migrations: String?

    func run() async throws {
        let settings = try options.load().settings
        let program = try Program(settings, migrations: MigrationsFolder.find(asked: migrations))
        try await program.end(after: {
            try await program.checkBeforeServing()
            try await program.serve()
        })
    }
}
