import AIEngine
import Domain
import Testing

@Suite("What a hotel would be ashamed of")
struct HouseMannersTests {
    private let house = HouseConcierge(knowledge: Shelf.hotel)

    private func ask(_ text: String, room: String? = "412") async throws -> EngineReply {
        try await house.answer(question(text, room: room), deadline: soon)
    }

    @Test(
        "What may become a fire is an emergency however it is put",
        arguments: [
            "there's a burning smell coming from the socket", "I can see sparks from the plug",
            "smell of gas in the hall",
            "Es riecht verbrannt im Zimmer", "Brandgeruch im Flur", "Hay olor a quemado", "C'è puzza di bruciato",
        ]
    )
    func fire(text: String) async throws {
        let reply = try await ask(text)
        #expect(reply.intent == "emergency.fire")
        #expect(reply.shouldEscalate && reply.tasks.first?.department == "security")
    }

    @Test(
        "A word that also occurs in an emergency does not make one",
        arguments: [
            "Which brand in the minibar is local?", "이불이 더 필요해요", "불이 안 켜져요", "Haben Sie Feuer?",
            "Is there a police station near the hotel?", "Does the TV have a Fire Stick?",
            "¿Dónde está la comisaría de policía?",
        ]
    )
    func noEmergency(text: String) async throws {
        #expect(try await ask(text).intent.hasPrefix(EngineIntent.emergencyPrefix) == false)
    }

    @Test(
        "A cry for help in a language the house does not speak is still heard",
        arguments: ["불이 났어요!", "Er is brand!"]
    )
    func foreignFire(text: String) async throws {
        #expect(try await ask(text).intent.hasPrefix(EngineIntent.emergencyPrefix))
    }

    @Test(
        "Who already has a thing is not brought another",
        arguments: ["I already have towels, thanks", "Ya tengo toallas, gracias", "Ich habe schon Handtücher, danke"]
    )
    func alreadyThere(text: String) async throws {
        #expect(try await ask(text).tasks.isEmpty)
    }

    @Test(
        "Things go to the room that was named",
        arguments: [("Necesito dos toallas para la 210", "210"), ("2 Handtücher für 305 bitte", "305")]
    )
    func namedRoom(text: String, room: String) async throws {
        #expect(try await ask(text).tasks.map(\.room) == [room])
    }

    @Test("A number of people is no room")
    func people() async throws {
        #expect(try await ask("Do you have space for 120 guests?", room: nil).response.contains("120") == false)
        #expect(HouseSense.understand("Two towels for 120 guests").room == nil)
    }

    @Test("Blood on the bed is linen to be changed and an apology, not an order gladly taken")
    func blood() async throws {
        let reply = try await ask("There's blood on my sheets")
        #expect(reply.shouldEscalate && reply.tasks.map(\.department) == ["housekeeping"])
        #expect(reply.response.contains("very sorry"))
    }

    @Test("Loud people next door are no broken door")
    func nextDoor() async throws {
        let reply = try await ask("The people next door are very loud, we can't sleep")
        #expect(reply.intent == "complaint.noise" && reply.tasks.isEmpty)
    }

    @Test(
        "An overflowing toilet is water on the floor",
        arguments: ["The toilet is overflowing!!!", "Die Toilette läuft über"]
    )
    func overflow(text: String) async throws {
        let reply = try await ask(text)
        #expect(reply.tasks.map(\.priority) == [.urgent] && reply.shouldEscalate)
    }

    @Test("A noisy air conditioner is work, not only displeasure")
    func noisyUnit() async throws {
        #expect(try await ask("La climatisation fait du bruit").tasks.map(\.department) == ["maintenance"])
    }

    @Test("A thumb raised is thanks, not a riddle", arguments: ["👍", "👍🏽", "🙏 ❤️"])
    func thumb(text: String) async throws {
        let reply = try await ask(text)
        #expect(reply.intent == "thanks" && !reply.shouldEscalate)
    }

    @Test("Any other sign alone is for a person", arguments: ["👎", "🆘", "?", "👍👎"])
    func otherSigns(text: String) async throws {
        #expect(try await ask(text).shouldEscalate)
    }

    @Test(
        "Where something happened is no question of its own",
        arguments: ["No hot water in the shower since this morning", "I'm in the shower and there's no towels"]
    )
    func place(text: String) async throws {
        let reply = try await ask(text)
        #expect(reply.tasks.count == 1)
        #expect(reply.response.contains("don't know") == false)
    }

    @Test("What is beside a request and cannot be answered is still passed on")
    func besideRequest() async throws {
        let reply = try await ask("Two towels please. What is the name of the chef?")
        #expect(reply.tasks.count == 1 && reply.shouldEscalate)
        #expect(reply.response.contains("don't know"))
    }

    @Test("The number of a guest's room is not found in the house rules")
    func roomNumber() async throws {
        let house = HouseConcierge(
            knowledge: Shelf([("en", "Emergency numbers", "In an emergency call 112; the number of security is 9.")])
        )
        let reply = try await house.answer(question("What's my room number?"), deadline: soon)
        #expect(reply.shouldEscalate && reply.sources == nil)
    }

    @Test("Changing a setting has nothing to do with changing money")
    func change() {
        #expect(HouseSense.understand("The AC is too cold, how do I change it").topics == ["question.air_conditioning"])
    }

    @Test("A question in Portuguese is answered in Portuguese")
    func portuguese() {
        #expect(HouseSense.understand("Onde posso estacionar?").language == .portuguese)
    }

    @Test("What is to be cancelled is not ordered", arguments: ["cancel the taxi", "Please cancel my massage at 5pm"])
    func cancelled(text: String) async throws {
        let reply = try await ask(text)
        #expect(reply.tasks.isEmpty && reply.shouldEscalate)
    }

    @Test("A theft is taken up by the manager")
    func theft() async throws {
        #expect(try await ask("Someone stole my wallet").intent == "complaint.service")
    }

    @Test("A lost key is one matter, not two", arguments: ["J'ai perdu ma clé", "I lost my key"])
    func lostKey(text: String) async throws {
        let reply = try await ask(text)
        #expect(reply.tasks.count == 1 && reply.response.split(separator: "\n\n").count == 1)
    }

    @Test("Two words that fit anything are no question the house can answer")
    func noSubject() async throws {
        let house = HouseConcierge(
            knowledge: Shelf([("en", "Key cards", "If your key card stops working, come to us.")])
        )
        #expect(try await house.answer(question("not working"), deadline: soon).sources == nil)
    }

    @Test("German names the fault in its case")
    func accusative() async throws {
        #expect(try await ask("Der Fernseher geht nicht").response.contains("um den Fernseher"))
    }
}
