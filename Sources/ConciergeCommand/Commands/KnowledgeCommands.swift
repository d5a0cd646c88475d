import ArgumentParser
import Foundation
import Store

/// `concierge knowledge`: what a hotel has written down for its guests.
struct KnowledgeCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "knowledge",
        abstract: "Adds, lists, imports and searches what a hotel has written down.",
        subcommands: [Add.self, List.self, Import.self, Search.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds an entry; one of the same title and language is replaced."
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String
        @Option(help: "The subject.") var title: String
        @Option(help: "The answer as a guest may read it.") var body: String
        @Option(help: "Its language, two letters.") var language = "en"
        @Option(help: "For example dining.") var category = "general"
        @Option(help: "Other words guests use for it, separated by commas.") var keywords = ""

        func run() async throws {
            let words = keywords.split(separator: ",").map { $0.trimming(" ") }
            let entry = KnowledgeEntry(
                title: title,
                body: body,
                language: language,
                category: category,
                keywords: words
            )
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                try await KnowledgeStore(database.router).add([entry], to: hotel.id)
                print("stored \(title)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists a hotel's entries.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                for entry in try await KnowledgeStore(database.router).list(of: hotel.id) {
                    print("\(entry.category)  \(entry.language)  \(entry.title)")
                }
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Imports a JSON file; all of it or nothing.",
            discussion: #"A list of {"title", "body", "language", "category", "keywords": […]}."#
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String
        @Option(help: "The JSON file.") var file: String

        func run() async throws {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw ProgramError("the file \(file) cannot be read")
            }
            let entries: [DemoKnowledgeEntry]
            do {
                entries = try JSONDecoder().decode([DemoKnowledgeEntry].self, from: data)
            } catch let error as DecodingError {
                throw ProgramError("\(file) is not a list of entries: \(error)")
            }
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                let count = try await KnowledgeStore(database.router).add(entries.map(\.entry), to: hotel.id)
                print("stored \(count) entries")
            }
        }
    }

    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Finds entries as the built-in concierge does.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String
        @Option(help: "The words.") var query: String
        @Option(help: "Only entries in this language; the hotel's own when not said.") var language: String?
        @Option(help: "The most entries to show.") var limit = 5

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                let found = try await KnowledgeStore(database.router)
                    .search(query, in: hotel.id, language: language ?? hotel.locale, limit: limit)
                for entry in found {
                    print(
                        "\(entry.rank.formatted(.number.precision(.fractionLength(3))))  \(entry.language)  \(entry.title)"
                    )
                }
                if found.isEmpty { print("nothing found") }
            }
        }
    }
}
