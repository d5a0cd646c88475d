import ArgumentParser
import Channels
import Domain
import Foundation
import Store

/// `concierge endpoint`: the ends on which guests reach a hotel.
struct EndpointCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endpoint",
        abstract: "Adds, lists, opens and closes the ends on which guests reach a hotel.",
        subcommands: [Add.self, Credentials.self, List.self, Enable.self, Disable.self]
    )

    /// Its secrets come from standard input or a file, never from options: those are seen by every user of the machine.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a WhatsApp number.",
            discussion: """
                Credentials are read as JSON from --credentials FILE (- is standard input):
                {"accessToken": "…", "appSecrets": ["…"], "verifyToken": "…"}
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String
        @Option(help: "How guests reach it.") var channel = "whatsapp"
        @Option(help: "Who carries it.") var provider = "whatsapp"
        @Option(help: "The provider's name for it; for WhatsApp the phone number id.") var address: String
        @Option(help: "What people call it.") var displayName = ""
        @Option(help: "What a guest who begins to write here is greeted with, once.") var welcome: String?
        @Option(help: "A JSON file with its credentials; - is standard input.") var credentials: String?

        func run() async throws {
            let settings = try options.load().settings
            guard let kind = ChannelKind(rawValue: channel) else {
                let kinds = ChannelKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ProgramError("a channel is one of \(kinds), not \(channel)")
            }
            let secrets = try credentials.map(EndpointCommands.readCredentials)
            let box = try secrets == nil ? settings.secretBox() : settings.requireSecretBox()
            try await settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                var endpoint = NewEndpoint(property: hotel.id, channel: kind, provider: provider, address: address)
                endpoint.displayName = displayName
                endpoint.welcome = welcome
                let id = try await EndpointStore(database.router).add(endpoint, credentials: secrets, box: box)
                print("added \(provider) \(address) to \(hotel.slug) (\(id))")
            }
        }
    }

    /// For a token that was changed, or a lost `secrets.key`.
    struct Credentials: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replaces an endpoint's credentials; running nodes notice by themselves.",
            discussion: """
                Credentials are read as JSON from --credentials FILE (- is standard input):
                {"accessToken": "…", "appSecrets": ["…"], "verifyToken": "…"}
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Who carries it.") var provider = "whatsapp"
        @Option(help: "The provider's name for it.") var address: String
        @Option(help: "A JSON file with its credentials; - is standard input.") var credentials: String

        func run() async throws {
            let settings = try options.load().settings
            let box = try settings.requireSecretBox()
            let secrets = try EndpointCommands.readCredentials(credentials)
            try await settings.withDatabase { database in
                let store = EndpointStore(database.router)
                guard let id = try await store.find(provider: provider, address: address) else {
                    throw ProgramError("there is no endpoint \(provider) \(address)")
                }
                try await store.setCredentials(secrets, of: id, box: box)
                print("\(provider) \(address) has new credentials")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the endpoints.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                for endpoint in try await EndpointStore(database.router).list() {
                    var notes = [endpoint.isEnabled ? "open" : "closed"]
                    if !endpoint.hasCredentials { notes.append("no credentials") }
                    if let reason = endpoint.pausedReason { notes.append("paused: \(reason)") }
                    print(
                        "\(endpoint.property)  \(endpoint.provider)  \(endpoint.address)  \(notes.joined(separator: ", "))"
                    )
                }
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Opens an endpoint.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Who carries it.") var provider = "whatsapp"
        @Option(help: "The provider's name for it.") var address: String

        func run() async throws {
            try await EndpointCommands.set(true, options, provider, address)
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Closes an endpoint: what guests write there is not taken."
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Who carries it.") var provider = "whatsapp"
        @Option(help: "The provider's name for it.") var address: String

        func run() async throws {
            try await EndpointCommands.set(false, options, provider, address)
        }
    }

    /// Reads credentials from a file, or from standard input when it is called `-`.
    private static func readCredentials(_ path: String) throws -> [UInt8] {
        let data: Data
        if path == "-" {
            data = try FileHandle.standardInput.readToEnd() ?? Data()
        } else if let read = FileManager.default.contents(atPath: path) {
            data = read
        } else {
            throw ProgramError("the credentials file \(path) cannot be read")
        }
        return try encoded(credentials: data)
    }

    /// Credentials as they are sealed.
    ///
    /// - Throws: ``ProgramError`` when they are no JSON object, or one that lacks what an endpoint cannot work without.
    static func encoded(credentials data: Data) throws -> [UInt8] {
        guard let credentials = try? JSONDecoder().decode(EndpointCredentials.self, from: data) else {
            throw ProgramError("the credentials are not the JSON object that `concierge help endpoint add` shows")
        }
        let missing = Doctor.missing(in: credentials)
        guard missing.isEmpty else {
            throw ProgramError("the credentials lack the \(missing.joined(separator: ", "))")
        }
        return Array(try JSONEncoder().encode(credentials))
    }

    private static func set(
        _ isEnabled: Bool,
        _ options: ConfigurationOptions,
        _ provider: String,
        _ address: String
    ) async throws {
        try await options.load().settings.withDatabase { database in
            try await EndpointStore(database.router).setEnabled(isEnabled, provider: provider, address: address)
            print("\(provider) \(address) is \(isEnabled ? "open" : "closed")")
        }
    }
}
