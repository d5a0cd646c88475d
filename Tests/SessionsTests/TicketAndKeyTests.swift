import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import Sessions

/// One-time tickets for sockets.
@Suite struct TicketTests {
    private func redemption(_ test: SessionsUnderTest, _ ticket: String) async throws -> TokenFailure? {
        do {
            _ = try await test.manager.redeem(ticket: ticket)
            return nil
        } catch let failure as TokenFailure {
            return failure
        }
    }

    @Test func `A ticket speaks once for who asked for it, with the role of now`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.admin, email: "boss@hotel.test")
            let id = try await test.hire(.agent)
            let signedIn = try await test.signIn()
            let ticket = try await test.manager.issueTicket(to: signedIn.session.principal)
            #expect(ticket.expiresIn == .seconds(30))
            try await test.change(id) { $0.role = .viewer }
            let principal = try await test.otherNode().redeem(ticket: ticket.text)
            #expect(principal.staff == id)
            #expect(principal.role == .viewer)
            #expect(try await redemption(test, ticket.text) == .invalid)
        }
    }

    @Test func `Old, made-up and orphaned tickets open nothing`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let signedIn = try await test.signIn()
            for text in ["", "tk_", signedIn.accessToken, "tk_" + String(repeating: "A", count: 43)] {
                #expect(try await redemption(test, text) == .invalid)
            }
            let old = try await test.manager.issueTicket(to: signedIn.session.principal)
            try await test.hotel.run("UPDATE realtime_tickets SET expires_at = now() - interval '1 ms'")
            #expect(try await redemption(test, old.text) == .invalid)
            let orphan = try await test.manager.issueTicket(to: signedIn.session.principal)
            try await test.manager.signOut(signedIn.session.id, by: "test")
            #expect(try await redemption(test, orphan.text) == .revoked)
            await #expect(throws: TokenFailure.revoked) {
                try await test.manager.issueTicket(to: signedIn.session.principal)
            }
        }
    }

    @Test func `Of two who show one ticket at once one gets in, 200 times`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let principal = try await test.signIn().session.principal
            try await test.hotel.withConnections(3) { connections in
                let rendezvous = Rendezvous(watcher: connections[2])
                for round in 0..<200 {
                    let ticket = try await test.manager.issueTicket(to: principal)
                    let hash = Bytes(try #require(OpaqueToken(ticket.text, prefix: "tk_")).hash)
                    let isCommitting = round % 4 != 3
                    let holders = try await rendezvous.meet(
                        connections[0],
                        committing: isCommitting,
                        opening: { try await TicketStore($0).redeem(hash: hash) },
                        blocked: connections[1],
                        second: { try await TicketStore($0).redeem(hash: hash) }
                    )
                    #expect(holders.first != nil)
                    #expect((holders.second == nil) == isCommitting)
                }
            }
        }
    }
}

/// Keys of services.
@Suite struct APIKeyTests {
    private func add(_ test: SessionsUnderTest, _ permissions: Set<Permission> = [.writeInbound]) async throws
        -> APIKeyToken
    {
        var generator = SystemRandomNumberGenerator()
        let token = APIKeyToken(APIKeyID(UUID.version7()), using: &generator)
        try await APIKeyStore(test.hotel.pool).add(
            token.id,
            name: "relay",
            hash: Bytes(token.hash),
            permissions: permissions,
            to: test.hotel.property,
            by: "test"
        )
        return token
    }

    @Test func `A key speaks for its service at its hotel, with its permissions and no other`() async throws {
        try await SessionsUnderTest.run { test in
            let token = try await add(test, [.writeInbound, .readTasks])
            let principal = try await test.manager.principal(bearer: token.text)
            #expect(principal.identity == .service(token.id))
            #expect(principal.property == test.hotel.property)
            #expect(principal.permissions == [.writeInbound, .readTasks])
            #expect(principal.role == nil)
            let ticket = try await test.manager.issueTicket(to: principal)
            #expect(try await test.manager.redeem(ticket: ticket.text) == principal)
        }
    }

    @Test func `What is not quite a key is none`() async throws {
        try await SessionsUnderTest.run { test in
            let token = try await add(test)
            let text = token.text
            var generator = SystemRandomNumberGenerator()
            let impostor = APIKeyToken(token.id, using: &generator)
            for bad in [
                "ck_", text + "A", String(text.dropLast()), text.replacing("ck_", with: "ck__"), impostor.text,
                APIKeyToken(APIKeyID(UUID()), using: &generator).text,
            ] {
                for _ in 0..<2 { #expect(try await test.refusal(bad) == .invalid, "\(bad)") }
            }
            #expect(APIKeyToken(text) == token)
        }
    }

    @Test func `A revoked key is refused here at once and elsewhere by its board`() async throws {
        try await SessionsUnderTest.run { test in
            let token = try await add(test)
            #expect(try await test.refusal(token.text) == nil)
            let store = APIKeyStore(test.hotel.pool)
            #expect(try await store.revoke(name: "relay", of: test.hotel.property, by: "test"))
            #expect(try await !store.revoke(name: "relay", of: test.hotel.property, by: "test"))
            try await test.manager.board.read()
            // Remembered as good for a second, and refused all the same.
            #expect(try await test.refusal(token.text) == .revoked)
            #expect(try await test.refusal(token.text, by: test.otherNode()) == .revoked)
            #expect(try await test.manager.currentPrincipal(of: token.id) == nil)
        }
    }

    @Test func `Use is noted to the minute, off the way of requests`() async throws {
        try await SessionsUnderTest.run { test in
            let token = try await add(test)
            let store = APIKeyStore(test.hotel.pool)
            _ = try await test.manager.principal(bearer: token.text)
            #expect(try await store.find(token.id)?.lastUsedAt == nil)
            try await test.manager.keys.noteUse()
            let first = try await store.find(token.id)?.lastUsedAt
            #expect(first != nil)
            _ = try await test.manager.principal(bearer: token.text)
            try await test.manager.keys.noteUse()
            #expect(try await store.find(token.id)?.lastUsedAt == first)
        }
    }
}
