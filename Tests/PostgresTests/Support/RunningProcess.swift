import Foundation
import Postgres

/// A program started by a test, with its output in a file: a pipe could fill up and stop it.
///
/// It must not leave children behind: Foundation takes a program for running as long as one of them lives.
final class RunningProcess: Sendable {
    /// How the program ended; apart from the process, whose handler may not hold it.
    private final class End: Sendable {
        let gate = Gate()
        let status = Guarded<Int32?>(nil)
    }

    private let program: String
    private let identifier: pid_t
    private let output: URL
    private let ended = End()

    init(_ program: String, _ arguments: [String]) throws {
        self.program = program
        output = FileManager.default.temporaryDirectory.appending(path: "cpg-\(UUID().uuidString).out")
        try Data().write(to: output)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: "/tmp")
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        process.terminationHandler = { [ended] process in
            ended.status.withLock { $0 = process.terminationStatus }
            ended.gate.open()
        }
        try process.run()
        identifier = process.processIdentifier
    }

    deinit {
        // Left over at worst: a small file among the temporary ones.
        try? FileManager.default.removeItem(at: output)
    }

    func signal(_ number: Int32) {
        kill(identifier, number)
    }

    func end() async {
        await ended.gate.wait()
    }

    /// Waits for the end and returns the output; throws unless the status is 0.
    @discardableResult
    func succeed() async throws -> String {
        await end()
        let text = try String(contentsOf: output, encoding: .utf8)
        guard ended.status.withLock({ $0 }) == 0 else { throw PostgresError(.system, "\(program) failed: \(text)") }
        return text
    }
}
