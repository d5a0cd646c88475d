package import Domain

/// Where an engine looks up what the hotel has written down.
package protocol KnowledgeSource: Sendable {
    /// Finds the passages nearest to a question, best first.
    ///
    /// - Parameters:
    ///   - query: the question's content words, separated by spaces. Any of them may match; more matches rank higher.
    ///   - property: the hotel whose entries may be found, no other.
    ///   - language: a two-letter code when only entries in it are wanted; nil for all.
    ///   - limit: the most passages to return.
    /// - Throws: whatever the store throws; the engine reports it as ``EngineError/failed(detail:)``.
    func search(
        _ query: String,
        property: PropertyID,
        language: String?,
        limit: Int
    ) async throws -> [KnowledgePassage]
}

/// One piece of what the hotel has written down.
package struct KnowledgePassage: Sendable, Hashable {
    /// The entry, cited by the answer.
    package var id: KnowledgeEntryID
    /// The question or topic, and the answer as a guest may read it.
    package var title: String
    package var body: String
    /// Its language, a two-letter code.
    package var language: String
    /// How well it matched by the store's own measure: higher is better, 0 is worst.
    package var rank: Double

    /// Names every part.
    package init(id: KnowledgeEntryID, title: String, body: String, language: String, rank: Double) {
        self.id = id
        self.title = title
        self.body = body
        self.language = language
        self.rank = rank
    }
}
