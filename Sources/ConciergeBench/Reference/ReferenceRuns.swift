import Foundation

/// Runs a reference script at every number of clients and keeps the best.
struct ReferenceRuns: Sendable {
    /// `-c 1, 8, 16, 64`.
    static let clients = [1, 8, 16, 64]

    let bench: PgBench
    let hotel: BenchHotel
    /// The length of a webhook's body, in bytes.
    let bodyLength: Int

    /// Runs the script at each number of clients; guests are never met twice.
    func all(_ script: String) async throws -> [PgBench.Run] {
        var runs: [PgBench.Run] = []
        let quarter = hotel.knownGuests / Self.clients.count
        for (index, clients) in Self.clients.enumerated() {
            let variables = [
                "property": hotel.property.uuidString, "endpoint": hotel.endpoint.uuidString,
                "length": String(bodyLength), "base": String(index * quarter - 1), "share": String(quarter / clients),
                "n": "0",
            ]
            runs.append(try await bench.run(script, clients: clients, variables: variables))
        }
        return runs
    }
}
