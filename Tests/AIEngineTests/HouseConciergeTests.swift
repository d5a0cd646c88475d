import AIEngine
import Domain
import Testing

@Suite("The house concierge answers")
struct HouseConciergeTests {
    private let house = HouseConcierge(knowledge: Shelf.hotel)

    private func ask(_ request: EngineRequest) async throws -> EngineReply {
        try await house.answer(request, deadline: soon)
    }

    @Test("Two towels and hangers are one task with two items, and a promise")
    func items() async throws {
        let reply = try await ask(question("2 towels and hangers", room: "412"))
        let task = try #require(reply.tasks.first)
        #expect(reply.tasks.count == 1)
        #expect(task.department == "housekeeping")
        #expect(task.room == "412")
        #expect(task.items == [.init(name: "towel", quantity: 2), .init(name: "hanger", quantity: 5)])
        #expect(task.dueInMinutes == 15)
        #expect(task.description.contains("2 towels and hangers"))
        #expect(reply.response.contains("412") && reply.response.contains("15"))
        #expect(!reply.shouldEscalate && reply.confidence >= 0.9)
    }

    @Test(
        "The answer is in the guest's language",
        arguments: [
            ("Necesito dos toallas, habitación 310", "2 toallas"), ("Bitte zwei Kissen auf Zimmer 215", "2 Kissen"),
            ("Trois cintres s'il vous plaît, chambre 108", "3 cintres"), ("Vorrei un cuscino, camera 411", "1 cuscino"),
            ("Preciso de duas toalhas, quarto 302", "2 toalhas"),
        ]
    )
    func languages(text: String, thing: String) async throws {
        let reply = try await ask(question(text))
        #expect(reply.response.contains(thing))
        #expect(reply.tasks.count == 1)
    }

    @Test("Without a room it asks, and the bare number that follows completes the request")
    func missingRoom() async throws {
        let first = try await ask(question("could I have 2 towels please"))
        #expect(first.tasks.isEmpty)
        #expect(first.response.contains("Which room"))
        let history: [(Author, String)] = [(.guest, "could I have 2 towels please"), (.ai, first.response)]
        let second = try await ask(question("412", history: history))
        #expect(second.tasks.map(\.room) == ["412"])
        #expect(second.tasks.first?.items == [.init(name: "towel", quantity: 2)])
        #expect(second.intent == "housekeeping.towels")
    }

    @Test("A wake-up call without a time asks for it, and the time that follows completes it")
    func wakeUp() async throws {
        let first = try await ask(question("Can I get a wake-up call?", room: "204"))
        #expect(first.tasks.isEmpty)
        let history: [(Author, String)] = [(.guest, "Can I get a wake-up call?"), (.ai, first.response)]
        let second = try await ask(question("6:30 am", room: "204", history: history))
        #expect(second.tasks.first?.description.hasPrefix("Wake-up call at 06:30") == true)
        #expect(second.tasks.first?.department == "front_desk")
    }

    @Test("A broken air conditioning is urgent")
    func urgent() async throws {
        let reply = try await ask(question("the AC is broken", room: "305"))
        #expect(reply.tasks.map(\.priority) == [.urgent])
        #expect(reply.tasks.map(\.department) == ["maintenance"])
        #expect(reply.tasks.map(\.dueInMinutes) == [20])
        #expect(!reply.shouldEscalate)
    }

    @Test("The same trouble reported again goes to a person instead of becoming a second task")
    func repeated() async throws {
        let pending = [PendingAction(description: "Air conditioning. “the AC is broken”", room: "305")]
        let reply = try await ask(question("the AC is still broken!", room: "305", pending: pending))
        #expect(reply.tasks.isEmpty)
        #expect(reply.shouldEscalate)
    }

    @Test("No hot water is both a task and a person's business")
    func critical() async throws {
        let reply = try await ask(question("we have no hot water", room: "305"))
        #expect(reply.tasks.map(\.priority) == [.urgent])
        #expect(reply.shouldEscalate)
        #expect(reply.escalationReason == .engineRequested)
    }

