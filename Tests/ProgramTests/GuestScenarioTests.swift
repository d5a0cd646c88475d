import Domain
import Postgres
import Store
import Testing

/// What guests do that is no single plain question, with the demo hotel.
@Suite(.timeLimit(.minutes(15))) struct GuestScenarioTests {
    @Test(arguments: [ContentKind.image, .audio, .video, .document])
    func `33: what nobody can read is acknowledged, and people see it`(kind: ContentKind) async throws {
        try await DemoWorld.with { demo in
            let told = try await demo.say("", kind: kind)
            #expect(told.count == 1 && told[0].contains("a colleague"), "\(told)")
            #expect(try await demo.standing().hasPrefix("escalated"))
            #expect(
                try await demo.count(
                    "SELECT count(*) FROM messages WHERE author = 'guest' AND kind = \(kind.rawValue) AND body = ''"
                ) == 1
            )
            #expect(try await demo.count("SELECT count(*) FROM notifications WHERE kind = 'escalation'") == 1)
        }
    }

    @Test func `33: the words beside a picture are answered, and people look at the picture`() async throws {
        try await DemoWorld.with { demo in
            let told = try await demo.say("The lamp in room 412 is broken", kind: .image)
            #expect(told.count == 1 && told[0].contains("a colleague"), "\(told)")
            #expect(try await demo.tasks().map { $0.split(separator: " ")[0] } == ["maintenance"])
            #expect(try await demo.standing().hasPrefix("escalated"))
        }
    }

    @Test func `37: two requests in one message are two tasks`() async throws {
        try await DemoWorld.with { demo in
            try await demo.say("Could I have two towels, and the TV is broken. I'm in room 412")
            #expect(
                try await demo.tasks().map { $0.split(separator: " ")[0] }.sorted() == ["housekeeping", "maintenance"]
            )
            #expect(try await demo.standing().hasPrefix("active"))
        }
    }

    @Test func `37: a request and a question in one message are a task and an answer`() async throws {
        try await DemoWorld.with { demo in
            let told = try await demo.say("Please send two towels to room 412. And what time is breakfast?")
            #expect(try await demo.tasks().map { $0.split(separator: " ")[0] } == ["housekeeping"])
            let answer = told.joined(separator: " ")
            #expect(answer.lowercased().contains("towels") && answer.lowercased().contains("breakfast"), "\(told)")
            #expect(try await demo.standing().hasPrefix("active"))
        }
    }

    /// Gathered into one turn, or each superseding the one before: the guest cannot tell.
    @Test(arguments: [0, 400])
    func `38: three messages in a breath are one conversation in their order, and one task`(
        gatheringMilliseconds: Int
    ) async throws {
        try await DemoWorld.with { demo in
            _ = try await demo.stores.router.query("UPDATE endpoints SET accumulation_ms = \(gatheringMilliseconds)")
            for text in ["hi", "towels please, room 412", "2 please"] { try await demo.write(text) }
            try await demo.settle()
            #expect(try await demo.count("SELECT count(*) FROM conversations") == 1)
            let words: [String] = try await demo.stores.router.query(
                "SELECT body FROM messages WHERE author = 'guest' ORDER BY seq"
            ).map { try $0.get(0) }
            #expect(words == ["hi", "towels please, room 412", "2 please"])
            #expect(try await demo.tasks().map { $0.split(separator: " ")[0] } == ["housekeeping"])
        }
    }

    @Test func `40: who comes back within four hours is in the same conversation, and it goes on`() async throws {
        try await DemoWorld.with { demo in
            let asked = try await demo.say("I need two towels")
            #expect(asked.last?.contains("room") == true, "\(asked)")
            try await demo.resolve(secondsAgo: 4 * 3600 - 60)
            try await demo.say("412")
            #expect(try await demo.standing().hasPrefix("active"))
            #expect(try await demo.count("SELECT count(*) FROM conversations") == 1)
            // What was asked before is known.
            #expect(try await demo.tasks().map { $0.split(separator: " ")[0] } == ["housekeeping"])
            #expect(
                try await demo.count(
                    "SELECT count(*) FROM transitions WHERE trigger = 'guest_message_within_reopen_window'"
                ) == 1
            )
        }
    }

    @Test func `40: who comes back later begins a new conversation that knows of the old one`() async throws {
        try await DemoWorld.with { demo in
            try await demo.say("I need two towels")
            try await demo.resolve(secondsAgo: 4 * 3600 + 60)
            try await demo.say("412")
            #expect(try await demo.tasks().isEmpty)
            #expect(
                try await demo.count(
                    """
                    SELECT count(*) FROM conversations n JOIN conversations o ON o.id = n.previous_id
                    WHERE n.state = 'active' AND o.state = 'resolved' AND n.guest_id = o.guest_id
                    """
                ) == 1
            )
        }
    }
}
