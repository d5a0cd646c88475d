import AIEngine
import Domain
import Foundation
import Routing
import Store
import Testing
import Triage

/// What an engine's reply, or its silence, means.
@Suite struct TurnRulesTests {
    private let rules = TurnRules(language: "en", engine: "test")

    private func reply(
        _ words: String = "Certainly.",
        confidence: Double = 0.9,
        intent: String = "housekeeping.towels",
        escalates: Bool = false,
        tasks: [TaskAction] = []
    ) -> EngineReply {
        EngineReply(
            conversationId: ConversationID(UUID()),
            response: words,
            intent: intent,
            confidence: confidence,
            actions: tasks.map { .createTask($0) },
            shouldEscalate: escalates
        )
    }

    /// Every combination, and in words what the guest hears, what staff see and who owns the next word.
    struct Case: CustomTestStringConvertible, Sendable {
        var words: String
        var confidence: Double
        var intent: String
        var escalates: Bool
        var outcome: TurnConclusion.Outcome
        var hears: String
        var draft: String?
        var reason: EscalationReason?

        var testDescription: String { "\"\(words)\" \(confidence) \(intent) escalates: \(escalates)" }
    }

    /// What a guest is told when people take over; it depends on why.
    private static let holding = "(a notice)"
    private static let question = EscalationNotice.clarification(language: "en")
    private static let towels = "housekeeping.towels"
    private static let fire = "emergency.fire"
    private static let person = "other.human_request"

    static let cases: [Case] = [
        Case(words: "Yes.", confidence: 0.9, intent: towels, escalates: false, outcome: .answered, hears: "Yes."),
        Case(words: "Yes.", confidence: 0.7, intent: towels, escalates: false, outcome: .answered, hears: "Yes."),
        Case(
            words: "Yes.",
            confidence: 0.69,
            intent: towels,
            escalates: false,
            outcome: .escalated,
            hears: holding,
            draft: "Yes.",
            reason: .lowConfidence
        ),
        Case(
            words: "Yes.",
            confidence: 0.39,
            intent: towels,
            escalates: false,
            outcome: .clarified,
            hears: question,
            draft: "Yes."
        ),
        Case(
            words: "Yes.",
            confidence: 0,
            intent: towels,
            escalates: true,
            outcome: .escalated,
            hears: holding,
            draft: "Yes.",
            reason: .engineRequested
        ),
        Case(
            words: "",
            confidence: 0,
            intent: towels,
            escalates: true,
            outcome: .escalated,
            hears: holding,
            reason: .engineRequested
        ),
        Case(
            words: "Yes.",
            confidence: 0.9,
            intent: towels,
            escalates: true,
            outcome: .escalated,
            hears: "Yes.",
            reason: .engineRequested
        ),
        Case(
            words: "Yes.",
            confidence: 0.9,
            intent: person,
            escalates: true,
            outcome: .escalated,
            hears: "Yes.",
            reason: .guestRequested
        ),
        Case(
            words: "",
            confidence: 0.9,
            intent: person,
            escalates: true,
            outcome: .escalated,
            hears: holding,
            reason: .guestRequested
        ),
        Case(
            words: " \n",
            confidence: 0.9,
            intent: person,
            escalates: true,
            outcome: .escalated,
            hears: holding,
            reason: .guestRequested
        ),
        Case(
            words: "Leave the room.",
            confidence: 0.1,
            intent: fire,
            escalates: true,
            outcome: .escalated,
            hears: "Leave the room.",
            reason: .emergency
        ),
        Case(
            words: "Leave the room.",
            confidence: 1,
            intent: fire,
            escalates: true,
            outcome: .escalated,
            hears: "Leave the room.",
            reason: .emergency
        ),
        // Whoever forgets to ask for people in an emergency gets them all the same.
        Case(
            words: "Leave the room.",
            confidence: 0.1,
            intent: fire,
            escalates: false,
            outcome: .escalated,
            hears: "Leave the room.",
            reason: .emergency
        ),
        Case(
            words: "",
            confidence: 0.1,
            intent: fire,
            escalates: true,
            outcome: .escalated,
            hears: holding,
            reason: .emergency
        ),
        // Nothing said and nobody asked for: the guest must not be left with nothing.
        Case(
            words: "",
            confidence: 0.9,
            intent: towels,
            escalates: false,
            outcome: .failed,
            hears: holding,
            reason: .engineSilent
        ),
        Case(
            words: "",
            confidence: 0.1,
            intent: towels,
            escalates: false,
            outcome: .failed,
            hears: holding,
            reason: .engineSilent
        ),
    ]

