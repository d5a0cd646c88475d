import Domain
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Store
import TestSupport
import Testing

@testable import Sessions

/// What is taken back is refused everywhere, soon.
@Suite struct RevocationTests {
    /// Runs a node's service while a test runs.
    private func serving(_ node: SessionManager, _ body: () async throws -> Void) async throws {
        let service = node.service
        let group = ServiceGroup(
            configuration: .init(services: [service], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body()
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test func `Another node refuses within a second what was signed out here, and its sockets are told`() async throws
    {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let other = try test.otherNode()
            try await serving(other) {
                let signedIn = try await test.signIn()
                #expect(try await test.refusal(signedIn.accessToken, by: other) == nil)
                var changes = other.authorityChanges().makeAsyncIterator()
                let lateness = Lateness(asking: test.hotel.pool)
                let began = ContinuousClock.now
                try await test.manager.signOut(signedIn.session.id, by: "test")
                let change = await changes.next()
                #expect(ContinuousClock.now - began < .seconds(1) + lateness.allowance())
                #expect(change == AuthorityChange(subject: .session(signedIn.session.id), kind: .ended))
                #expect(try await test.refusal(signedIn.accessToken, by: other) == .revoked)
                #expect(try await test.refusal(signedIn.accessToken) == .revoked)
            }
        }
    }

    @Test func `A changed role refuses the old tokens and no new one`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.admin, email: "boss@hotel.test")
            let id = try await test.hire(.agent)
            let before = try await test.signIn()
            var changes = test.manager.authorityChanges().makeAsyncIterator()
            try await test.change(id) { $0.role = .viewer }
            try await test.manager.board.read()
            #expect(
                await changes.next() == AuthorityChange(subject: .session(before.session.id), kind: .roleChanged)
            )
            #expect(try await test.refusal(before.accessToken) == .revoked)
            #expect(try await test.manager.currentPrincipal(of: before.session.id)?.role == .viewer)
            let after = try await test.manager.renew(refreshToken: before.refreshToken)
            #expect(try await test.manager.principal(bearer: after.accessToken).role == .viewer)
        }
    }

    @Test func `A new password and the end of the role end every session at the hotel`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.admin, email: "boss@hotel.test")
            let id = try await test.hire(.agent)
            let hash = try await test.manager.passwords.hash(SessionsUnderTest.password)
            for isDisabling in [false, true] {
                let tokens = [try await test.signIn(), try await test.signIn()]
                try await test.change(id) { change in
                    if isDisabling { change.isDisabled = true } else { change.passwordHash = hash }
                }
                try await test.manager.board.read()
                for token in tokens { #expect(try await test.refusal(token.accessToken) == .revoked) }
            }
        }
    }

    @Test func `A name may change without anybody noticing`() async throws {
        try await SessionsUnderTest.run { test in
            let id = try await test.hire(.agent)
            let signedIn = try await test.signIn()
            try await test.change(id) { $0.name = "Ada L." }
            try await test.manager.board.read()
            #expect(try await test.refusal(signedIn.accessToken) == nil)
        }
    }

    @Test func `A node that cannot read what was taken back believes nobody`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let token = try await test.signIn().accessToken
            #expect(try await test.refusal(token) == nil)
            var configuration = SessionConfiguration()
            configuration.revocationAge = .zero
            let blind = try test.otherNode(configuration)
            #expect(try await test.refusal(token, by: blind) == nil)
            let owner = try await PostgresConnection.connect(test.hotel.database.configuration)
            try await owner.script("ALTER TABLE revocations RENAME TO hidden")
            await #expect(throws: PostgresError.self) { try await blind.principal(bearer: token) }
            try await owner.script("ALTER TABLE hidden RENAME TO revocations")
            await owner.close()
            #expect(try await test.refusal(token, by: blind) == nil)
        }
    }

    @Test func `What was committed is done though the node cannot read it back, and believes nobody until it can`()
        async throws
    {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let token = try await test.signIn().accessToken
            #expect(try await test.refusal(token) == nil)
            let owner = try await PostgresConnection.connect(test.hotel.database.configuration)
            try await owner.script("ALTER TABLE revocations RENAME TO hidden")
            await test.manager.board.catchUp()
            #expect(test.manager.board.age == nil)
            await #expect(throws: PostgresError.self) { try await test.manager.principal(bearer: token) }
            try await owner.script("ALTER TABLE hidden RENAME TO revocations")
            await owner.close()
            #expect(try await test.refusal(token) == nil)
        }
    }

    @Test func `Signing out twice, and with what never was, is nothing`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let signedIn = try await test.signIn()
            for _ in 0..<2 { try await test.manager.signOut(refreshToken: signedIn.refreshToken) }
            try await test.manager.signOut(refreshToken: "rubbish")
            try await test.manager.signOut(signedIn.session.id, by: "test")
            #expect(try await test.hotel.value("SELECT count(*) FROM revocations", as: Int.self) == 1)
            #expect(try await test.refusal(signedIn.accessToken) == .revoked)
        }
    }

    @Test func `Whoever signs in while being disabled is in and out, or not in at all, 200 times`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.admin, email: "boss@hotel.test")
            let id = try await test.hire(.agent)
            let hash = try await test.hotel.value("SELECT password_hash FROM staff WHERE id = \(id)", as: String.self)
            let property = test.hotel.property
            try await test.hotel.withConnections(3) { connections in
                let rendezvous = Rendezvous(watcher: connections[2])
                for round in 0..<200 {
                    let disable: @Sendable (PostgresConnection) async throws -> Void = { connection in
                        _ = try await connection.query(
                            "SELECT set_config('app.property', \(property.description), false)"
                        )
                        _ = try await connection.query(
                            """
                            SELECT change_staff(\(id), NULL, NULL, NULL, true, false, NULL, NULL, 'test')
                            """
                        )
                    }
                    let signIn: @Sendable (PostgresConnection) async throws -> Void = { connection in
                        _ = try await connection.query(
                            SessionStore.opening(
                                SessionID(UUID.version7()),
                                for: StaffCredentials(staff: id, passwordHash: hash),
                                at: property,
                                ttl: .seconds(60),
                                userAgent: nil
                            )
                        )
                    }
                    if round.isMultiple(of: 2) {
                        _ = try await rendezvous.meet(
                            connections[0],
                            opening: disable,
                            blocked: connections[1],
                            second: signIn
                        )
                    } else {
                        _ = try await rendezvous.meet(
                            connections[0],
                            opening: signIn,
                            blocked: connections[1],
                            second: disable
                        )
                    }
                    let living = try await test.hotel.value(
                        "SELECT count(*) FROM sessions WHERE ended_at IS NULL",
                        as: Int.self
                    )
                    #expect(living == 0)
                    try await test.change(id) { $0.isDisabled = false }
                }
            }
        }
    }
}
