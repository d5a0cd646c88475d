import AIEngine
import Domain
import Foundation

/// Knowledge in memory: every entry in which a word of the query occurs, more words first, as a store would answer.
struct Shelf: KnowledgeSource {
    var passages: [KnowledgePassage]

    init(_ entries: [(language: String, title: String, body: String)]) {
        passages = entries.map {
            KnowledgePassage(
                id: KnowledgeEntryID(UUID()),
                title: $0.title,
                body: $0.body,
                language: $0.language,
                rank: 0
            )
        }
    }

    func search(_ query: String, property: PropertyID, language: String?, limit: Int) async throws -> [KnowledgePassage]
    {
        let words = query.lowercased().split(separator: " ")
        let ranked = passages.filter { language == nil || $0.language == language }.map { passage in
            var passage = passage
            let text = "\(passage.title) \(passage.body)".lowercased()
            passage.rank = Double(words.count { text.contains($0) }) / 10
            return passage
        }
        return Array(ranked.filter { $0.rank > 0 }.sorted { $0.rank > $1.rank }.prefix(limit))
    }

    static let hotel = Shelf([
        ("en", "Wi-Fi", "Wi-Fi is free in the whole house; sign in with your room number, no password is needed."),
        ("en", "Breakfast", "Breakfast is served from 7:00 to 10:30 in the Garden Room."),
        ("en", "Swimming pool", "The pool on the roof is heated to 28 °C and open from 8:00 to 21:00."),
        ("en", "Parking", "Our garage has 22 spaces at €20 a night."),
        ("en", "Gym", "The gym on floor -1 is open day and night."),
        ("en", "Front desk", "The front desk is in the lobby, to the right of the entrance."),
        ("en", "Fire exits", "Fire exits are at both ends of every corridor."),
        ("de", "Frühstück", "Frühstück gibt es von 7:00 bis 10:30 Uhr im Gartensaal."),
    ])
}

/// Knowledge whose lookup never ends by itself, and tells when it began.
struct Silence: KnowledgeSource {
    let began = Signal()

    func search(_ query: String, property: PropertyID, language: String?, limit: Int) async throws -> [KnowledgePassage]
    {
        began.fire()
        try await Task.sleep(for: .seconds(3600))
        return []
    }
}

/// Knowledge that is out of order.
struct BrokenShelf: KnowledgeSource {
    struct Broken: Error {}

    func search(_ query: String, property: PropertyID, language: String?, limit: Int) async throws -> [KnowledgePassage]
    {
        throw Broken()
    }
}

/// Something a test can wait for.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func fire() {
        continuation.yield()
    }

    func wait() async {
        for await _ in stream { return }
    }
}