    @Test(arguments: cases)
    func `The guest hears exactly one thing, and people get what they must`(expected: Case) {
        let conclusion = rules.conclude(
            reply(
                expected.words,
                confidence: expected.confidence,
                intent: expected.intent,
                escalates: expected.escalates
            )
        )
        #expect(conclusion.outcome == expected.outcome)
        let notice = expected.reason.map {
            EscalationNotice.text(
                $0,
                intent: $0 == .engineSilent ? nil : expected.intent,
                policy: EscalationPolicy(),
                language: "en"
            )
        }
        let hears = expected.hears == Self.holding ? notice ?? "" : expected.hears
        #expect([conclusion.answer, conclusion.notice].compactMap(\.self) == [hears])
        #expect((conclusion.notice == nil) == (expected.hears != Self.holding))
        #expect(conclusion.draft == expected.draft)
        #expect(conclusion.reason == expected.reason)
        #expect((conclusion.priority == "urgent") == (expected.reason == .emergency))
        #expect((conclusion.priority == nil) == (expected.reason == nil))
        #expect((conclusion.department == nil) == (expected.reason == nil))
    }

    @Test func `Every combination leaves the guest with exactly one line`() {
        for words in ["", "Yes."] {
            for confidence in [0, 0.5, 0.7, 1] {
                for intent in [Self.towels, Self.fire, Self.person] {
                    for escalates in [false, true] {
                        for threshold in [0, 0.7, 1] {
                            let rules = TurnRules(threshold: threshold, language: "en", engine: "test")
                            let conclusion = rules.conclude(
                                reply(words, confidence: confidence, intent: intent, escalates: escalates)
                            )
                            #expect([conclusion.answer, conclusion.notice].compactMap(\.self).count == 1)
                            let goesOn = conclusion.outcome == .answered || conclusion.outcome == .clarified
                            #expect(goesOn == (conclusion.reason == nil))
                            let isAsked = conclusion.outcome == .clarified
                            #expect(conclusion.draft == nil || conclusion.answer == nil || isAsked)
                        }
                    }
                }
            }
        }
    }

    @Test func `Silence is told to the guest and to people, with why`() {
        let conclusion = rules.concludeSilence(error: "timeout")
        #expect(conclusion.outcome == .failed)
        #expect(conclusion.notice?.contains("within about 10 minutes") == true)
        #expect(conclusion.answer == nil)
        #expect(conclusion.department == "front_desk")
        #expect(conclusion.reason == .engineSilent)
        #expect(conclusion.priority == "high")
        #expect(conclusion.error == "timeout")
    }

    @Test func `Work is ordered only with words the guest hears`() {
        let task = TaskAction(
            department: "housekeeping",
            priority: .high,
            description: "Two towels",
            room: "412",
            items: [TaskAction.Item(name: "towel", quantity: 2)],
            dueInMinutes: 15
        )
        let work = rules.conclude(reply(tasks: [task])).work
        #expect(work.map(\.department) == ["housekeeping"])
        #expect(work.map(\.room) == ["412"])
        #expect(work.map(\.priority) == ["high"])
        #expect(work.map(\.due) == [.seconds(900)])
        #expect(work.first?.items.map(\.quantity) == [2])
        #expect(rules.conclude(reply(confidence: 0.1, tasks: [task])).work.isEmpty)
        #expect(rules.conclude(reply(intent: Self.fire, escalates: true, tasks: [task])).work.count == 1)
    }

    @Test func `A description fits the column, which counts Unicode scalars and not what people see as characters`() {
        let description = String(repeating: "a\r\n", count: 1365)
        let work = rules.conclude(reply(tasks: [TaskAction(department: "housekeeping", description: description)])).work
        #expect(work.first.map { $0.description.unicodeScalars.count } == 4000)
    }