    @Test("A request and a question in one message are both dealt with")
    func several() async throws {
        let reply = try await ask(question("Please bring 3 towels. What time is breakfast?", room: "101"))
        #expect(reply.tasks.count == 1)
        #expect(reply.response.contains("3 towels") && reply.response.contains("10:30"))
        #expect(reply.sources?.count == 1)
        #expect(!reply.shouldEscalate && reply.confidence >= 0.7)
    }

    @Test("Two requests for two departments are two tasks")
    func twoTasks() async throws {
        let reply = try await ask(question("The TV is broken and please bring 2 pillows", room: "101"))
        #expect(Set(reply.tasks.map(\.department)) == ["maintenance", "housekeeping"])
    }

    @Test(
        "Questions are answered from the hotel's own words, and cite them",
        arguments: [
            ("What time is breakfast?", "10:30"), ("is the pool heated?", "28 °C"),
            ("Do you have parking?", "22 spaces"),
            ("wifi password?", "Wi-Fi is free"), ("Where is the front desk?", "to the right"),
            ("Where are the fire exits?", "both ends"), ("gym hours", "day and night"),
            ("Wann gibt es Frühstück?", "Gartensaal"),
        ]
    )
    func knowledge(text: String, answer: String) async throws {
        let reply = try await ask(question(text))
        #expect(reply.response.contains(answer))
        #expect(reply.sources?.count == 1)
        #expect(reply.confidence >= 0.7)
        #expect(!reply.shouldEscalate)
        #expect(reply.tasks.isEmpty)
    }

    @Test(
        "What is not written down is not made up",
        arguments: [
            "Do you have a helipad?", "is the pool available for weddings with elephants?",
            "¿Hay helipuerto?",
        ]
    )
    func unknown(text: String) async throws {
        let reply = try await ask(question(text))
        #expect(reply.confidence < 0.7)
        #expect(reply.shouldEscalate)
        #expect(reply.sources == nil)
        #expect(reply.tasks.isEmpty)
    }

    @Test("What makes no sense is no question: it is worth asking back about", arguments: ["asdf qwer", "blorp"])
    func unclear(text: String) async throws {
        let reply = try await ask(question(text))
        #expect(reply.confidence < 0.4)
        #expect(!reply.shouldEscalate)
    }

    @Test("A question in a language without entries gets an honest line in that language, and a person")
    func noEntries() async throws {
        let reply = try await ask(question("Où est la piscine ?"))
        #expect(reply.response.contains("collègue"))
        #expect(reply.shouldEscalate)
    }

    @Test(
        "Languages the house does not speak get a line of their own and a person",
        arguments: [
            ("Где мой багаж?", "сотрудник"), ("朝食は何時ですか", "スタッフ"), ("早餐几点开始", "工作人员"),
            ("Hoe laat is het ontbijt op mijn kamer?", "collega"), ("متى الإفطار؟", "موظفينا"),
        ]
    )
    func foreign(text: String, line: String) async throws {
        let reply = try await ask(question(text))
        #expect(reply.response.contains(line))
        #expect(reply.shouldEscalate)
    }

    @Test(
        "Danger gets safe words, an urgent task for security and people at once",
        arguments: ["fire!", "I can't breathe", "火事です"]
    )
    func emergency(text: String) async throws {
        let reply = try await ask(question(text, room: "412"))
        #expect(reply.escalationReason == .emergency)
        #expect(reply.response.contains("112"))
        #expect(reply.tasks.map(\.department) == ["security"])
        #expect(reply.tasks.map(\.priority) == [.urgent])
        #expect(reply.tasks.map(\.room) == ["412"])
    }

    @Test("Asking for a person is granted and nothing else is promised")
    func person() async throws {
        let reply = try await ask(question("I want to talk to a human"))
        #expect(reply.escalationReason == .guestRequested)
        #expect(reply.intent == EngineIntent.humanRequest)
        #expect(reply.tasks.isEmpty)
    }

