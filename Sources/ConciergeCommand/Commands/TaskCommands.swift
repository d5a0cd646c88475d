import ArgumentParser
import Foundation
import Store

/// `concierge task`: the departments' work.
struct TaskCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task",
        abstract: "Lists the departments' work.",
        subcommands: [List.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what is not finished, the most pressing first."
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                guard let hotel = try await PropertyStore(database.router).find(slug: property) else {
                    throw ProgramError("there is no property \(property)")
                }
                for task in try await TaskStore(database.router).open(at: hotel.id) {
                    let due = task.dueAt.map { "due \($0.formatted(.iso8601))" } ?? "no due time"
                    let room = task.room.map { "room \($0)" } ?? "no room"
                    print(
                        "\(task.department)  \(task.priority)  \(task.status)  \(room)  \(due)  \(oneLine(task.description))"
                    )
                }
            }
        }
    }
}

/// Text of strangers as it may stand in a terminal: on one line, and with no control characters to act on it.
func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
}
