import Foundation
import Postgres
import TestSupport
import Testing

/// Guests' messages have one way in: whatever limits, rules and duplicates mean, nothing gets round them.
@Suite struct OneWayInTests {
    /// What writes messages, and for whom.
    private static let writers = [
        "apply_change": "what people and the hotel's rules say",
        "finish_turns": "what the AI says, and its notices",
        "ingest_messages": "what guests write, and the greeting",
        "open_chat": "the greeting of a chat",
        "settle_unknown_deliveries": "a repeat that is marked as such",
    ]

    @Test func `No other function of the database stores a message`() async throws {
        try await Hotel.withOne { hotel in
            let names: [String] = try await hotel.values(
                """
                SELECT p.proname::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname = 'public' AND p.prosrc ~* 'insert\\s+into\\s+(public\\.)?messages\\M' ORDER BY p.proname
                """
            )
            #expect(names == Self.writers.keys.sorted())
        }
    }

    @Test func `A guest's words come in by one of them alone`() async throws {
        try await Hotel.withOne { hotel in
            // Only guests' messages have a decision and a key, and each has both.
            let deciding: [String] = try await hotel.values(
                """
                SELECT p.proname::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname = 'public' AND p.prosrc ~* 'insert\\s+into\\s+(public\\.)?message_keys\\M'
                """
            )
            #expect(deciding == ["ingest_messages"])
            // Those who speak for people cannot store any of it by themselves.
            for table in ["messages", "message_keys", "turns"] {
                #expect(
                    try await !hotel.value(
                        "SELECT has_table_privilege('concierge_api', \(table), 'INSERT')",
                        as: Bool.self
                    )
                )
            }
        }
    }

    @Test func `No statement of the program stores a message by itself`() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var read = 0
        var writing: [String] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            read += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            guard text.contains(/(?i)insert\s+into\s+messages\b/) else { continue }
            writing.append(file.deletingLastPathComponent().lastPathComponent)
        }
        #expect(read > 300)
        // The bench's reference is what other programs would do, and knows no hotel.
        #expect(Set(writing) == ["Reference"])
    }
}
