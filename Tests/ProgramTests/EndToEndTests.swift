import Domain
import Foundation
import Postgres
import Testing

/// The program as an engineer runs it, from a guest's words to the department's work.
@Suite(.serialized, .timeLimit(.minutes(15))) struct EndToEndTests {
    private let ada = "15005550006"

    @Test func `Towels to room 412: the guest is answered and housekeeping has a task`() async throws {
        try await KillHouse.with(accumulation: .zero) { house in
            try await house.start(engine: .house)
            #expect(await house.say("Two towels to room 412 please", from: ada, id: "wamid.1") == 200)
            try await house.until("SELECT count(*) = 1 FROM deliveries WHERE state = 'read'")
            let tasks = try await house.owner.query(
                "SELECT d.code, t.room FROM tasks t JOIN departments d ON d.id = t.department_id"
            )
            #expect(try tasks.map { try $0.get("code", as: String.self) } == ["housekeeping"])
            #expect(try tasks.map { try $0.get("room", as: String?.self) } == ["412"])
            #expect(try await house.received()[ada]?.count == 1)
        }
    }

    @Test func `The same webhook again, before and after a restart, changes nothing`() async throws {
        try await KillHouse.with(accumulation: .zero) { house in
            try await house.start()
            for _ in 0..<3 { #expect(await house.say("When is breakfast?", from: ada, id: "wamid.1") == 200) }
            try await house.until("SELECT count(*) = 1 FROM deliveries WHERE state = 'read'")
            #expect(try await house.stop().status == 0)
            try await house.start()
            #expect(await house.say("When is breakfast?", from: ada, id: "wamid.1") == 200)
            // A second question's answer shows that whatever the repeat could have caused would have happened.
            #expect(await house.say("And lunch?", from: ada, id: "wamid.2") == 200)
            try await house.until("SELECT count(*) = 2 FROM deliveries WHERE state = 'read'")
            #expect(try await house.count("SELECT count(*) FROM messages") == 4)
            #expect(try await house.count("SELECT count(*) FROM turns") == 2)
            #expect(try await house.received()[ada]?.count == 2)
        }
    }

    @Test func `Told to stop while the engine thinks it exits 0 within 15 s, and everything is handed back`()
        async throws
    {
        try await KillHouse.with(emulator: ["--engine-delay", "5000"], accumulation: .zero) { house in
            try await house.start()
            // At once: one after the other, on a busy machine, the first would be answered before the last has written.
            await withTaskGroup(of: Int?.self) { guests in
                for number in 0..<40 {
                    guests.addTask { await house.say("Hello", from: "150055501\(number + 10)", id: "wamid.\(number)") }
                }
                for await status in guests { #expect(status == 200) }
            }
            try await house.until("SELECT count(*) >= 10 FROM turns WHERE state = 'running'")
            let (status, elapsed) = try await house.stop()
            #expect(status == 0)
            #expect(elapsed < .seconds(15))
            // Nothing is left under a lease: what was not finished is due at once for whoever comes.
            #expect(try await house.count("SELECT count(*) FROM conversations WHERE turn_due_at > now()") == 0)
            #expect(try await house.count("SELECT count(*) FROM deliveries WHERE state IN ('sending', 'unknown')") == 0)
            try await house.start()
            try await house.until(
                "SELECT count(*) = 40 FROM deliveries WHERE state IN ('delivered', 'read')"
            )
            #expect(try await house.received().values.allSatisfy { $0.count == 1 })
        }
    }

    @Test func `A wrong signature is refused at the door`() async throws {
        try await KillHouse.with { house in
            try await house.start()
            #expect(await house.post(Array("{}".utf8), signedWith: "not-the-secret") == 401)
            #expect(try await house.count("SELECT count(*) FROM receipts") == 0)
        }
    }
}
