import Logging
import ServiceLifecycle
import Store

/// Keeps a node's knowledge of sessions fresh, and the tables small.
struct SessionService: Service {
    let manager: SessionManager
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await every(manager.configuration.revocationInterval, "revocations") {
                        manager.metrics.board(age: manager.board.age)
                        try await manager.board.read()
                    }
                }
                group.addTask { await every(.seconds(30), "use of keys") { try await manager.keys.noteUse() } }
                group.addTask { await every(.seconds(600), "signing keys") { try await manager.keyring.read() } }
                group.addTask { await every(.seconds(600), "old sessions") { try await manager.sessions.forget() } }
            }
        }
    }

    private func every(_ interval: Duration, _ part: String, _ work: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await work()
            } catch is CancellationError {
                return
            } catch {
                manager.metrics.failed()
                logger.warning("sessions' upkeep failed", metadata: ["part": "\(part)", "error": "\(error)"])
            }
            // Ends early only when cancelled.
            try? await Task.sleep(for: interval)
        }
    }
}
