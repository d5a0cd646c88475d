import Domain
import Foundation
import Synchronization
import Testing

@testable import Sessions

/// Passwords, stored and checked.
@Suite struct PasswordTests {
    private let cheap = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)

    private func hash(_ password: String) throws -> PasswordHash {
        var generator = SystemRandomNumberGenerator()
        return try PasswordHash(of: password, cost: cheap, using: &generator)
    }

    @Test func `The vector of RFC 7914 fits, from its stored form`() throws {
        let key: [UInt8] = [
            0x70, 0x23, 0xbd, 0xcb, 0x3a, 0xfd, 0x73, 0x48, 0x46, 0x1c, 0x06, 0xcd, 0x81, 0xfd, 0x38, 0xeb,
            0xfd, 0xa8, 0xfb, 0xba, 0x90, 0x4f, 0x8e, 0x3e, 0xa9, 0xb5, 0x43, 0xf6, 0x54, 0x5d, 0xa1, 0xf2,
        ]
        let text = "$scrypt$ln=14,r=8,p=1$\(Data("SodiumChloride".utf8).base64URL)$\(Data(key).base64URL)"
        let stored = try #require(PasswordHash(text))
        #expect(stored.text == text)
        #expect(try stored.fits("pleaseletmein"))
        #expect(try !stored.fits("pleaseletmeout"))
    }

    @Test func `A password fits its own hash only, and two hashes of it differ`() throws {
        let first = try hash("correct horse")
        #expect(try first.fits("correct horse"))
        #expect(try !first.fits("correct horse "))
        #expect(try !first.fits(""))
        #expect(try hash("correct horse") != first)
        #expect(PasswordHash(first.text) == first)
    }

    @Test func `One keyboard's accent is another's`() throws {
        #expect(try hash("caf\u{e9}").fits("cafe\u{301}"))
    }

    @Test func `A stored form that is none, or that asks too much of this machine, is refused`() throws {
        let good = try hash("x").text
        #expect(PasswordHash(good) != nil)
        for bad in [
            "", "x", good + "$", good.replacing("scrypt", with: "bcrypt"), good.replacing("ln=4", with: "ln=30"),
            good.replacing("p=1", with: "p=1000"), good.replacing("r=8", with: "r=0"),
            good.replacing("ln=4,", with: ""), String(good.dropLast()),
        ] {
            #expect(PasswordHash(bad) == nil, "\(bad)")
        }
    }

    @Test func `What fits nothing fits nothing`() throws {
        #expect(try !PasswordHash.matchingNothing(cheap).fits(""))
    }

    @Test func `Without a stored hash, or with one that cannot be read, no password is right`() async throws {
        let worker = PasswordWorker(cost: cheap)
        #expect(try await !worker.check("x", against: nil))
        #expect(try await !worker.check("x", against: "rubbish"))
        #expect(try await worker.check("x", against: worker.hash("x")))
    }

    @Test func `Whoever comes when too many wait is told so at once`() async throws {
        let worker = PasswordWorker(cost: PasswordHash.Cost(logRounds: 10, blockSize: 8, parallelism: 1), limit: 2)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do {
                        _ = try await worker.hash("x")
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.contains(true))
        #expect(outcomes.contains(false))
        // Those refused took no place.
        #expect(try await worker.check("x", against: worker.hash("x")))
    }
}
