import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import Sessions

/// Signing in, and what keeps strangers from trying.
@Suite struct SignInTests {
    private func failure(_ test: SessionsUnderTest, _ email: String, _ password: String, address: String = "192.0.2.1")
        async throws -> SignInFailure?
    {
        do {
            _ = try await test.signIn(email, password: password, address: address)
            return nil
        } catch let failure as SignInFailure {
            return failure
        }
    }

    /// Whatever is locked stays so for an hour more: how long it is locked for is looked at in the row, not raced with.
    private func keepLocked(_ test: SessionsUnderTest) async throws {
        try await test.hotel.run("UPDATE login_failures SET locked_until = locked_until + interval '1 hour'")
    }

    @Test func `Whoever signs in gets a token that speaks for them at their hotel`() async throws {
        try await SessionsUnderTest.run { test in
            let id = try await test.hire(.agent)
            let signedIn = try await test.signIn(" Ada@Hotel.TEST ")
            let principal = try await test.manager.principal(bearer: signedIn.accessToken)
            #expect(
                principal
                    == Principal(
                        identity: .staff(id, session: signedIn.session.id, generation: 1),
                        property: test.hotel.property,
                        permissions: StaffRole.agent.permissions,
                        role: .agent,
                        name: "Ada"
                    )
            )
            #expect(signedIn.properties.map(\.slug) == ["aurora"])
            #expect(try await test.manager.currentPrincipal(of: signedIn.session.id) == principal)
        }
    }

    @Test func `Times follow the settings: a token never outlives the session, and is renewed before its end`() {
        func times(_ ttl: Int, _ threshold: Int) -> [Duration] {
            let configuration = SessionConfiguration(ttl: .seconds(ttl), renewalThreshold: .seconds(threshold))
            return [configuration.accessTokenLifetime, configuration.renewAfter]
        }
        #expect(times(3600, 300) == [.seconds(900), .seconds(600)])
        #expect(times(600, 300) == [.seconds(600), .seconds(300)])
        #expect(times(3600, 3000) == [.seconds(900), .seconds(300)])
        #expect(times(60, 0) == [.seconds(60), .seconds(60)])
    }

    @Test func `A wrong password, an unknown address, another hotel and the disabled are told the same`() async throws {
        try await SessionsUnderTest.run { test in
            let id = try await test.hire(.agent)
            try await test.hire(.admin, email: "boss@hotel.test")
            #expect(try await failure(test, "ada@hotel.test", "wrong") == .invalidCredentials)
            #expect(try await failure(test, "nobody@hotel.test", SessionsUnderTest.password) == .invalidCredentials)
            #expect(try await failure(test, "no address", SessionsUnderTest.password) == .invalidCredentials)
            await #expect(throws: SignInFailure.invalidCredentials) { try await test.signIn(property: "borealis") }
            try await test.change(id) { $0.isDisabled = true }
            #expect(
                try await failure(test, "ada@hotel.test", SessionsUnderTest.password, address: "192.0.2.2")
                    == .invalidCredentials
            )
        }
    }

    @Test func `Who works at two hotels gets the first by slug, or the one asked for`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let other = try await test.hotel.neighbour("borealis")
            try await SharedStaff(test.database.router).share(
                email: "ada@hotel.test",
                with: other.property,
                role: .viewer,
                passwordHash: nil,
                by: "system:test"
            )
            let first = try await test.signIn()
            #expect(first.session.property.slug == "aurora")
            #expect(first.properties.map(\.slug) == ["aurora", "borealis"])
            let second = try await test.signIn(property: "borealis")
            #expect(second.session.property.id == other.property)
            #expect(second.session.role == .viewer)
            // The operator's new password holds at both, and ends what was open at either.
            try await SharedStaff(test.database.router).setPassword(
                email: "ada@hotel.test",
                passwordHash: try await test.manager.passwords.hash("a new one"),
                by: "system:test"
            )
            try await test.manager.board.read()
            for token in [first.accessToken, second.accessToken] {
                #expect(try await test.refusal(token) == .revoked)
            }
            #expect(try await test.signIn(password: "a new one", property: "borealis").session.role == .viewer)
        }
    }

    @Test func `Failures lock an account for right and wrong passwords alike, and it opens again`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            for _ in 0..<5 { #expect(try await failure(test, "ada@hotel.test", "wrong") == .invalidCredentials) }
            let seconds: Int = try await test.hotel.value(
                """
                SELECT round(extract(epoch FROM locked_until - last_at))::bigint FROM login_failures
                WHERE subject LIKE 'pair:%'
                """
            )
            #expect(seconds == 1)
            try await keepLocked(test)
            for password in ["wrong", SessionsUnderTest.password] {
                let locked = try await failure(test, "ADA@hotel.test", password)
                guard case .throttled(let wait) = locked else {
                    Issue.record("not locked: \(String(describing: locked))")
                    continue
                }
                #expect(wait > .zero && wait <= .seconds(3601))
            }
            try await test.hotel.run("UPDATE login_failures SET locked_until = now() - interval '1 ms'")
            #expect(try await failure(test, "ada@hotel.test", SessionsUnderTest.password) == nil)
            #expect(
                try await test.hotel.value(
                    "SELECT count(*) FROM login_failures WHERE subject LIKE 'pair:%'",
                    as: Int.self
                ) == 0
            )
        }
    }

    @Test func `Whoever fails from elsewhere locks nobody out, and is not forgiven when the person signs in`()
        async throws
    {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let stranger = "192.0.2.66"
            for _ in 0..<5 { _ = try await failure(test, "ada@hotel.test", "wrong", address: stranger) }
            try await keepLocked(test)
            #expect(try await failure(test, "ada@hotel.test", SessionsUnderTest.password) == nil)
            guard case .throttled = try await failure(test, "ada@hotel.test", "wrong", address: stranger) else {
                Issue.record("signing in forgave a stranger")
                return
            }
            // The attempts at the account are counted all the same, for the brake on guesses from many addresses.
            #expect(
                try await test.hotel.value(
                    "SELECT failures FROM login_failures WHERE subject LIKE 'account:%'",
                    as: Int.self
                ) == 5
            )
        }
    }

    @Test func `Guesses from very many addresses brake the account as a whole, for a minute at most`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            #expect(try await failure(test, "ada@hotel.test", "wrong") == .invalidCredentials)
            try await test.hotel.run("UPDATE login_failures SET failures = 498 WHERE subject LIKE 'account:%'")
            #expect(try await failure(test, "ada@hotel.test", "x", address: "192.0.2.3") == .invalidCredentials)
            #expect(try await failure(test, "ada@hotel.test", "x", address: "192.0.2.4") == .invalidCredentials)
            try await keepLocked(test)
            guard case .throttled = try await failure(test, "ada@hotel.test", "x", address: "192.0.2.5") else {
                Issue.record("the account was not braked")
                return
            }
            try await test.hotel.run(
                "UPDATE login_failures SET failures = 5000, locked_until = NULL WHERE subject LIKE 'account:%'"
            )
            #expect(try await failure(test, "ada@hotel.test", "x", address: "192.0.2.6") == .invalidCredentials)
            let seconds = try await test.hotel.value(
                """
                SELECT round(extract(epoch FROM locked_until - last_at))::bigint FROM login_failures
                WHERE subject LIKE 'account:%'
                """,
                as: Int.self
            )
            #expect(seconds == 60)
        }
    }

    @Test func `The wait doubles up to its greatest, and an hour's peace forgets`() async throws {
        try await SessionsUnderTest.run { test in
            let throttle = LoginThrottleStore(test.hotel.pool)
            let attempt = LoginThrottleStore.Attempt(pair: "pair:x", address: "address:y", account: "account:x")
            var waits: [Int] = []
            for _ in 0..<16 {
                #expect(try await throttle.begin(attempt) == nil)
                let wait = try await test.hotel.value(
                    """
                    SELECT coalesce(round(extract(epoch FROM locked_until - last_at)), 0)::bigint FROM login_failures
                    WHERE subject = 'pair:x'
                    """,
                    as: Int.self
                )
                waits.append(wait)
                try await test.hotel.run("UPDATE login_failures SET locked_until = NULL")
            }
            #expect(waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
            try await test.hotel.run("UPDATE login_failures SET last_at = now() - interval '61 minutes'")
            #expect(try await throttle.begin(attempt) == nil)
            #expect(
                try await test.hotel.value(
                    "SELECT failures FROM login_failures WHERE subject = 'pair:x'",
                    as: Int.self
                ) == 1
            )
        }
    }

    @Test func `A hundred attempts at once are a hundred attempts: five are looked at`() async throws {
        try await SessionsUnderTest.run { test in
            let throttle = LoginThrottleStore(test.hotel.pool)
            let allowed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await throttle.begin(.init(pair: "pair:x", address: "address:y", account: "account:x"))
                            == nil
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(allowed == 5)
        }
    }

    @Test func `One address that tries many accounts is locked out of all of them`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            for number in 0..<30 {
                #expect(try await failure(test, "guess\(number)@hotel.test", "x") == .invalidCredentials)
            }
            guard case .throttled = try await failure(test, "ada@hotel.test", SessionsUnderTest.password) else {
                Issue.record("the address was not locked")
                return
            }
            #expect(
                try await failure(test, "ada@hotel.test", SessionsUnderTest.password, address: "198.51.100.1") == nil
            )
        }
    }
}
