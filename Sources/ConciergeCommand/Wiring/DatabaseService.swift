import API
import Postgres
import ServiceLifecycle
import Store

/// Keeps the pools healthy while the program runs.
struct DatabaseService: Service {
    let database: Database

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await database.router.run() }
                group.addTask { await database.api.run() }
            }
        }
    }
}

extension ReadinessCheck {
    /// Whether the database answers.
    static func database(_ database: Database) -> ReadinessCheck {
        ReadinessCheck("database") {
            do {
                try await database.ping()
                return nil
            } catch {
                return "\(error)"
            }
        }
    }
}
