package import Domain
package import Postgres

/// Something the hotel has written down for its guests.
package struct KnowledgeEntry: Sendable, Hashable {
    /// The subject.
    package var title: String
    /// The answer as a guest may read it.
    package var body: String
    /// A two-letter code.
    package var language: String
    package var category: String
    /// Other words guests use for it.
    package var keywords: [String]

    /// Names every part.
    package init(
        title: String,
        body: String,
        language: String = "en",
        category: String = "general",
        keywords: [String] = []
    ) {
        self.title = title
        self.body = body
        self.language = language
        self.category = category
        self.keywords = keywords
    }
}

/// An entry found by its words.
package struct FoundKnowledge: Sendable, Hashable {
    package let id: KnowledgeEntryID
    package let title: String
    package let body: String
    package let language: String
    /// How well it matches: higher is better.
    package let rank: Double
}

/// What hotels have written down.
package struct KnowledgeStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through a pool: a search must not share a transaction, which it tells the property to.
    package init(_ pool: PostgresPool) {
        executor = pool
    }

    /// Stores entries. One of the same title and language is replaced.
    ///
    /// - Returns: how many there were.
    /// - Throws: ``SetupError`` when an entry is empty or too long; then none is stored.
    @discardableResult
    package func add(_ entries: [KnowledgeEntry], to property: PropertyID) async throws -> Int {
        guard !entries.isEmpty else { return 0 }
        // Two imports at once would both find an entry missing and both add it.
        let lock: SQL = "SELECT pg_advisory_xact_lock(hashtextextended(\(property.description), 7)) IS NULL"
        let sentences = [
            "knowledge_entries_title_check": "a title has 1 to 300 characters",
            "knowledge_entries_body_check": "a text has 1 to 20000 characters",
        ]
        try await SetupError.explaining(sentences) {
            _ = try await executor.pipeline([lock.named("knowledge.lock")] + entries.map { Self.put($0, property) })
        }
        return entries.count
    }

    private static func put(_ entry: KnowledgeEntry, _ property: PropertyID) -> SQL {
        let keywords = entry.keywords.joined(separator: " ")
        return SQL(
            """
            WITH known AS (
                UPDATE knowledge_entries
                SET body = \(entry.body), category = \(entry.category), keywords = \(keywords),
                    version = version + 1, updated_at = now()
                WHERE property_id = \(property) AND title = \(entry.title) AND language = \(entry.language)
                  AND archived_at IS NULL
                RETURNING id
            )
            INSERT INTO knowledge_entries (property_id, title, body, language, category, keywords)
            SELECT \(property), \(entry.title), \(entry.body), \(entry.language), \(entry.category), \(keywords)
            WHERE NOT EXISTS (SELECT FROM known)
            """
        ).named("knowledge.put")
    }

    /// A hotel's entries by category and title.
    package func list(of property: PropertyID) async throws -> [KnowledgeEntry] {
        let rows = try await executor.query(
            SQL(
                """
                SELECT title, body, language, category, keywords FROM knowledge_entries
                WHERE property_id = \(property) AND archived_at IS NULL ORDER BY category, title, language
                """
            ).named("knowledge.list")
        )
        return try rows.map { row in
            KnowledgeEntry(
                title: try row.get("title"),
                body: try row.get("body"),
                language: try row.get("language"),
                category: try row.get("category"),
                keywords: try row.get("keywords", as: String.self).split(separator: " ").map(String.init)
            )
        }
    }

    /// Finds entries that speak of any word of a question, best first.
    ///
    /// - Parameters:
    ///   - question: words; any may match.
    ///   - property: the only hotel looked at.
    ///   - language: a two-letter code; nil looks at all, without knowing their word endings.
    ///   - limit: the most to return, 50 at the utmost.
    package func search(
        _ question: String,
        in property: PropertyID,
        language: String?,
        limit: Int
    ) async throws -> [FoundKnowledge] {
        // The function takes the property from the transaction; a pipeline of its own is one.
        let results = try await executor.pipeline([
            SQL("SELECT set_config('app.property', \(property.description), true)").named("knowledge.scope"),
            SQL(
                """
                SELECT id, title, body, language, rank
                FROM search_knowledge(\(question.replacing("\0", with: " ")), \(language), \(Int32(clamping: limit)))
                """
            ).named("knowledge.search"),
        ])
        guard let rows = results.last else { return [] }
        return try rows.map { row in
            FoundKnowledge(
                id: try row.get("id"),
                title: try row.get("title"),
                body: try row.get("body"),
                language: try row.get("language"),
                rank: try row.get("rank")
            )
        }
    }
}
