import Domain
import Language
import Testing
import Triage

@Suite("Calls for people, ahead of any engine")
struct PeopleCallsTests {
    private func call(_ text: String, _ policy: EscalationPolicy = EscalationPolicy(), locale: String = "en")
        -> PeopleCall?
    {
        PeopleCalls.call(text, tokens: GuestTokens(text).tokens, policy: policy, locale: locale)
    }

    @Test("Danger is urgent, goes to security and is told safe words in its own language")
    func danger() throws {
        let fire = try #require(call("Fire in room 412!"))
        #expect(fire.reason == .emergency)
        #expect(fire.intent == "emergency.fire")
        #expect(fire.priority == "urgent")
        #expect(fire.department == "security")
        #expect(fire.notice == SafeWords.text(.fire, .en))
        #expect(call("Пожар!")?.notice == SafeWords.text(.fire, .ru))
        #expect(call("火事です")?.notice == SafeWords.text(.fire, .ja))
        #expect(call("Rohrbruch im Bad")?.department == "maintenance")
    }

    @Test("A wish for a person is told who and when, in its own language")
    func wish() throws {
        let person = try #require(call("I want to talk to a human"))
        #expect(person.reason == .guestRequested)
        #expect(person.priority == "normal")
        #expect(person.department == "front_desk")
        #expect(
            person.notice
                == "I'm connecting you with our front desk. Somebody will answer you here within about 30 minutes."
        )
        #expect(
            call("Ich möchte mit einem Menschen sprechen")?.notice.contains(
                "unsere Rezeption antwortet Ihnen hier in etwa 30 Minuten"
            ) == true
        )
        #expect(call("사람과 이야기하고 싶어요")?.notice.contains("30") == true)
    }

    @Test("How else a VIP is called is known before anybody knows whether the guest is one")
    func vip() throws {
        let person = try #require(call("I want to talk to a human"))
        #expect(person.made(forVIP: false) == person)
        #expect(person.made(forVIP: true).department == "concierge")
        #expect(person.made(forVIP: true).notice.contains("concierge"))
        var policy = EscalationPolicy()
        policy.priorities = ["vip": .high]
        let pressing = try #require(call("I want to talk to a human", policy)?.made(forVIP: true))
        #expect(pressing.priority == "high")
        #expect(pressing.notice.contains("10 minutes"))
        #expect(call("Fire in room 412!")?.vip == nil, "danger is the same for everybody")
    }

    @Test("A word of several languages is answered in the one that the message, or else the hotel, speaks")
    func ambiguous() {
        #expect(call("C'è un incendio nella camera")?.notice == SafeWords.text(.fire, .it))
        #expect(call("Há um incêndio no meu quarto")?.notice == SafeWords.text(.fire, .pt))
        #expect(call("incendio", locale: "it-IT")?.notice == SafeWords.text(.fire, .it))
        #expect(call("incendio", locale: "en")?.notice == SafeWords.text(.fire, .es))
    }

    @Test("The hotel's own words, priorities, targets and minutes come first")
    func own() {
        var policy = EscalationPolicy()
        policy.notices = [
            "guest_requested": ["en": "{department} calls you in {minutes}."], "emergency.fire": ["de": "Raus!"],
        ]
        policy.targets = ["guest_requested": .init("concierge")]
        policy.priorities = ["guest_requested": .high]
        policy.minutes = ["high": 7]
        #expect(call("human please", policy)?.notice == "our concierge calls you in 7.")
        #expect(call("human please", policy)?.priority == "high")
        #expect(call("Es brennt!", policy)?.notice == "Raus!")
        #expect(
            call("Au feu !", policy)?.notice == SafeWords.text(.fire, .fr),
            "no words of the hotel's in this language"
        )
    }

    @Test(
        "Everything else calls nobody",
        arguments: ["Where is the front desk?", "When is breakfast?", "", "Is there a fire pit?"]
    )
    func nothing(text: String) {
        #expect(call(text) == nil)
    }

    @Test("Every language has words of its own for every need, with nothing left to fill in")
    func completeness() {
        var seen: Set<String> = []
        for language in SpokenLanguage.allCases {
            for danger in Danger.allCases {
                let words = EscalationNotice.text(
                    .emergency,
                    intent: danger.intent,
                    policy: EscalationPolicy(),
                    language: language.rawValue
                )
                #expect(words.contains("112") && !words.contains("{"))
                if danger != .other && danger != .flood {
                    #expect(seen.insert(words).inserted, "\(language) \(danger)")
                }
            }
            for reason in [EscalationReason.guestRequested, .negativeSentiment, .lowConfidence] {
                let words = EscalationNotice.text(
                    reason,
                    intent: nil,
                    policy: EscalationPolicy(),
                    language: language.rawValue
                )
                #expect(!words.isEmpty && !words.contains("{"))
                #expect(seen.insert(words).inserted, "\(language) \(reason)")
            }
            #expect(seen.insert(EscalationNotice.clarification(language: language.rawValue)).inserted)
        }
        #expect(EscalationNotice.clarification(language: nil) == EscalationNotice.clarification(language: "en"))
        #expect(EscalationNotice.clarification(language: "pt-BR") == EscalationNotice.clarification(language: "pt"))
    }
}
