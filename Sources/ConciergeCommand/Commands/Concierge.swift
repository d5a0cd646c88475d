import ArgumentParser

/// The program.
@main struct Concierge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Version.name,
        abstract: "A hotel's conversation with its guests: messages in, answers out, nothing lost or doubled.",
        discussion: """
            Settings come from options (--server-port 3000), then the environment (SERVER_PORT=3000), then
            concierge.yaml, then defaults. `concierge config` shows what is in effect.
            """,
        version: Version.number,
        subcommands: [
            Serve.self, Dev.self, Migrate.self, LoadDemo.self, RunDoctor.self, PropertyCommands.self,
            DepartmentCommands.self, EndpointCommands.self, KnowledgeCommands.self, TaskCommands.self,
            StaffCommands.self, TokenCommands.self, ShowConfiguration.self, ShowVersion.self,
        ]
    )
}

/// `concierge version`.
struct ShowVersion: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Prints the version.")

    func run() {
        print("\(Version.name) \(Version.number)")
    }
}
