import Foundation
import Postgres

/// A durable server with a hotel on it, to be copied for every single measurement so that none inherits another's rows.
struct Laboratory: Sendable {
    let server: DurableServer
    let programs: InstalledPrograms
    let hotel: BenchHotel
    private let seed: String

    /// A copy of the hotel's database.
    struct Copy: Sendable {
        let name: String
        let url: String
    }

    /// Builds the hotel, runs a body with it, and removes everything whatever became of it.
    static func open<Result>(
        _ options: BenchOptions,
        knownGuests: Int? = nil,
        _ body: (Laboratory) async throws -> Result
    ) async throws -> Result {
        let server = try await DurableServer(url: options.databaseURL)
        let programs = try InstalledPrograms()
        let seed = "concierge_bench_\(ProcessInfo.processInfo.processIdentifier)"
        let guests = knownGuests ?? options.knownGuests
        progress("building a hotel with \(guests) guests")
        try await server.create(seed)
        do {
            let hotel = try await BenchHotel.build(
                in: seed,
                on: server,
                migrations: programs.migrations(),
                knownGuests: guests
            )
            let laboratory = Laboratory(server: server, programs: programs, hotel: hotel, seed: seed)
            let result = try await body(laboratory)
            try await server.drop(seed)
            return result
        } catch {
            try await server.drop(seed)
            throw error
        }
    }

    /// Runs a body with a fresh copy of the hotel's database, which is gone afterwards.
    func withCopy<Result>(_ body: (Copy) async throws -> Result) async throws -> Result {
        let name = seed + "_run"
        try await server.create(name, copying: seed)
        do {
            let result = try await body(Copy(name: name, url: server.address.database(name)))
            try await server.drop(name)
            return result
        } catch {
            try await server.drop(name)
            throw error
        }
    }

    /// Runs a body while a program runs, and ends the program whatever became of it.
    func with<Result>(_ child: Child, readyAt question: ControlRequest, _ body: (Child) async throws -> Result)
        async throws
        -> Result
    {
        do {
            try await child.ready(at: question)
            let result = try await body(child)
            await child.stop()
            return result
        } catch {
            let said = child.output
            await child.stop()
            if !said.isEmpty { progress("the program said: \(said.suffix(2000))") }
            throw error
        }
    }

    /// Starts our server with parts left out; see ``BenchNode``.
    func node(_ work: BenchNode.Work, on copy: Copy, port: Int) throws -> Child {
        try Child(
            programs.path("concierge-bench"),
            [
                "node", "--database-url", copy.url, "--secrets-key", hotel.secretsKey, "--port", String(port), "--work",
                work.rawValue,
            ]
        )
    }

    /// Starts the program itself, as an operator would.
    ///
    /// - Parameter more: further options of `concierge serve`.
    func serve(on copy: Copy, port: Int, _ more: [String] = []) throws -> Child {
        try Child(
            programs.path("concierge"),
            ["serve", "--server-host", "127.0.0.1", "--server-port", String(port), "--log-level", "warning"] + more,
            environment: ["DATABASE_URL": copy.url, "SECRETS_KEY": hotel.secretsKey]
        )
    }
}
