import Postgres

/// What a measurement left in the database: a figure counts only when everything acknowledged is there.
struct StoredRows: Sendable {
    /// How many guest messages were stored, by decision, those of the building of the hotel not counted.
    let decisions: [String: Int]
    /// How many deliveries there are, by state.
    let deliveries: [String: Int]

    /// Looks at a copy.
    init(in copy: Laboratory.Copy, on server: DurableServer) async throws {
        (decisions, deliveries) = try await server.withConnection(to: copy.name) { connection in
            let decisions = try await connection.query(
                """
                SELECT decision AS word, count(*) AS number FROM messages
                WHERE author = 'guest' AND provider_message_id NOT LIKE 'wamid.seed.%' GROUP BY decision
                """
            )
            let deliveries = try await connection.query(
                "SELECT state AS word, count(*) AS number FROM deliveries GROUP BY state"
            )
            return (try Self.counts(decisions), try Self.counts(deliveries))
        }
    }

    /// All guest messages stored.
    var messages: Int { decisions.values.reduce(0, +) }

    /// Makes sure that every acknowledged message is stored once.
    ///
    /// - Throws: ``BenchError`` when one is missing or doubled.
    func check(accepted: Int) throws {
        guard messages == accepted else {
            throw BenchError("\(accepted) messages were acknowledged and \(messages) are stored")
        }
    }

    private static func counts(_ rows: Rows) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in rows { counts[try row.get("word")] = Int(try row.get("number", as: Int64.self)) }
        return counts
    }
}
