import AIEngine
import Testing

@Suite("What the house makes of a guest's words")
struct HouseSenseTests {
    /// A message and what it must come to: the intent, and where it matters the room, items and language.
    struct Saying: Sendable, CustomTestStringConvertible {
        var text: String
        var intent: String
        var language: HouseLanguage?
        var room: String?
        var items: [String] = []

        init(
            _ text: String,
            _ intent: String,
            _ language: HouseLanguage? = nil,
            room: String? = nil,
            items: [String] = []
        ) {
            self.text = text
            self.intent = intent
            self.language = language
            self.room = room
            self.items = items
        }

        var testDescription: String { text }
    }

    @Test(
        "Things to bring come with their number and room",
        arguments: [
            Saying("2 towels and hangers", "housekeeping.towels", items: ["2 towel", "? hanger"]),
            Saying(
                "Could we have two extra pillows in room 412 please?",
                "housekeeping.pillows",
                .english,
                room: "412",
                items: ["2 pillow"]
            ),
            Saying("hi\ntowels\n2 please", "housekeeping.towels", items: ["2 towel"]),
            Saying("Hi, 305 here, towels x3", "housekeeping.towels", room: "305", items: ["3 towel"]),
            Saying(
                "towels, 2 pillows and 1 blanket",
                "housekeeping.towels",
                items: ["? towel", "2 pillow", "1 blanket"]
            ),
            Saying("There are no towels in the bathroom", "housekeeping.towels", .english, items: ["? towel"]),
            Saying("Do you have an iron?", "housekeeping.iron", .english, items: ["1 iron and ironing board"]),
            Saying(
                "Can we get a crib for our baby? Room #204",
                "housekeeping.crib",
                .english,
                room: "204",
                items: ["1 crib"]
            ),
            Saying(
                "necesito dos toallas y una almohada, habitación 310",
                "housekeeping.towels",
                .spanish,
                room: "310",
                items: ["2 towel", "1 pillow"]
            ),
            Saying(
                "Könnten Sie mir bitte zwei Handtücher auf Zimmer 215 bringen?",
                "housekeeping.towels",
                .german,
                room: "215",
                items: ["2 towel"]
            ),
            Saying(
                "Pourriez-vous m'apporter trois cintres, chambre 108 ?",
                "housekeeping.hangers",
                .french,
                room: "108",
                items: ["3 hanger"]
            ),
            Saying(
                "Potrei avere due cuscini in più? Camera 411",
                "housekeeping.pillows",
                .italian,
                room: "411",
                items: ["2 pillow"]
            ),
            Saying(
                "Preciso de duas toalhas, quarto 302, por favor",
                "housekeeping.towels",
                .portuguese,
                room: "302",
                items: ["2 towel"]
            ),
            Saying(
                "I'd love some extra pillows, maybe 2?",
                "housekeeping.pillows",
                .english,
                items: ["2 pillow"]
            ),
            Saying("we need a rollaway bed", "housekeeping.rollaway", .english, items: ["1 rollaway bed"]),
            Saying("I don't need towels, but I need 2 pillows", "housekeeping.pillows", .english, items: ["2 pillow"]),
        ]
    )
    func items(saying: Saying) {
        let sense = HouseSense.understand(saying.text)
        #expect(sense.intent == saying.intent)
        #expect(sense.room == saying.room)
        #expect(sense.requests.map { "\($0.quantity.map(String.init) ?? "?") \($0.title)" } == saying.items)
        if let language = saying.language { #expect(sense.language == language) }
        #expect(sense.confidence >= 0.7)
    }

    @Test(
        "Work is recognised in six languages",
        arguments: [
            Saying("The AC in my room isn't working", "maintenance.air_conditioning", .english),
            Saying("El aire acondicionado no funciona", "maintenance.air_conditioning", .spanish),
            Saying("Die Klimaanlage ist kaputt", "maintenance.air_conditioning", .german),
            Saying("La climatisation ne marche pas", "maintenance.air_conditioning", .french),
            Saying("L'aria condizionata non funziona", "maintenance.air_conditioning", .italian),
            Saying("O ar condicionado não funciona", "maintenance.air_conditioning", .portuguese),
            Saying("there's no hot water", "maintenance.hot_water"),
            Saying("Wir haben kein warmes Wasser", "maintenance.hot_water", .german),
            Saying("the tv remote is broken", "maintenance.tv"),
            Saying("water is leaking from the ceiling", "maintenance.leak"),
            Saying("the light bulb went out", "maintenance.lights"),
            Saying("The heating doesn't work", "maintenance.heating"),
            Saying("wifi is not working in 207", "maintenance.wifi", room: "207"),
            Saying("please clean my room", "housekeeping.cleaning", .english),
            Saying("Wake me up at 6:30 please", "front_desk.wake_up_call"),
            Saying("I need a taxi to the airport at 5am", "concierge.airport_car"),
            Saying("Un taxi s'il vous plaît", "concierge.taxi", .french),
            Saying("Can you help with our luggage?", "concierge.luggage"),
            Saying("I'd like to order a burger from room service", "dining.room_service"),
            Saying("Can I have a late checkout?", "room.late_checkout"),
            Saying("Könnten wir einen späten Check-out haben?", "room.late_checkout", .german),
            Saying("can we check in early tomorrow?", "room.early_check_in"),
            Saying("Please send me the invoice", "billing.invoice"),
        ]
    )
    func work(saying: Saying) {
        let sense = HouseSense.understand(saying.text)
        #expect(sense.intent == saying.intent)
        #expect(sense.requests.map(\.intent) == [saying.intent])
        if let room = saying.room { #expect(sense.room == room) }
        if let language = saying.language { #expect(sense.language == language) }
    }

    @Test(
        "A person is asked for in any of the languages",
        arguments: [
            "I want to speak to a human", "can I talk to a real person?", "agent", "let me speak with the manager",
            "connect me to the front desk", "quiero hablar con una persona", "Ich möchte mit einem Menschen sprechen",
            "je veux parler à quelqu'un", "vorrei parlare con un operatore", "quero falar com uma pessoa",
        ]
    )
    func person(text: String) {
        let sense = HouseSense.understand(text)
        #expect(sense.wantsPerson)
        #expect(sense.intent == EngineIntent.humanRequest)
    }

    @Test(
        "Naming the desk or the staff is not asking for a person",
        arguments: [
            "Where is the front desk?", "what's the number of the front desk?", "is the reception open at night?",
            "¿Dónde está la recepción?", "Wo ist die Rezeption?", "où est la réception ?", "can someone bring towels?",
            "thanks to your staff", "is there a kids' club with staff?", "the person next door is nice",
        ]
    )
    func noPerson(text: String) {
        #expect(!HouseSense.understand(text).wantsPerson)
    }

    @Test(
        "Danger is recognised",
        arguments: [
            Saying("fire", "emergency.fire"), Saying("There's a FIRE in the hallway!!", "emergency.fire"),
            Saying("I can’t breathe", "emergency.medical"), Saying("I smell smoke", "emergency.fire"),
            Saying("my husband has chest pain", "emergency.medical"),
            Saying("someone is trying to get in", "emergency.security"),
            Saying("¡Hay un incendio!", "emergency.fire"), Saying("no puedo respirar", "emergency.medical"),
            Saying("Es brennt!", "emergency.fire"), Saying("Ich bekomme keine Luft", "emergency.medical"),
            Saying("Au feu !", "emergency.fire"), Saying("je n'arrive pas à respirer", "emergency.medical"),
            Saying("non riesco a respirare", "emergency.medical"), Saying("não consigo respirar", "emergency.medical"),
        ]
    )
    func danger(saying: Saying) {
        let sense = HouseSense.understand(saying.text)
        #expect(sense.emergency == saying.intent)
        #expect(sense.intent == saying.intent)
    }

    @Test(
        "What only sounds like danger is none",
        arguments: [
            "Where are the fire exits?", "Is there a fireplace?", "can I smoke on the balcony?", "Is there a fire pit?",
            "una sangría por favor", "which brand of coffee is it?", "Do you have a fire extinguisher in the room?",
            "the Fire TV stick is broken",
        ]
    )
    func noDanger(text: String) {
        #expect(HouseSense.understand(text).emergency == nil)
    }

    @Test(
        "Questions stay questions",
        arguments: [
            "What time is breakfast?", "Where can I find towels?", "How do I turn on the AC?", "how much is parking?",
            "Is there a hair dryer in the rooms?", "Are there towels at the pool?", "¿A qué hora es el desayuno?",
            "Wann gibt es Frühstück?", "Do you have parking?", "is the pool heated?", "Where is the front desk?",
        ]
    )
    func questions(text: String) {
        let sense = HouseSense.understand(text)
        #expect(sense.requests.isEmpty)
        #expect(sense.intent.hasPrefix("question.") || sense.intent.hasPrefix("housekeeping."))
        #expect(!sense.questionWords.isEmpty)
        #expect(!sense.topics.isEmpty)
    }

    @Test("Two requests in one message are both there")
    func several() {
        let sense = HouseSense.understand(
            "The AC is broken and please bring 3 towels. Also, what time does the gym open?"
        )
        #expect(Set(sense.requests.map(\.intent)) == ["maintenance.air_conditioning", "housekeeping.towels"])
        #expect(sense.topics == ["question.gym"])
    }

    @Test(
        "What a person must decide is left to people",
        arguments: [
            Saying("I need to cancel my booking", "booking.cancel"),
            Saying("you charged me twice", "complaint.billing.dispute"),
            Saying("I want a refund", "complaint.billing.dispute"), Saying("can we stay one more night", "room.extend"),
            Saying("cancel my taxi please, I want to cancel", "booking.cancel"),
            Saying("Ich möchte meine Buchung stornieren", "booking.cancel"),
            Saying("je veux annuler ma réservation", "booking.cancel"),
        ]
    )
    func decisions(saying: Saying) {
        let sense = HouseSense.understand(saying.text)
        #expect(sense.decision == saying.intent)
        #expect(sense.requests.isEmpty)
    }

    @Test(
        "Courtesies",
        arguments: [
            Saying("Hello!", "greeting"), Saying("thank you so much", "thanks"), Saying("gracias", "thanks", .spanish),
            Saying("thanks for the towels", "thanks"), Saying("Guten Abend", "greeting", .german),
            Saying("are you a bot?", "about.assistant"),
            Saying("412", "other.room_number"), Saying("I'm in room 412", "other.room_number"),
            Saying("no towels needed, I don't need towels", "request.declined"),
        ]
    )
    func courtesies(saying: Saying) {
        let sense = HouseSense.understand(saying.text)
        #expect(sense.intent == saying.intent)
        #expect(sense.requests.isEmpty)
    }

    @Test("Nonsense is not understood", arguments: ["asdf qwer", "🤔🤔", "", "\u{0}\u{0}", "lorem ipsum dolor"])
    func nonsense(text: String) {
        let sense = HouseSense.understand(text)
        #expect(sense.intent == EngineIntent.unknown)
        #expect(sense.confidence < 0.4)
    }

    @Test(
        "A number is not a room when it is an hour, a year or an amount",
        arguments: ["in 120 minutes", "the bill says 450 euros", "at 1130"]
    )
    func noRoom(text: String) {
        #expect(HouseSense.understand(text).room == nil)
    }

    @Test("A very long message costs little")
    func long() {
        let clock = ContinuousClock()
        let text = String(repeating: "could you please bring towels and the ac is not working ", count: 20_000)
        // The least of a few tries: what the machine does besides makes none of them shorter.
        let tries = (0..<10).map { _ in
            clock.measure { #expect(!HouseSense.understand(text).requests.isEmpty) }
        }
        #expect((tries.min() ?? .seconds(1)) < .milliseconds(500))
    }
}
