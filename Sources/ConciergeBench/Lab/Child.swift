import Foundation

/// A program started for a measurement, its output kept in a file.
final class Child {
    private let process = Process()
    private let name: String
    private let log: URL

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: the path of its file.
    ///   - environment: added to our own.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        name = URL(filePath: program).lastPathComponent
        log = FileManager.default.temporaryDirectory.appending(path: "concierge-bench-\(UUID().uuidString).log")
        guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
            throw BenchError("\(log.path) cannot be written")
        }
        let output = try FileHandle(forWritingTo: log)
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, ours in ours }
        process.standardOutput = output
        process.standardError = output
        try Self.withSignalsOpen { try process.run() }
    }

    /// Threads of the concurrency runtime may block signals, and a child inherits that: it would never hear that it is
    /// to end, and pgbench not that its time is up.
    private static func withSignalsOpen(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        // SAFETY: the calls read and write the local values only.
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    /// The number the system knows it by.
    var id: Int32 { process.processIdentifier }

    /// What it has said so far.
    var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Waits until it ends by itself.
    ///
    /// - Throws: ``BenchError`` with its last words when it ends badly.
    func finish() async throws -> String {
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        let said = output
        try FileManager.default.removeItem(at: log)
        guard process.terminationStatus == 0 else {
            throw BenchError("\(name) ended with \(process.terminationStatus): \(said.suffix(2000))")
        }
        return said
    }

    /// Waits until it answers 200 to a question, asking every 2 ms.
    func ready(at question: ControlRequest, within limit: Duration = .seconds(30)) async throws {
        let deadline = ContinuousClock.now + limit
        while process.isRunning, .now < deadline {
            // Not yet listening and not yet ready are the same to us.
            if (try? await question.body()) != nil { return }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw BenchError("\(name) did not become ready: \(output.suffix(2000))")
    }

    /// Asks it to end, and makes it after 20 seconds.
    func stop() async {
        if process.isRunning { process.terminate() }
        let deadline = ContinuousClock.now + .seconds(20)
        while process.isRunning, .now < deadline {
            // Cancelled or not, the program must be gone before its database is.
            try? await Task.sleep(for: .milliseconds(10))
        }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: log)
    }

    /// The memory it holds, in bytes; nil when the system does not say.
    var residentBytes: Int? { ResidentMemory.bytes(of: id) }

    /// The processor time it has used, in seconds; nil when the system does not say.
    var processorSeconds: Double? { ProcessorTime.seconds(of: id) }
}
