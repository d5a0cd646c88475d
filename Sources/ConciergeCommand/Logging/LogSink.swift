package import Foundation
import Synchronization

/// Where log lines go, whole lines at a time.
package final class LogSink: Sendable {
    /// Tells the time of a line.
    package let now: @Sendable () -> Date

    private let lock = Mutex(())
    private let output: @Sendable (String) -> Void

    /// Makes a sink; `output` is called by one caller at a time.
    package init(now: @escaping @Sendable () -> Date = { Date() }, output: @escaping @Sendable (String) -> Void) {
        self.now = now
        self.output = output
    }

    /// Standard error: standard output belongs to what commands print.
    package static let standardError = LogSink { line in
        // A closed or full standard error must not end the program, and there is nowhere left to say so.
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }

    /// Writes one line.
    func write(_ line: String) {
        lock.withLock { _ in output(line) }
    }
}
