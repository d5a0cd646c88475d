import Foundation

/// What the operating system says about this process. Empty where there is no `/proc`.
package struct ProcessSample: Sendable {
    /// Values by metric name.
    package var values: [(name: String, value: Double)]

    /// Names every part.
    package init(values: [(name: String, value: Double)]) {
        self.values = values
    }

    /// Linux counts processor time in hundredths of a second and pages of 4 KiB on every platform Swift supports there.
    private static let ticksPerSecond = 100.0
    private static let pageBytes = 4096.0

    /// Reads the present state.
    package static func current() -> ProcessSample {
        var values: [(name: String, value: Double)] = []
        if let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let close = stat.lastIndex(of: ")")
        {
            // Fields are counted after the name, which may hold anything: the first after it is the third of all.
            let fields = stat[stat.index(after: close)...].split(separator: " ").map { Double($0) ?? 0 }
            if fields.count > 21 {
                values.append(("process_cpu_seconds_total", (fields[11] + fields[12]) / ticksPerSecond))
                values.append(("process_resident_memory_bytes", fields[21] * pageBytes))
                if let boot = bootTime {
                    values.append(("process_start_time_seconds", boot + fields[19] / ticksPerSecond))
                }
            }
        }
        if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            values.append(("process_open_fds", Double(files.count)))
        }
        return ProcessSample(values: values)
    }

    private static let bootTime: Double? = {
        guard let stat = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
        return stat.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap {
            Double($0.dropFirst("btime ".count))
        }
    }()
}
