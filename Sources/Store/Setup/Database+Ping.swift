import Postgres

extension Database {
    /// Asks the server for an answer, through the router's pool; throws `PostgresError` when there is none.
    package func ping() async throws {
        _ = try await router.query(SQL("SELECT 1").named("database.ping"))
    }
}