    @Test("A cancellation is passed on with no promise")
    func cancel() async throws {
        let reply = try await ask(question("I need to cancel my reservation"))
        #expect(reply.intent == "booking.cancel")
        #expect(reply.shouldEscalate)
        #expect(reply.tasks.isEmpty)
    }

    @Test("A complaint gets an apology and the manager")
    func complaint() async throws {
        let reply = try await ask(question("the neighbours are so loud, I can't sleep", room: "412"))
        #expect(reply.intent == "complaint.noise")
        #expect(reply.shouldEscalate)
        #expect(reply.response.contains("sorry"))
    }

    @Test("A picture without words is admitted to be unseen, and shown to a person")
    func media() async throws {
        var request = question("", language: "es")
        request.message.kind = .image
        request.message.hasMedia = true
        let reply = try await ask(request)
        #expect(reply.intent == EngineIntent.media)
        #expect(reply.shouldEscalate)
        #expect(reply.response.contains("imágenes"))
    }

    @Test(
        "Courtesies stay courtesies",
        arguments: [("hello", "How can I help"), ("merci", "plaisir"), ("danke schön", "gern")]
    )
    func courtesies(text: String, answer: String) async throws {
        let reply = try await ask(question(text))
        #expect(reply.response.contains(answer))
        #expect(!reply.shouldEscalate && reply.tasks.isEmpty)
    }

    @Test("Words without a language of their own are answered in the language spoken before, else the profile's")
    func languageOfContext() async throws {
        let spoken = try await ask(question("ok", language: "it", history: [(.guest, "Wo ist die Rezeption bitte?")]))
        #expect(spoken.response.contains("gern"))
        let profile = try await ask(question("412", language: "it-IT"))
        #expect(profile.response.contains("camera 412"))
    }

    @Test("Of several passages about a subject the one that keeps to the question is told")
    func nearest() async throws {
        let shelf = Shelf([
            ("en", "Late checkout", "You may check out until 14:00 for €50."),
            ("en", "Express checkout", "Drop the key card in the box."),
            ("en", "Checkout time", "Check out by 12:00."),
            ("en", "Breakfast", "Breakfast is from 7:00 to 10:30."), ("en", "Breakfast price", "Breakfast costs €18."),
        ])
        let house = HouseConcierge(knowledge: shelf)
        for (text, answer) in [
            ("when is checkout?", "by 12:00"), ("is there a late checkout fee?", "€50"),
            ("how much is breakfast?", "€18"),
            ("what time is breakfast?", "10:30"),
        ] {
            let reply = try await house.answer(question(text), deadline: soon)
            #expect(reply.response.contains(answer))
        }
    }

    @Test("Who is still waiting gets a person, not a second task")
    func waiting() async throws {
        let reply = try await ask(question("this is unacceptable, still waiting for my towels!!", room: "412"))
        #expect(reply.tasks.isEmpty)
        #expect(reply.shouldEscalate)
        #expect(reply.intent == "complaint.waiting")
    }

    @Test("Not wanting the room cleaned is told to housekeeping as such")
    func noCleaning() async throws {
        let reply = try await ask(question("please don't clean my room today", room: "412"))
        #expect(reply.intent == "housekeeping.no_cleaning")
        #expect(reply.tasks.count == 1)
        #expect(reply.tasks.first?.description.hasPrefix("Do not clean") == true)
    }

    @Test("The same question gets the same answer")
    func deterministic() async throws {
        let request = question("Please bring 3 towels and what time is breakfast? The AC is broken", room: "101")
        let first = try await ask(request)
        for _ in 0..<20 { #expect(try await ask(request) == first) }
    }

    @Test("Knowledge that is out of order is a failure that may pass, not an answer")
    func brokenKnowledge() async {
        let house = HouseConcierge(knowledge: BrokenShelf())
        await #expect(throws: EngineError.failed(detail: "knowledge lookup: Broken")) {
            try await house.answer(question("what time is breakfast?"), deadline: soon)
        }
    }
}
