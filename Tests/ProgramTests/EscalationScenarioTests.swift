import Postgres
import Store
import Testing

/// What must happen when guests need people, with the demo hotel.
@Suite(.timeLimit(.minutes(15))) struct EscalationScenarioTests {
    @Test func `20: loud neighbours and an upset guest: an apology, the front desk at high priority, and ten minutes`()
        async throws
    {
        try await DemoWorld.with { demo in
            let told = try await demo.say("The people next door are so loud, this is unacceptable, I'm furious!")
            #expect(told.joined(separator: " ").contains("sorry"))
            #expect(told.last?.contains("within about 10 minutes") == true)
            #expect(try await demo.standing().hasPrefix("escalated"))
            #expect(try await demo.standing().hasSuffix("high front_desk"))
            #expect(
                try await demo.count(
                    "SELECT count(*) FROM notifications WHERE kind = 'escalation' AND severity = 'warning'"
                ) == 1
            )
        }
    }

    @Test func `21: what is critical goes to people at once beside its task; what is small is a task alone`()
        async throws
    {
        try await DemoWorld.with { demo in
            try await demo.say("There is no hot water in room 412", as: "ada")
            try await demo.say("The lamp in room 413 is flickering", as: "bob")
            #expect(try await demo.standing("ada").hasPrefix("escalated"))
            #expect(try await demo.standing("bob").hasPrefix("active"))
            let tasks = try await demo.tasks()
            #expect(tasks.first == "maintenance urgent")
            #expect(tasks.count == 2 && tasks.last != "maintenance urgent")
        }
    }

    @Test func `22: the same trouble a second time goes to people, and no second task is made`() async throws {
        try await DemoWorld.with { demo in
            try await demo.say("The TV in room 412 is broken")
            #expect(try await demo.standing().hasPrefix("active"))
            let told = try await demo.say("The TV in room 412 is broken again")
            #expect(try await demo.standing() == "escalated repeated_issue high maintenance")
            #expect(told.count == 1 && told[0].contains("sorry") && told[0].contains("10 minutes"))
            #expect(try await demo.count("SELECT count(*) FROM tasks") == 1)
            #expect(
                try await demo.count("SELECT count(*) FROM turns WHERE draft IS NOT NULL") == 1,
                "the answer is kept for staff"
            )
        }
    }

    @Test func `23: the third time the same is asked, people answer`() async throws {
        try await DemoWorld.with { demo in
            for _ in 0..<2 {
                try await demo.say("What time does the breakfast start?")
                #expect(try await demo.standing().hasPrefix("active"))
            }
            try await demo.say("What time does the breakfast start?")
            #expect(try await demo.standing() == "escalated repeated_failure high front_desk")
        }
    }

    @Test func `24: danger is with security at once, with safe words and without any AI`() async throws {
        try await DemoWorld.with { demo in
            for (guest, text, words) in [
                ("ada", "There is a fire in my room!", "nearest stairs"), ("bob", "my wife can't breathe", "112"),
                ("cem", "Yangın var!", "asansörü"), ("dai", "火事です", "階段"),
            ] {
                let told = try await demo.say(text, as: guest)
                #expect(told.count == 1 && told[0].contains(words))
                #expect(try await demo.standing(guest) == "escalated emergency urgent security")
            }
            #expect(try await demo.count("SELECT count(*) FROM turns") == 0)
            #expect(try await demo.count("SELECT count(*) FROM messages WHERE author = 'ai'") == 0)
            #expect(
                try await demo.count(
                    "SELECT count(*) FROM notifications WHERE kind = 'escalation' AND severity = 'critical'"
                ) == 4
            )
        }
    }

    @Test func `34: whoever wants a person gets one, in any language, and the AI is silent from then on`() async throws
    {
        try await DemoWorld.with { demo in
            for (guest, text, words) in [
                ("ada", "I want to talk to a person", "our front desk"),
                ("eva", "Quiero hablar con una persona", "nuestra recepción"),
                ("fay", "Ich möchte mit einem Menschen sprechen", "unsere Rezeption"),
                ("gus", "Je veux parler à quelqu'un", "notre réception"),
                ("hal", "Vorrei parlare con una persona", "la nostra reception"),
                ("ida", "Quero falar com uma pessoa", "a nossa receção"),
                ("jan", "Ik wil met een mens praten", "collega"),
                ("ola", "Chcę porozmawiać z człowiekiem", "pracownikiem"),
                ("kim", "사람과 이야기하고 싶어요", "직원"), ("lev", "Хочу поговорить с человеком", "сотрудником"),
                ("mei", "我要人工服务", "工作人员"), ("nao", "人と話したいです", "スタッフ"), ("rim", "أريد التحدث مع شخص", "موظفينا"),
            ] {
                let told = try await demo.say(text, as: guest)
                #expect(told.count == 1 && told[0].contains(words) && told[0].contains("30"), "\(text): \(told)")
                #expect(try await demo.standing(guest) == "escalated guest_requested normal front_desk")
            }
            let silence = try await demo.say("When is breakfast?", as: "ada")
            #expect(silence.isEmpty)
            #expect(try await demo.count("SELECT count(*) FROM messages WHERE author = 'ai'") == 0)
        }
    }

    @Test func `35: asking where the front desk is calls nobody`() async throws {
        try await DemoWorld.with { demo in
            for text in ["Where is the front desk?", "Is the reception open 24 hours?", "Is there a fire escape map?"] {
                try await demo.say(text, as: text)
                #expect(
                    try await demo.count(
                        "SELECT count(*) FROM conversations WHERE escalation_reason IN ('guest_requested', 'emergency')"
                    ) == 0
                )
            }
            #expect(try await demo.standing("Where is the front desk?").hasPrefix("active"))
        }
    }

    @Test func `36: what nobody understands is asked back about once; the second time people answer`() async throws {
        try await DemoWorld.with { demo in
            let asked = try await demo.say("blorp zag")
            #expect(
                asked == ["I want to be sure I understand you. Could you tell me in a few more words what you need?"]
            )
            #expect(try await demo.standing().hasPrefix("active"))
            let told = try await demo.say("zag blorp bimm")
            #expect(try await demo.standing() == "escalated low_confidence normal front_desk")
            #expect(told.count == 1 && told[0].contains("our front desk") && told[0].contains("30 minutes"))
        }
    }
}
