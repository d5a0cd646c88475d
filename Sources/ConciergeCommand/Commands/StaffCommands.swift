import ArgumentParser
import Domain
import Sessions
import Store

/// `concierge staff`: who works at a hotel.
struct StaffCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff",
        abstract: "Adds, lists and changes the people who work at a hotel.",
        subcommands: [Add.self, List.self, Role.self, Disable.self, Enable.self, Password.self]
    )

    /// Whom a command is about.
    struct Person: ParsableArguments {
        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String
        @Option(help: "The person's e-mail address.") var email: String

        /// Changes something about the person, and says how the person stands then.
        func change(_ edit: (inout StaffChange) -> Void) async throws {
            var change = StaffChange()
            edit(&change)
            let wanted = change
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                let address = StaffEmail.canonical(email)
                let now = try await StaffCommands.explaining(address, hotel) {
                    try await database.change(at: hotel.id) { scope in
                        let store = StaffStore(scope)
                        guard let member = try await store.find(email: address) else { throw StaffRefusal.notFound }
                        try await store.change(member.id, wanted, by: StaffCommands.actor)
                        guard let now = try await store.find(member.id) else { throw StaffRefusal.notFound }
                        return now
                    }
                }
                print(StaffCommands.line(now))
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds somebody; a password is made and printed once unless one is given.",
            discussion: """
                Who has an account already, at another hotel, keeps its name, but not its password: whoever made the
                account may know it. Their open sessions end.
                """
        )

        @OptionGroup var person: Person
        @Option(help: "The person's name.") var name: String
        @Option(help: "viewer, agent, manager or admin.") var role: String
        @Option(help: "A file whose first line is the password; - is standard input.") var passwordFile: String?
        @Flag(help: "Somebody with an account at another hotel keeps its password.") var keepPassword = false

        func validate() throws {
            if keepPassword, passwordFile != nil {
                throw ValidationError("give --password-file or --keep-password, not both")
            }
        }

        func run() async throws {
            let role = try StaffCommands.role(self.role)
            let given = try passwordFile.map(GeneratedPassword.read)
            guard let address = StaffEmail.address(person.email) else {
                throw ProgramError("\(person.email) is no e-mail address")
            }
            try await person.options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: person.property)
                let password = given ?? GeneratedPassword.make()
                let hash = try await PasswordWorker().hash(password)
                let new = NewStaffMember(email: address, name: name, role: role, passwordHash: hash)
                let isShared = try await StaffCommands.explaining(address, hotel) {
                    do {
                        _ = try await database.change(at: hotel.id) { scope in
                            try await StaffStore(scope).add(new, by: StaffCommands.actor)
                        }
                        return false
                    } catch StaffRefusal.worksElsewhere {
                        try await SharedStaff(database.router).share(
                            email: address,
                            with: hotel.id,
                            role: role,
                            passwordHash: keepPassword ? nil : hash,
                            by: StaffCommands.actor
                        )
                        return true
                    }
                }
                print("added \(address) to \(hotel.slug) as \(role.rawValue)")
                if isShared, keepPassword { return print("the password is the one they have at the other hotel") }
                if isShared { print("the account had been made at another hotel: its old password and sessions ended") }
                if given == nil { print("password: \(password)") }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the people who work at a hotel.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The hotel's slug.") var property: String

        func run() async throws {
            try await options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: property)
                let store = StaffStore(database.scope(of: hotel.id))
                var after: (name: String, id: StaffID)?
                while true {
                    let page = try await store.list(after: after, limit: 200)
                    for member in page { print(StaffCommands.line(member)) }
                    guard page.count == 200, let last = page.last else { return }
                    after = (last.name, last.id)
                }
            }
        }
    }

    struct Role: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes somebody something else; open sessions notice within a second."
        )

        @OptionGroup var person: Person
        @Option(help: "viewer, agent, manager or admin.") var role: String

        func run() async throws {
            let role = try StaffCommands.role(self.role)
            try await person.change { $0.role = role }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keeps somebody out of a hotel; open sessions end within a second."
        )

        @OptionGroup var person: Person

        func run() async throws {
            try await person.change { $0.isDisabled = true }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets somebody in again who was disabled.")

        @OptionGroup var person: Person

        func run() async throws {
            try await person.change { $0.isDisabled = false }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sets somebody's password; one is made and printed unless it is given. Open sessions end."
        )

        @OptionGroup var person: Person
        @Option(help: "A file whose first line is the password; - is standard input.") var passwordFile: String?

        func run() async throws {
            let given = try passwordFile.map(GeneratedPassword.read)
            let password = given ?? GeneratedPassword.make()
            let hash = try await PasswordWorker().hash(password)
            try await person.options.load().settings.withDatabase { database in
                let hotel = try await PropertyStore(database.router).require(slug: person.property)
                let address = StaffEmail.canonical(person.email)
                try await StaffCommands.explaining(address, hotel) {
                    guard try await StaffStore(database.scope(of: hotel.id)).find(email: address) != nil else {
                        throw StaffRefusal.notFound
                    }
                    try await SharedStaff(database.router).setPassword(
                        email: address,
                        passwordHash: hash,
                        by: StaffCommands.actor
                    )
                }
                print("\(address) has a new password at every hotel; open sessions ended")
            }
            if given == nil { print("password: \(password)") }
        }
    }

    /// Who the audit says it was.
    static let actor = "system:command"

    private static func role(_ word: String) throws -> StaffRole {
        guard let role = StaffRole(rawValue: word) else {
            let roles = StaffRole.allCases.map(\.rawValue).joined(separator: ", ")
            throw ProgramError("a role is one of \(roles), not \(word)")
        }
        return role
    }

    private static func line(_ member: StaffMember) -> String {
        let state = member.isDisabled ? "  disabled" : ""
        return "\(member.email)  \(member.role.rawValue)  \(oneLine(member.name))\(state)"
    }

    private static func explaining<Result>(
        _ email: String,
        _ hotel: Property,
        _ work: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await work()
        } catch let refusal as StaffRefusal {
            let sentence =
                switch refusal {
                case .notFound: "\(email) does not work at \(hotel.slug)"
                case .exists: "\(email) works at \(hotel.slug) already"
                case .worksElsewhere: "\(email) works at another hotel too, and keeps the name"
                case .noDepartment: "there is no such department"
                case .lastAdmin: "\(email) is the last admin of \(hotel.slug)"
                case .version: "\(email) was changed meanwhile"
                }
            throw ProgramError(sentence)
        }
    }
}
