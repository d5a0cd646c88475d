import ArgumentParser
import Store

/// `concierge department`: who does the work.
struct DepartmentCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "department",
        abstract: "Adds and lists a hotel's departments.",
        subcommands: [Add.self, List.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a department.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String
        @Option(help: "How engines and rules name it, for example front_desk.") var code: String
        @Option(help: "Its name.") var name: String

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                let added = try await DepartmentStore(database.router).add(code: code, name: name, to: hotel.id)
                print("added \(added.code) to \(hotel.slug)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists a hotel's departments.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                for department in try await DepartmentStore(database.router).list(of: hotel.id) {
                    print("\(department.code)  \(department.name)")
                }
            }
        }
    }
}
