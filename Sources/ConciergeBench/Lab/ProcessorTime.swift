import Foundation
import Postgres

/// The processor time of processes, which tells what a message costs however busy the machine is.
enum ProcessorTime {
    /// What a process has used so far, in seconds; nil when the system does not say.
    static func seconds(of process: Int32) -> Double? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let rest = stat.split(separator: ")").last
        else { return nil }
        let fields = rest.split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        // The kernel counts in hundredths of a second here, whatever its own clock.
        return (user + system) / 100
    }

    /// What the server's processes that now serve a database have used, in seconds; nil when they are not on this machine.
    static func seconds(serving copy: Laboratory.Copy, on server: DurableServer) async throws -> Double? {
        let rows = try await server.withConnection { connection in
            try await connection.query("SELECT pid FROM pg_stat_activity WHERE datname = \(copy.name)")
        }
        var total: Double?
        for row in rows {
            if let used = seconds(of: try row.get("pid", as: Int32.self)) { total = (total ?? 0) + used }
        }
        return total
    }
}
