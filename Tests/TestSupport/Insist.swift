package import Postgres
package import Store

/// Stores a batch as the router does: neighbours in each other's way try again, and so does whoever has waited 200 ms for
/// a lane, which is not long for one that a test holds on a busy machine.
package func insist(
    _ items: [IngestItem],
    _ hotel: Hotel,
    through executor: (any PostgresExecutor)? = nil,
    reopenWindow: Duration = .seconds(4 * 3600)
) async throws -> [IngestOutcome] {
    for _ in 0..<200 {
        do {
            return try await hotel.receive(items, through: executor, reopenWindow: reopenWindow)
        } catch let error as PostgresError where error.isRetryable {
            continue
        }
    }
    return try await hotel.receive(items, through: executor, reopenWindow: reopenWindow)
}
