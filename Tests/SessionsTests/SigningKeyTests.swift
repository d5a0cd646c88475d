import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import Sessions

/// The keys of access tokens, shared by all nodes.
@Suite struct SigningKeyTests {
    private func keys(_ test: SessionsUnderTest) async throws -> Int {
        try await test.hotel.value("SELECT count(*) FROM signing_keys", as: Int.self)
    }

    @Test func `Nodes that start at once make one key, and believe each other's tokens`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let nodes = try (0..<4).map { _ in try test.otherNode() }
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for (number, node) in nodes.enumerated() {
                    group.addTask {
                        try await node.signIn(
                            email: "ada@hotel.test",
                            password: SessionsUnderTest.password,
                            address: "192.0.2.\(number)"
                        ).accessToken
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(try await keys(test) == 1)
            for node in nodes {
                for token in tokens { #expect(try await test.refusal(token, by: node) == nil) }
            }
        }
    }

    @Test func `A key that retired makes way for another, and what it signed stays good everywhere`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let old = try await test.signIn().accessToken
            let other = try test.otherNode()
            try await test.hotel.run("UPDATE signing_keys SET retires_at = now() - interval '1 ms'")
            try await test.manager.keyring.read()
            let new = try await test.signIn().accessToken
            #expect(try await keys(test) == 2)
            #expect(old.prefix { $0 != "." } != new.prefix { $0 != "." })
            for node in [test.manager, other] {
                for token in [old, new] { #expect(try await test.refusal(token, by: node) == nil) }
            }
            // A day later nothing it signed can live, and it is gone.
            try await test.hotel.run(
                "UPDATE signing_keys SET retires_at = now() - interval '2 days' WHERE retires_at < now()"
            )
            #expect(try await test.refusal(old, by: test.otherNode()) == .invalid)
        }
    }

    @Test func `With another secrets key a node makes a key of its own and believes no other's`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let token = try await test.signIn().accessToken
            let stranger = try test.otherNode(secret: Array(repeating: 9, count: 32))
            #expect(try await test.refusal(token, by: stranger) == .invalid)
            _ = try await stranger.signIn(
                email: "ada@hotel.test",
                password: SessionsUnderTest.password,
                address: "192.0.2.9"
            )
            #expect(try await keys(test) == 2)
        }
    }

    @Test func `The private half is sealed`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            _ = try await test.signIn()
            let sealed = try await test.hotel.value("SELECT private_key FROM signing_keys", as: Bytes.self)
            #expect(sealed.array.count == 61)
        }
    }
}
