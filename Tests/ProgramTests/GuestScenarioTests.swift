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

    @Test func `39: STOP by text message ends them, confirmed once, and nothing more is sent until START`() async throws
    {
        let messages = TextMessages()
        try await DemoWorld.with(channels: [messages]) { demo in
            try await demo.openTextMessages()
            let (ada, bob) = ("+15005550101", "+15005550102")
            #expect(try await demo.text("I need two towels, room 412", from: ada) == "turn_opened nothing_open")
            #expect(messages.texts.count == 1)

            #expect(try await demo.text("Stop", from: ada) == "routed_rule opt_out")
            #expect(messages.texts.count == 2)
            #expect(messages.texts.last?.contains("you will receive no more text messages from us") == true)
            #expect(messages.texts.last?.contains("{hotel}") == false)
            #expect(try await demo.text("STOP", from: ada) == "routed_rule opt_out")
            #expect(messages.texts.count == 2, "confirmed once")
            #expect(
                try await demo.count("SELECT count(*) FROM notifications WHERE kind = 'guest.opt_out'") == 1,
                "people know it"
            )

            // What is wished for is done all the same; only nobody writes back, and people see that nobody could.
            try await demo.text("The lamp in room 412 is broken", from: ada)
            #expect(messages.texts.count == 2)
            #expect(try await demo.tasks().map { $0.split(separator: " ")[0] } == ["housekeeping", "maintenance"])
            #expect(
                try await demo.count(
                    "SELECT count(*) FROM deliveries WHERE state = 'failed' AND error_code = 'opted_out'"
                ) == 1
            )
            #expect(try await demo.count("SELECT count(*) FROM notifications WHERE kind = 'delivery.failed'") == 1)

            // It is that number's alone.
            try await demo.text("When is breakfast?", from: bob)
            #expect(messages.texts.count == 3)

            #expect(try await demo.text("START", from: ada) == "routed_rule opt_in")
            #expect(messages.texts.count == 4)
            #expect(messages.texts.last?.contains("again") == true)
            try await demo.text("Thanks!", from: ada)
            #expect(messages.texts.count == 5)
        }
    }

    @Test func `39: "yes" is an answer like another for who ended nothing, and STOP is nothing special in the chat`()
        async throws
    {
        try await DemoWorld.with(channels: [TextMessages()]) { demo in
            try await demo.openTextMessages()
            #expect(try await demo.text("Yes", from: "+15005550101") == "turn_opened nothing_open")
            try await demo.say("STOP")
            #expect(try await demo.count("SELECT count(*) FROM opt_outs") == 0)
            #expect(try await demo.count("SELECT count(*) FROM messages WHERE decision_reason = 'opt_out'") == 0)
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
