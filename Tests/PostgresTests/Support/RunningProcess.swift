import Foundation
import Postgres

/// A program started by a test.
///
/// Not Foundation's `Process`: that takes a program for running as long as any child of it lives, and never frees itself.
final class RunningProcess: Sendable {
    /// How the program ended; apart from the process, because the thread that waits for the end outlives it.
    private final class End: Sendable {
        let gate = Gate()
        let status = Guarded<Int32?>(nil)
    }

    private let program: String
    private let identifier: pid_t
    private let output: String
    private let ended = End()

    init(_ program: String, _ arguments: [String]) throws {
        self.program = program
        output = "/tmp/cpg-\(UUID().uuidString).out"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        // A file, not a pipe: a pipe could fill up and stop the program.
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // In a directory that the server's user may enter.
        let words = ["env", "--chdir=/tmp", program] + arguments
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var identifier: pid_t = 0
        let result = posix_spawn(&identifier, "/usr/bin/env", &actions, nil, &pointers, environ)
        guard result == 0 else { throw PostgresError(.system, "\(program): \(String(cString: strerror(result)))") }
        self.identifier = identifier
        Thread.detachNewThread { [ended, identifier] in
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            ended.status.withLock { [status] in $0 = status }
            ended.gate.open()
        }
    }

    deinit {
        unlink(output)
    }

    func signal(_ number: Int32) {
        kill(identifier, number)
    }

    func end() async {
        await ended.gate.wait()
    }

    /// Whether it ended by now.
    var hasEnded: Bool { ended.status.withLock { $0 } != nil }

    /// What it said so far, the beginning of it.
    var said: String { String(decoding: readOutput(), as: UTF8.self) }

    /// Waits for the end and returns the output; throws unless the program was content.
    @discardableResult
    func succeed() async throws -> String {
        await end()
        let text = said
        guard ended.status.withLock({ $0 }) == 0 else { throw PostgresError(.system, "\(program) failed: \(text)") }
        return text
    }

    private func readOutput() -> [UInt8] {
        guard let file = fopen(output, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}
