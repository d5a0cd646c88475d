import ArgumentParser
import Store

/// `concierge property`: hotels.
struct PropertyCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "property",
        abstract: "Adds and lists hotels.",
        subcommands: [Add.self, List.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a hotel.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Its short name: lowercase letters, digits and dashes.") var slug: String
        @Option(help: "Its name.") var name: String
        @Option(help: "Its time zone, for example Europe/Lisbon.") var timezone = "UTC"
        @Option(help: "Its language.") var locale = "en"

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                let added = try await PropertyStore(database.router)
                    .add(slug: slug, name: name, timezone: timezone, locale: locale)
                print("added \(added.slug) (\(added.id))")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the hotels.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                for property in try await PropertyStore(database.router).list() {
                    let mark = property.isDemo ? "  (demo)" : ""
                    print("\(property.slug)  \(property.name)  \(property.timezone)  \(property.locale)\(mark)")
                }
            }
        }
    }
}
