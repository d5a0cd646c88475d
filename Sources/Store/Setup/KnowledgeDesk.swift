package import Domain
package import Foundation
import Postgres

/// An entry as people see it.
package struct KnowledgeDetails: Sendable, Hashable {
    package let id: KnowledgeEntryID
    package let entry: KnowledgeEntry
    package let version: Int
    package let createdAt: Date
    package let updatedAt: Date
}

/// What is to change at an entry; nil leaves a part as it is.
package struct KnowledgeChange: Sendable, Hashable {
    package var title: String?
    package var body: String?
    package var language: String?
    package var category: String?
    package var keywords: [String]?

    /// Changes nothing yet.
    package init() {}

    /// The names of what changes.
    package var names: [String] {
        var names: [String] = []
        if title != nil { names.append("title") }
        if body != nil { names.append("body") }
        if language != nil { names.append("language") }
        if category != nil { names.append("category") }
        if keywords != nil { names.append("keywords") }
        return names
    }
}

/// What the hotel has written down, kept by its own people. What was archived is not there for them.
package struct KnowledgeDesk: Sendable {
    private let scope: PropertyScope

    /// Sees the scope's hotel alone.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    private static let columns: SQL = """
        k.id, k.title, k.body, k.language, k.category, k.keywords, k.version, k.created_at, k.updated_at
        """

    /// A page by category and title.
    ///
    /// - Parameters:
    ///   - language: only entries in it; nil for all.
    ///   - category: only entries of it; nil for all.
    ///   - last: the category, title and id last seen.
    package func list(
        language: String?,
        category: String?,
        after last: (category: String, title: String, id: KnowledgeEntryID)?,
        limit: Int
    ) async throws -> [KnowledgeDetails] {
        try await scope.query(
            SQL(
                """
                SELECT \(fragment: Self.columns) FROM knowledge_entries k
                WHERE k.property_id = \(scope.property) AND k.archived_at IS NULL
                  AND (\(language)::text IS NULL OR k.language = \(language))
                  AND (\(category)::text IS NULL OR k.category = \(category))
                  AND (\(last?.category)::text IS NULL
                       OR (k.category, k.title, k.id) > (\(last?.category), \(last?.title), \(last?.id)))
                ORDER BY k.category, k.title, k.id LIMIT \(Int32(clamping: limit))
                """
            ).named("knowledge.page")
        ).map(Self.details)
    }

    /// The entries that speak of any word of a question, best first, 50 at the utmost.
    package func search(_ text: String, language: String?, limit: Int) async throws -> [KnowledgeDetails] {
        try await scope.query(
            SQL(
                """
                SELECT \(fragment: Self.columns)
                FROM search_knowledge(\(text), \(language), \(Int32(clamping: limit))) AS found
                JOIN knowledge_entries k ON k.id = found.id ORDER BY found.rank DESC, k.id
                """
            ).named("knowledge.look_up")
        ).map(Self.details)
    }

    /// An entry; nil when there is no such one here.
    package func find(_ id: KnowledgeEntryID) async throws -> KnowledgeDetails? {
        try await scope.query(
            SQL(
                """
                SELECT \(fragment: Self.columns) FROM knowledge_entries k
                WHERE k.id = \(id) AND k.property_id = \(scope.property) AND k.archived_at IS NULL
                """
            ).named("knowledge.details")
        ).first.map(Self.details)
    }

    /// Writes an entry down.
    package func add(_ entry: KnowledgeEntry) async throws -> KnowledgeDetails {
        let rows = try await scope.query(
            SQL(
                """
                INSERT INTO knowledge_entries AS k (property_id, title, body, language, category, keywords)
                VALUES (\(scope.property), \(entry.title), \(entry.body), \(entry.language), \(entry.category),
                    \(entry.keywords.joined(separator: " ")))
                RETURNING \(fragment: Self.columns)
                """
            ).named("knowledge.write")
        )
        guard let row = rows.first else { throw ChangeRefusal.missing }
        return try Self.details(row)
    }

    /// Changes an entry.
    ///
    /// - Throws: ``ChangeRefusal`` when there is no such entry, or it is not the version the caller has seen.
    package func change(_ id: KnowledgeEntryID, _ change: KnowledgeChange, expecting version: Int?) async throws
        -> KnowledgeDetails
    {
        try await lock(id, version)
        let rows = try await scope.query(
            SQL(
                """
                UPDATE knowledge_entries AS k SET title = coalesce(\(change.title), k.title),
                    body = coalesce(\(change.body), k.body), language = coalesce(\(change.language), k.language),
                    category = coalesce(\(change.category), k.category),
                    keywords = coalesce(\(change.keywords?.joined(separator: " ")), k.keywords),
                    version = k.version + 1, updated_at = now()
                WHERE k.id = \(id) AND k.property_id = \(scope.property) RETURNING \(fragment: Self.columns)
                """
            ).named("knowledge.change")
        )
        guard let row = rows.first else { throw ChangeRefusal.missing }
        return try Self.details(row)
    }

    /// Puts an entry away: nobody is told of it any more, and it is still there for the record.
    ///
    /// - Throws: ``ChangeRefusal`` when there is no such entry, or it is not the version the caller has seen.
    package func archive(_ id: KnowledgeEntryID, expecting version: Int?) async throws {
        try await lock(id, version)
        _ = try await scope.query(
            SQL(
                """
                UPDATE knowledge_entries SET archived_at = now(), version = version + 1
                WHERE id = \(id) AND property_id = \(scope.property)
                """
            ).named("knowledge.archive")
        )
    }

    private func lock(_ id: KnowledgeEntryID, _ version: Int?) async throws {
        let locked = try await scope.query(
            SQL(
                """
                SELECT version FROM knowledge_entries
                WHERE id = \(id) AND property_id = \(scope.property) AND archived_at IS NULL FOR NO KEY UPDATE
                """
            ).named("knowledge.lock_entry")
        )
        try ChangeRefusal.check(locked, expected: version)
    }

    private static func details(_ row: Row) throws -> KnowledgeDetails {
        KnowledgeDetails(
            id: try row.get("id"),
            entry: KnowledgeEntry(
                title: try row.get("title"),
                body: try row.get("body"),
                language: try row.get("language"),
                category: try row.get("category"),
                keywords: try row.get("keywords", as: String.self).split(separator: " ").map(String.init)
            ),
            version: Int(try row.get("version", as: Int32.self)),
            createdAt: try row.get("created_at"),
            updatedAt: try row.get("updated_at")
        )
    }
}
