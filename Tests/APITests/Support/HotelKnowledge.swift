import AIEngine
import Domain
import Store

/// The house concierge's view of what a test's hotel has written down.
struct HotelKnowledge: KnowledgeSource {
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
