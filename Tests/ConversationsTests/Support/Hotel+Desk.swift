import Conversations
import Domain
import Foundation
import Postgres
import Store
import TestSupport

/// Somebody of the staff.
func colleague(_ name: String, at hotel: Hotel, role: StaffRole = .agent) -> Principal {
    Principal(
        identity: .staff(StaffID(UUID.version7()), session: SessionID(UUID.version7()), generation: 1),
        property: hotel.property,
        permissions: role.permissions,
        role: role,
        name: name
    )
}

extension Hotel {
    /// A conversation in which a guest has just written; the AI has it in hand.
    func conversation(_ number: Int = 1, _ text: String = "Hi") async throws -> ConversationID {
        guard let lane = try await receive([Guest(number).writes(text, to: self)]).first?.conversation else {
            throw PostgresError(.decoding, "nothing was stored")
        }
        return lane
    }

    /// Runs a test with sessions of people, and one of the router's to watch them.
    func withPeople(
        _ body: (_ first: PostgresConnection, _ second: PostgresConnection, _ meeting: Rendezvous) async throws -> Void
    ) async throws {
        let configuration = Database.configuration(database.configuration, as: .api)
        let first = try await PostgresConnection.connect(configuration)
        let second = try await PostgresConnection.connect(configuration)
        do {
            try await withConnections(1) { try await body(first, second, Rendezvous(watcher: $0[0])) }
            await first.close()
            await second.close()
        } catch {
            await first.close()
            await second.close()
            throw error
        }
    }

    /// Changes something as people do, in a transaction of its own on a session.
    func change<Result: Sendable>(
        _ connection: PostgresConnection,
        _ body: @Sendable (PropertyScope) async throws -> Result
    ) async throws -> Result {
        try await connection.script("BEGIN")
        do {
            let result = try await body(try await PropertyScope.entering(property, in: connection))
            try await connection.script("COMMIT")
            return result
        } catch {
            try await connection.script("ROLLBACK")
            throw error
        }
    }

    /// Changes something as people do, in a transaction of its own.
    func change<Result: Sendable>(_ body: @Sendable (PropertyScope) async throws -> Result) async throws -> Result {
        let connection = try await PostgresConnection.connect(
            Database.configuration(database.configuration, as: .api)
        )
        do {
            let result = try await change(connection, body)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }
}

/// What came of a try: the code callers would be told, or nothing when it went well.
enum Outcome: Sendable, Equatable {
    case done
    case refused(String)

    /// Tries something.
    static func of(_ work: () async throws -> some Any) async throws -> Outcome {
        do {
            _ = try await work()
            return .done
        } catch let refusal as InvalidTransition {
            return .refused(refusal.code)
        } catch let refusal as InvalidTaskStep {
            return .refused(refusal.code)
        } catch let refusal as DeskRefusal {
            return .refused("\(refusal)".prefix { $0 != "(" }.description)
        }
    }
}
