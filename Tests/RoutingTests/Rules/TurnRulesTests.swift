import AIEngine
import Domain
import Foundation
import Routing
import Store
import Testing

/// What an engine's reply, or its silence, means.
@Suite struct TurnRulesTests {
    private let rules = TurnRules(threshold: 0.7, holdingLine: "A person will answer.", engine: "test")

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

    private static let holding = "A person will answer."
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
        #expect([conclusion.answer, conclusion.notice].compactMap(\.self) == [expected.hears])
        #expect((conclusion.notice == nil) == (expected.hears != Self.holding))
        #expect(conclusion.draft == expected.draft)
        #expect(conclusion.reason == expected.reason)
        #expect((conclusion.priority == "urgent") == (expected.reason == .emergency))
        #expect((conclusion.priority == nil) == (expected.reason == nil))
    }

    @Test func `Every combination leaves the guest with exactly one line`() {
        for words in ["", "Yes."] {
            for confidence in [0, 0.5, 0.7, 1] {
                for intent in [Self.towels, Self.fire, Self.person] {
                    for escalates in [false, true] {
                        for threshold in [0, 0.7, 1] {
                            let rules = TurnRules(threshold: threshold, holdingLine: Self.holding, engine: "test")
                            let conclusion = rules.conclude(
                                reply(words, confidence: confidence, intent: intent, escalates: escalates)
                            )
                            #expect([conclusion.answer, conclusion.notice].compactMap(\.self).count == 1)
                            #expect((conclusion.outcome == .answered) == (conclusion.reason == nil))
                            #expect(conclusion.draft == nil || conclusion.answer == nil)
                        }
                    }
                }
            }
        }
    }

    @Test func `Silence is told to the guest and to people, with why`() {
        let conclusion = rules.concludeSilence(error: "timeout")
        #expect(conclusion.outcome == .failed)
        #expect(conclusion.notice == Self.holding)
        #expect(conclusion.answer == nil)
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
}