    // MARK: What the turns before tell

    private func past(
        _ text: String,
        _ intent: String = "question.knowledge",
        _ confidence: Double = 0.9,
        _ outcome: String = "answered"
    )
        -> ClaimedTurn.PastTurn
    {
        ClaimedTurn.PastTurn(intent: intent, confidence: confidence, outcome: outcome, text: text)
    }

    private func rules(_ words: String, _ past: [ClaimedTurn.PastTurn], isVIP: Bool = false) -> TurnRules {
        TurnRules(words: words, isVIP: isVIP, past: past, language: "en", engine: "test")
    }

    @Test func `Trouble brought up again, in any words, goes to those who mend it, and its work is not ordered twice`()
    {
        let task = TaskAction(department: "maintenance", description: "AC")
        let again = reply("Certainly.", intent: "maintenance.air_conditioning", tasks: [task])
        let conclusion = rules("it is broken again", [past("AC broken", "maintenance.air_conditioning")]).conclude(
            again
        )
        #expect(conclusion.reason == .repeatedIssue)
        #expect(conclusion.priority == "high")
        #expect(conclusion.department == "maintenance")
        #expect(conclusion.draft == "Certainly.")
        #expect(conclusion.work.isEmpty)
        #expect(conclusion.notice?.contains("sorry") == true)
        // The same words under another name of the trouble.
        let renamed = past("the AC in my room is broken", "issue.climate")
        #expect(rules("the AC in my room is broken", [renamed]).conclude(again).reason == .repeatedIssue)
        // Another trouble, and more of the same kindness.
        #expect(rules("the lamp is dead", [past("AC broken", "maintenance.lamp")]).conclude(again).reason == nil)
        let towels = reply(intent: Self.towels, tasks: [task])
        #expect(
            rules("two more towels please", [past("two towels please", Self.towels)]).conclude(towels).outcome
                == .answered
        )
    }

    @Test func `The third time the same is asked people answer; a short word is no repetition`() {
        let question = "what time is breakfast"
        #expect(rules(question, [past(question)]).conclude(reply()).outcome == .answered)
        let third = rules(question, [past(question), past(question)]).conclude(reply())
        #expect(third.reason == .repeatedFailure)
        #expect(third.answer == "Certainly.")
        #expect(third.notice != nil, "the answer does not say that people come")
        #expect(
            rules(question, [past(question), past("and lunch then?"), past(question)]).conclude(reply()).outcome
                == .answered
        )
        #expect(rules("hi", [past("hi"), past("hi"), past("hi")]).conclude(reply()).outcome == .answered)
    }

    @Test func `Asked back once, an unsure answer goes to people`() {
        let unsure = reply(confidence: 0.2)
        #expect(rules("blorp", []).conclude(unsure).outcome == .clarified)
        let asked = past("blorp", "other.unknown", 0.2, "clarified")
        #expect(rules("zag", [asked]).conclude(unsure).reason == .lowConfidence)
        // Somewhere in between something was answered: it may be asked back again.
        #expect(rules("zag", [past("towels"), asked]).conclude(unsure).outcome == .clarified)
    }

    @Test func `Anger goes to people with the answer, and with who comes and when`() {
        let conclusion = rules("This is unacceptable, I am furious!!", []).conclude(reply())
        #expect(conclusion.reason == .negativeSentiment)
        #expect(conclusion.answer == "Certainly.")
        #expect(conclusion.notice?.contains("10 minutes") == true)
        #expect(conclusion.priority == "high")
    }

    @Test func `With a VIP an engine must be surer, and the concierge takes over`() {
        let reply = reply(confidence: 0.75)
        #expect(rules("towels", []).conclude(reply).outcome == .answered)
        let conclusion = rules("towels", [], isVIP: true).conclude(self.reply(confidence: 0.75, intent: "other.wish"))
        #expect(conclusion.reason == .lowConfidence)
        #expect(conclusion.department == "concierge")
    }
}
