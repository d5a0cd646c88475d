import Foundation
import Synchronization

/// What went wrong with a program under test.
struct ProgramFailure: Error, CustomStringConvertible {
    let description: String
}

/// A real program in a process of its own, which a test may end in any way.
///
/// Spawned by hand: a SIGKILL must reach the very process that serves, and its end must be noticed though its pipes
/// are still held by somebody.
final class RunningProgram: Sendable {
    private struct State {
        var lines: [String] = []
        var hasEnded = false
        var status: Int32?
        var readers: [(text: String, continuation: CheckedContinuation<String?, Never>)] = []
        var enders: [CheckedContinuation<Int32, Never>] = []
    }

    private let state = Mutex(State())
    let name: String
    private let identifier: pid_t

    /// Starts it.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: what it is given.
    ///   - environment: added to ours.
    ///   - descriptors: files of ours that it finds open under other numbers.
    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        descriptors: [(ours: Int32, theirs: Int32)] = []
    ) throws {
        name = URL(filePath: program).lastPathComponent
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ProgramFailure(description: "no pipe for \(program)") }
        let (reading, writing) = (ends[0], ends[1])
        // Neither this end nor those of other programs may be inherited, or nobody would see the end of the output.
        _ = fcntl(reading, F_SETFD, FD_CLOEXEC)
        _ = fcntl(writing, F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, writing, 1)
        posix_spawn_file_actions_adddup2(&actions, writing, 2)
        for (ours, theirs) in descriptors { posix_spawn_file_actions_adddup2(&actions, ours, theirs) }
        let settings = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let words = ["env"] + settings + [program] + arguments
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var identifier: pid_t = 0
        let result = posix_spawn(&identifier, "/usr/bin/env", &actions, nil, &pointers, environ)
        close(writing)
        guard result == 0 else {
            close(reading)
            throw ProgramFailure(description: "\(program) cannot be started: \(result)")
        }
        self.identifier = identifier
        Thread.detachNewThread { [self] in read(reading) }
        Thread.detachNewThread { [self, identifier] in awaitEnd(of: identifier) }
    }

    /// Everything it printed so far.
    var output: String { state.withLock { $0.lines.joined(separator: "\n") } }

    /// Sends a signal, unless it has ended: its number may be another's by then.
    func signal(_ number: Int32) {
        state.withLock { state in
            if !state.hasEnded { _ = kill(identifier, number) }
        }
    }

    /// Waits for the first line, past or coming, that holds a text.
    ///
    /// - Throws: ``ProgramFailure`` with the last of its output when it ended without such a line.
    @discardableResult
    func line(containing text: String) async throws -> String {
        let line = await withCheckedContinuation { (continuation: CheckedContinuation<String?, Never>) in
            let (found, isOver) = state.withLock { state -> (String?, Bool) in
                if let found = state.lines.first(where: { $0.contains(text) }) { return (found, true) }
                if state.status != nil { return (nil, true) }
                state.readers.append((text, continuation))
                return (nil, false)
            }
            if isOver { continuation.resume(returning: found) }
        }
        guard let line else {
            throw ProgramFailure(description: "\(name) ended without \"\(text)\":\n\(output.suffix(3000))")
        }
        return line
    }

    /// Waits for its end. Returns the exit status, or minus the signal that ended it.
    @discardableResult
    func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state in
                if state.status == nil { state.enders.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    private func read(_ descriptor: Int32) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += buffer[..<count]
            while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
                add(String(decoding: rest[..<newline], as: UTF8.self))
                rest.removeSubrange(...newline)
            }
        }
        close(descriptor)
    }

    private func add(_ line: String) {
        let readers = state.withLock { state in
            state.lines.append(line)
            defer { state.readers.removeAll { line.contains($0.text) } }
            return state.readers.filter { line.contains($0.text) }
        }
        for reader in readers { reader.continuation.resume(returning: line) }
    }

    private func awaitEnd(of identifier: pid_t) {
        var info = siginfo_t()
        // Seen but not yet buried: until the lock is held the number stays its own, so no signal can hit a stranger.
        while waitid(P_PID, id_t(identifier), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        var raw: Int32 = 0
        let (status, readers, enders) = state.withLock { state in
            while waitpid(identifier, &raw, 0) < 0, errno == EINTR {}
            let status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F)
            state.hasEnded = true
            state.status = status
            defer { (state.readers, state.enders) = ([], []) }
            return (status, state.readers, state.enders)
        }
        for reader in readers { reader.continuation.resume(returning: nil) }
        for ender in enders { ender.resume(returning: status) }
    }

    /// Where a program of ours is: told by the environment, else where this test was built.
    static func path(of name: String) throws -> String {
        let told = ProcessInfo.processInfo.environment["CONCIERGE_BINARIES"].map { URL(filePath: $0) }
        // The test runner is a program of the toolchain; the tests themselves are the `.xctest` it was given.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
            .map { URL(filePath: $0).deletingLastPathComponent() }
        let built = bundle ?? URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
        let path = (told ?? built).appending(path: name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw ProgramFailure(description: "there is no program at \(path); CONCIERGE_BINARIES names their folder")
        }
        return path
    }
}
