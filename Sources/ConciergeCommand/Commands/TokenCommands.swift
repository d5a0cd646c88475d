import ArgumentParser
import Domain
import Foundation
import Postgres
import Sessions
import Store

/// `concierge token`: keys of services.
struct TokenCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Makes, lists and revokes the keys with which services speak to a hotel.",
        subcommands: [Issue.self, List.self, Revoke.self],
        defaultSubcommand: Issue.self
    )

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a key and prints it, this once.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "What the service is called.") var service: String
        @Option(help: "The hotel's slug.") var property: String
        @Option(help: "What it may do, for example inbound.write; may be given several times.")
        var permission: [String]

        func run() async throws {
            let permissions = try permission.map(TokenCommands.permission)
            var generator = SystemRandomNumberGenerator()
            let token = APIKeyToken(APIKeyID(UUID.version7()), using: &generator)
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                try await APIKeyStore(database.router).add(
                    token.id,
                    name: service,
                    hash: Bytes(token.hash),
                    permissions: Set(permissions),
                    to: hotel.id,
                    by: StaffCommands.actor
                )
                print(token.text)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists a hotel's keys, never their secrets.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                for key in try await APIKeyStore(database.router).list(of: hotel.id) {
                    let used = key.lastUsedAt.map { "used \($0.formatted(.iso8601))" } ?? "never used"
                    let permissions = key.permissions.map(\.rawValue).sorted().joined(separator: ",")
                    print("\(oneLine(key.name))  \(permissions)  \(key.isRevoked ? "revoked" : used)")
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a service's key back; running nodes notice within a second."
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "What the service is called.") var service: String
        @Option(help: "The hotel's slug.") var property: String

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                let isRevoked = try await APIKeyStore(database.router)
                    .revoke(name: service, of: hotel.id, by: StaffCommands.actor)
                guard isRevoked else { throw ProgramError("\(hotel.slug) has no key for \(service)") }
                print("revoked the key of \(service)")
            }
        }
    }

    static func permission(_ word: String) throws -> Permission {
        guard let permission = Permission(rawValue: word) else {
            let words = Permission.allCases.map(\.rawValue).joined(separator: ", ")
            throw ProgramError("a permission is one of \(words), not \(word)")
        }
        return permission
    }
}
