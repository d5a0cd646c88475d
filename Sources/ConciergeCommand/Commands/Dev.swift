import ArgumentParser
import Foundation
import Store

/// `concierge dev`: everything on this machine, for trying things out.
struct Dev: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Migrates, loads the demo hotel and serves on loopback, with the emulator as the provider.",
        discussion: "Secrets are generated once and kept in the state folder. Not for real guests."
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The folder of the migrations.") var migrations: String?
    @Option(help: "Where generated secrets are kept.") var state = ".concierge"

    func run() async throws {
        var settings = try options.load(defaults: [
            "server.host": "127.0.0.1",
            "secrets.key": try StateFolder(path: state).secretsKey(),
            "whatsapp.graphURL": "http://127.0.0.1:3900/v23.0",
            "relay.allowPrivateNetworks": "true",
        ]).settings
        // Demo credentials are known to everybody: whatever the file says, only this machine may reach them.
        settings.server.host = "127.0.0.1"
        let folder = try MigrationsFolder.find(asked: migrations)
        let report = try await Migrator(folder: folder).run(on: settings.postgresConfiguration())
        for name in report.ran { say("ran \(name)") }
        let box = try settings.requireSecretBox()
        try await settings.withDatabase { database in
            say(try await DemoLoader(database: database, box: box).load())
        }
        let program = try Program(settings, migrations: folder)
        try await program.end(after: {
            try await program.serve { port in
                say("listening on http://127.0.0.1:\(port)")
            }
        })
    }

    /// Straight to the descriptor: a script that waits for a line reads a pipe, where print would hold it back.
    private func say(_ line: String) {
        // A reader that went away is no reason to stop serving.
        try? FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
    }
}
