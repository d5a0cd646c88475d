import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import Sessions

/// Refresh tokens: one renewal each, and never two good ends of one session.
@Suite struct RenewalTests {
    private func refusal(_ test: SessionsUnderTest, _ token: String) async throws -> TokenFailure? {
        do {
            _ = try await test.manager.renew(refreshToken: token)
            return nil
        } catch let failure as TokenFailure {
            return failure
        }
    }

    @Test func `Each renewal gives the next token, and today's role`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.admin, email: "boss@hotel.test")
            let id = try await test.hire(.agent)
            let first = try await test.signIn()
            let second = try await test.manager.renew(refreshToken: first.refreshToken)
            #expect(second.refreshToken != first.refreshToken)
            #expect(second.session.id == first.session.id)
            try await test.change(id) { $0.role = .manager }
            let third = try await test.manager.renew(refreshToken: second.refreshToken)
            #expect(third.session.role == .manager)
            #expect(try await test.manager.principal(bearer: third.accessToken).role == .manager)
        }
    }

    @Test func `A token shown again after its successor was used ends the session, and managers are told`() async throws
    {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let first = try await test.signIn()
            let second = try await test.manager.renew(refreshToken: first.refreshToken)
            let third = try await test.manager.renew(refreshToken: second.refreshToken)
            #expect(try await refusal(test, first.refreshToken) == .revoked)
            #expect(try await refusal(test, third.refreshToken) == .revoked)
            #expect(try await test.refusal(third.accessToken) == .revoked)
            let told = try await test.hotel.values("SELECT kind FROM notifications", as: String.self)
            #expect(told == ["session.reused"])
            let audited = try await test.hotel.values(
                "SELECT detail ->> 'reason' FROM audit WHERE action = 'session.ended'",
                as: String.self
            )
            #expect(audited == ["reuse_detected"])
        }
    }

    @Test func `An answer that was lost is given again once, within ten seconds`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let first = try await test.signIn()
            let lost = try await test.manager.renew(refreshToken: first.refreshToken)
            let again = try await test.manager.renew(refreshToken: first.refreshToken)
            #expect(try await test.refusal(again.accessToken) == nil)
            // The one that was lost is good for nothing but the same excuse.
            let third = try await test.manager.renew(refreshToken: lost.refreshToken)
            #expect(try await refusal(test, first.refreshToken) == .revoked)
            #expect(try await refusal(test, third.refreshToken) == .revoked)
        }
    }

    @Test func `After ten seconds there is no excuse`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let first = try await test.signIn()
            let lost = try await test.manager.renew(refreshToken: first.refreshToken)
            try await test.hotel.run(
                "UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds' WHERE used_at IS NOT NULL"
            )
            #expect(try await refusal(test, first.refreshToken) == .revoked)
            #expect(try await refusal(test, lost.refreshToken) == .revoked)
        }
    }

    @Test func `What is no token, what was not renewed in time, and whose owner was disabled are told apart`()
        async throws
    {
        try await SessionsUnderTest.run { test in
            try await test.hire(.admin, email: "boss@hotel.test")
            let id = try await test.hire(.agent)
            for token in ["", "rt_", "x", "rt_" + String(repeating: "A", count: 43)] {
                #expect(try await refusal(test, token) == .invalid)
            }
            let late = try await test.signIn()
            try await test.hotel.run("UPDATE sessions SET expires_at = now() - interval '1 ms'")
            #expect(try await refusal(test, late.refreshToken) == .expired)
            #expect(try await test.manager.currentPrincipal(of: late.session.id) == nil)
            let disabled = try await test.signIn()
            try await test.change(id) { $0.isDisabled = true }
            #expect(try await refusal(test, disabled.refreshToken) == .revoked)
        }
    }

    @Test func `Two renewals with one token at once leave one good token, 200 times`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            try await test.hotel.withConnections(3) { connections in
                let rendezvous = Rendezvous(watcher: connections[2])
                for round in 0..<200 {
                    let signedIn = try await test.signIn()
                    let token = try #require(OpaqueToken(signedIn.refreshToken, prefix: "rt_"))
                    @Sendable func renew(_ connection: PostgresConnection, _ salt: UInt8) async throws -> String {
                        let successor = Bytes((0..<32).map { UInt8(truncatingIfNeeded: $0 + round) ^ salt })
                        let rows = try await connection.query(
                            "SELECT outcome FROM renew_session(\(Bytes(token.hash)), \(successor), 3600000.0::float8)"
                        )
                        return try rows.first?.get("outcome") ?? ""
                    }
                    let outcomes = try await rendezvous.meet(
                        connections[0],
                        committing: round % 4 != 3,
                        opening: { try await renew($0, 0x00) },
                        blocked: connections[1],
                        second: { try await renew($0, 0x80) }
                    )
                    #expect(outcomes.first == "renewed" && outcomes.second == "renewed")
                    let live = try await test.hotel.value(
                        "SELECT count(*) FROM refresh_tokens WHERE session_id = \(signedIn.session.id) AND used_at IS NULL",
                        as: Int.self
                    )
                    #expect(live == 1)
                    let sessions = try await test.hotel.value(
                        "SELECT count(*) FROM sessions WHERE id = \(signedIn.session.id) AND ended_at IS NULL",
                        as: Int.self
                    )
                    #expect(sessions == 1)
                    try await test.hotel.run("DELETE FROM sessions")
                }
            }
        }
    }
}
