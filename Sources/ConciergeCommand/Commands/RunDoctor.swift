import ArgumentParser

/// `concierge doctor`: what is well and what is not.
struct RunDoctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Examines configuration, database and endpoints; ends with 1 when something is wrong."
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The folder of the migrations.") var migrations: String?
    @Option(help: "How many nodes share the database.") var nodes = 1

    func validate() throws {
        guard (1...10_000).contains(nodes) else { throw ValidationError("--nodes is 1 to 10000, not \(nodes)") }
    }

    func run() async throws {
        let settings: Settings
        do {
            settings = try options.load().settings
        } catch let problems as ConfigurationProblems {
            for sentence in problems.sentences { print(Finding.wrong(sentence)) }
            throw ExitCode.failure
        }
        let folder = try MigrationsFolder.find(asked: migrations)
        let findings = await Doctor(settings: settings, migrations: folder, nodes: nodes).examine()
        for finding in findings { print(finding) }
        if findings.contains(where: { $0.verdict == .wrong }) { throw ExitCode.failure }
    }
}
