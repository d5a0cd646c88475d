import Foundation
import Postgres
import Synchronization

/// A PostgreSQL server of a test's own, to be stopped, killed and started again. Removed at the end.
final class PrivateServer: Sendable {
    let port: Int
    private let directory: String
    private let binaries: String

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
        configuration.connectTimeout = .seconds(2)
        return configuration
    }

    private init() async throws {
        // Short, because a socket's path ends at 107 bytes.
        directory = "/tmp/cpg-\(UUID().uuidString.prefix(8))"
        port = try SilentHost().port.asInt
        binaries = try await PrivateServer.findBinaries()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        // The server refuses to run as root, so it runs as whoever owns the package's files.
        if getuid() == 0 { _ = try await PrivateServer.run("/bin/chown", ["postgres", directory], asServer: false) }
        try await run(
            "initdb",
            ["-D", "\(directory)/data", "-U", "concierge", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        )
        try await start()
    }

    func start() async throws {
        let options = "-p \(port) -c listen_addresses=127.0.0.1 -c unix_socket_directories=\(directory) -c fsync=off"
        try await run("pg_ctl", ["-D", "\(directory)/data", "-l", "\(directory)/log", "-o", options, "-w", "start"])
    }

    /// Stops the server at once, breaking every session.
    func stop() async throws {
        try await run("pg_ctl", ["-D", "\(directory)/data", "-m", "immediate", "-w", "stop"])
    }

    private func remove() async throws {
        // Already stopped is fine: a test may end in that state.
        _ = try? await stop()
        try FileManager.default.removeItem(atPath: directory)
    }

    private func run(_ program: String, _ arguments: [String]) async throws {
        _ = try await PrivateServer.run("\(binaries)/\(program)", arguments, asServer: true)
    }

    private static func findBinaries() async throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.max { (Int($0) ?? 0) < (Int($1) ?? 0) }
        if let newest { return "/usr/lib/postgresql/\(newest)/bin" }
        return try await run("/usr/bin/env", ["pg_config", "--bindir"], asServer: false)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func run(_ program: String, _ arguments: [String], asServer: Bool) async throws -> String {
        let process = Process()
        let mustChangeUser = asServer && getuid() == 0
        process.executableURL = URL(filePath: mustChangeUser ? "/usr/sbin/runuser" : program)
        process.arguments = mustChangeUser ? ["-u", "postgres", "--", program] + arguments : arguments
        process.currentDirectoryURL = URL(filePath: "/tmp")
        let output = FileManager.default.temporaryDirectory.appending(path: "cpg-\(UUID().uuidString).out")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        // A file, not a pipe: a server started in the background would keep a pipe open for ever.
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let text = try String(contentsOf: output, encoding: .utf8)
        guard status == 0 else { throw PostgresError(.system, "\(program): status \(status): \(text)") }
        return text
    }
}

extension UInt16 {
    fileprivate var asInt: Int { Int(self) }
}
