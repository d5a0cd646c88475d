import Postgres
import Store

extension Settings {
    /// How to reach the database, as the user of its URL.
    ///
    /// - Throws: ``ProgramError`` when no URL is set.
    func postgresConfiguration() throws(ProgramError) -> PostgresConfiguration {
        guard let url = database.url else {
            throw ProgramError(
                "database.url is not set: give DATABASE_URL, --database-url or concierge.yaml a postgresql:// address"
            )
        }
        var configuration = PostgresConfiguration(url.revealed)
        configuration.applicationName = "concierge \(node.name)"
        return configuration
    }

    /// What seals secrets.
    ///
    /// - Throws: ``ProgramError`` when no key is set.
    func requireSecretBox() throws -> SecretBox {
        guard let key = secrets.key else {
            throw ProgramError(
                "secrets.key is not set: make one with `openssl rand -base64 32`, keep it safe, and give it as SECRETS_KEY"
            )
        }
        return try SecretBox(key: key.revealed)
    }

    /// What seals secrets, if there is a key.
    func secretBox() throws -> SecretBox? {
        try secrets.key.map { try SecretBox(key: $0.revealed) }
    }

    /// Runs a command's work with a small database of its own.
    func withDatabase<Result>(_ body: (Store.Database) async throws -> Result) async throws -> Result {
        let database = Store.Database(try postgresConfiguration(), routerConnections: 2, apiConnections: 1)
        do {
            let result = try await body(database)
            await database.shutdown()
            return result
        } catch {
            await database.shutdown()
            throw error
        }
    }
}
