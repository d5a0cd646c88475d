import Foundation
import PortSupport
import Postgres
import Testing

/// A PostgreSQL server of a test's own, to be stopped and started again. Removed at the end.
final class PrivateServer: Sendable {
    let port: UInt16
    private let directory: String
    private let binaries: String
    private let process = Guarded<RunningProcess?>(nil)

    /// Runs `body` with a fresh server.
    static func with<Result>(_ body: (PrivateServer) async throws -> Result) async throws -> Result {
        let server = try await PrivateServer()
        do {
            let result = try await body(server)
            try await server.remove()
            return result
        } catch {
            try await server.remove()
            throw error
        }
    }

    var configuration: PostgresConfiguration {
        var configuration = PostgresConfiguration("postgres://concierge@127.0.0.1:\(port)/postgres")
        configuration.connectTimeout = .seconds(5)
        return configuration
    }

    private init() async throws {
        // Short, because a socket's path ends at 107 bytes.
        directory = "/tmp/cpg-\(UUID().uuidString.prefix(8))"
        port = try FreePort.find()
        binaries = try await PrivateServer.findBinaries()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        if PrivateServer.isRoot { try await RunningProcess("/bin/chown", ["postgres", directory]).succeed() }
        try await launch(
            "initdb",
            ["-D", "\(directory)/data", "-U", "concierge", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        ).succeed()
        try await start()
    }

    /// Starts the server and waits until it answers. One that finds something of its predecessor still in use, which
    /// broke off a moment ago, gives up at once: it is started again, and what it said stands in the test's output.
    func start() async throws {
        try launchServer()
        try await eventually("the private server answers") {
            if let ended = process.withLock({ $0 }), ended.hasEnded {
                print("the private server ended: \(ended.said)")
                try launchServer()
            }
            do {
                try await PostgresConnection.connect(configuration).close()
                return true
            } catch let error as PostgresError where error.code == .connectFailed {
                return false
            }
        }
    }

    private func launchServer() throws {
        let server = try launch(
            "postgres",
            [
                "-D", "\(directory)/data", "-p", "\(port)", "-c", "listen_addresses=127.0.0.1", "-c",
                "unix_socket_directories=\(directory)", "-c", "fsync=off",
            ]
        )
        process.withLock { $0 = server }
    }

    /// Stops the server at once, breaking every session.
    func stop() async throws {
        let running = process.withLock { process in
            defer { process = nil }
            return process
        }
        running?.signal(SIGQUIT)
        await running?.end()
    }

    private func remove() async throws {
        try await stop()
        try FileManager.default.removeItem(atPath: directory)
    }

    /// The server refuses to run as root, so root starts it as the user whom the package made for that.
    private func launch(_ program: String, _ arguments: [String]) throws -> RunningProcess {
        let path = "\(binaries)/\(program)"
        guard PrivateServer.isRoot else { return try RunningProcess(path, arguments) }
        let user = ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
        return try RunningProcess("/usr/bin/setpriv", user + [path] + arguments)
    }

    private static var isRoot: Bool { getuid() == 0 }

    private static func findBinaries() async throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.max { (Int($0) ?? 0) < (Int($1) ?? 0) }
        if let newest { return "/usr/lib/postgresql/\(newest)/bin" }
        return try await RunningProcess("/usr/bin/env", ["pg_config", "--bindir"]).succeed()
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
