import ArgumentParser
import Postgres
import Store

/// `concierge migrate`: brings the schema up to date.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the database's schema up to date; any number of nodes may try at once."
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The folder of the migrations.") var migrations: String?

    func run() async throws {
        let settings = try options.load().settings
        let report = try await Migrator(folder: MigrationsFolder.find(asked: migrations))
            .run(on: settings.postgresConfiguration())
        for name in report.ran { print("ran \(name)") }
        if report.restartedLog {
            print("the event log came from another server and was begun anew: whoever follows it is told of a gap")
        }
        print("the schema is at version \(report.version)\(report.ran.isEmpty ? ", as it was" : "")")
    }
}
