import AIEngine
import Domain
import Store

/// The built-in engine's view of what hotels have written down.
struct StoredKnowledge: KnowledgeSource {
    let store: KnowledgeStore

    func search(
        _ query: String,
        property: PropertyID,
        language: String?,
        limit: Int
    ) async throws -> [KnowledgePassage] {
        try await store.search(query, in: property, language: language, limit: limit).map { found in
            KnowledgePassage(
                id: found.id,
                title: found.title,
                body: found.body,
                language: found.language,
                rank: found.rank
            )
        }
    }
}
