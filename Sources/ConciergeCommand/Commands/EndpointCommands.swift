import ArgumentParser
import AsyncHTTPClient
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
            abstract: "Adds a WhatsApp number, a web chat or a channel service.",
            discussion: """
                A WhatsApp number's credentials are read as JSON from --credentials FILE (- is standard input):
                {"accessToken": "…", "appSecrets": ["…"], "verifyToken": "…"}

                A web chat needs none: --channel web --provider web --address KEY; guests find it at /chat/KEY, and
                --origin names pages of other sites that may hold it, such as https://www.hotel.example.

                A channel service of your own is --channel sms --provider relay --address NAME (sms, email, …, or relay
                for several kinds); its credentials are {"url": "https://…", "appSecrets": ["whsec_…"]}, with an
                "accessToken" when it wants one as well.
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String
        @Option(help: "How guests reach it.") var channel = "whatsapp"
        @Option(help: "Who carries it.") var provider = "whatsapp"
        @Option(help: "The provider's name for it; for WhatsApp the phone number id.") var address: String
        @Option(help: "What people call it.") var displayName = ""
        @Option(help: "What a guest who begins to write here is greeted with, once.") var welcome: String?
        @Option(help: "A page of another site that may hold a web chat; may be given again.") var origin: [String] = []
        @Option(help: "A JSON file with its credentials; - is standard input.") var credentials: String?

        func run() async throws {
            let settings = try options.load().settings
            let origins = try origin.map(EndpointCommands.origin)
            guard let kind = ChannelKind(rawValue: channel) else {
                let kinds = ChannelKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ProgramError("a channel is one of \(kinds), not \(channel)")
            }
            let secrets = try credentials.map { try EndpointCommands.readCredentials($0, provider: provider) }
            if provider == RelayChannel.providerName {
                guard let secrets else {
                    throw ProgramError("a channel service needs credentials: its url and secrets")
                }
                guard address.count <= 100 else {
                    throw ProgramError("a channel service's name has at most 100 characters")
                }
                try await EndpointCommands.checkURL(in: secrets, settings)
            }
            let box = try secrets == nil ? settings.secretBox() : settings.requireSecretBox()
            try await settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                var endpoint = NewEndpoint(property: hotel.id, channel: kind, provider: provider, address: address)
                endpoint.displayName = displayName
                endpoint.welcome = welcome
                endpoint.origins = origins
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
            let secrets = try EndpointCommands.readCredentials(credentials, provider: provider)
            if provider == RelayChannel.providerName { try await EndpointCommands.checkURL(in: secrets, settings) }
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
                    var notes = [endpoint.isEnabled ? "open" : endpoint.isDraining ? "draining" : "closed"]
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
            try await EndpointCommands.set(true, options, provider, address, .drain)
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Closes an endpoint: what guests write there is kept or refused.",
            discussion: """
                What is to be said there is sent first, unless --park has it wait until the endpoint is open again.
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Who carries it.") var provider = "whatsapp"
        @Option(help: "The provider's name for it.") var address: String
        @Flag(help: "Send nothing more until it is open again.") var park = false

        func run() async throws {
            try await EndpointCommands.set(false, options, provider, address, park ? .park : .drain)
        }
    }

    /// Reads credentials from a file, or from standard input when it is called `-`.
    private static func readCredentials(_ path: String, provider: String) throws -> [UInt8] {
        let data: Data
        if path == "-" {
            data = try FileHandle.standardInput.readToEnd() ?? Data()
        } else if let read = FileManager.default.contents(atPath: path) {
            data = read
        } else {
            throw ProgramError("the credentials file \(path) cannot be read")
        }
        return try encoded(credentials: data, provider: provider)
    }

    /// Makes sure that a channel service's address may be spoken to.
    private static func checkURL(in secrets: [UInt8], _ settings: Settings) async throws {
        let url = try JSONDecoder().decode(EndpointCredentials.self, from: Data(secrets)).url ?? ""
        let clients = GuardedClients(allowsPrivateNetworks: settings.relay.allowPrivateNetworks, client: .shared)
        do {
            try await clients.check(url)
        } catch {
            throw ProgramError("the url of the credentials cannot be used: \(error)")
        }
    }

    /// A page's origin as browsers write it.
    ///
    /// - Throws: ``ProgramError`` for what is none.
    static func origin(_ text: String) throws -> String {
        guard let origin = WebOrigin.canonical(text) else {
            throw ProgramError("an origin is like https://www.hotel.example, not \(text)")
        }
        return origin
    }

    /// Credentials as they are sealed.
    ///
    /// - Throws: ``ProgramError`` when they are no JSON object, or one that lacks what an endpoint cannot work without.
    static func encoded(credentials data: Data, provider: String = "whatsapp") throws -> [UInt8] {
        guard let credentials = try? JSONDecoder().decode(EndpointCredentials.self, from: data) else {
            throw ProgramError("the credentials are not the JSON object that `concierge help endpoint add` shows")
        }
        let missing = Doctor.missing(in: credentials, provider: provider)
        guard missing.isEmpty else {
            throw ProgramError("the credentials lack the \(missing.joined(separator: ", "))")
        }
        return Array(try JSONEncoder().encode(credentials))
    }

    private static func set(
        _ isEnabled: Bool,
        _ options: ConfigurationOptions,
        _ provider: String,
        _ address: String,
        _ deliveries: ClosedDeliveries
    ) async throws {
        try await options.load().settings.withDatabase { database in
            try await EndpointStore(database.router).setEnabled(
                isEnabled,
                provider: provider,
                address: address,
                deliveries: deliveries
            )
            print("\(provider) \(address) is \(isEnabled ? "open" : "closed")")
        }
    }
}
