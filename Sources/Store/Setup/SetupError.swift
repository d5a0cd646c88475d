import Postgres

/// Why something could not be set up, in one sentence.
package struct SetupError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    /// Says why.
    package init(_ description: String) {
        self.description = description
    }

    /// Runs statements, putting what the schema's own rules refuse into words.
    ///
    /// - Parameter sentences: what to say, by the name of the constraint that refused.
    static func explaining<Result>(
        _ sentences: [String: String],
        _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as PostgresError {
            guard let constraint = error.constraint, let sentence = sentences[constraint] else { throw error }
            throw SetupError(sentence)
        }
    }
}
