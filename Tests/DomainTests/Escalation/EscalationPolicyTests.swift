import Domain
import Foundation
import Testing

@Suite("When conversations go to people")
struct EscalationPolicyTests {
    private let usual = EscalationPolicy()

    private func turn(
        _ intent: String = "question.knowledge",
        _ confidence: Double = 0.9,
        asked: EscalationReason? = nil
    ) -> EscalationCase {
        EscalationCase(intent: intent, confidence: confidence, asked: asked)
    }

    // MARK: Thresholds

    @Test(
        "The most specific threshold wins",
        arguments: [
            ("housekeeping.towels", nil, 0.6), ("housekeeping.towels", "ja", 0.9), ("complaint.noise", "ja", 0.8),
            ("complaint.billing.dispute", "en", 0.95), ("complaint.billing", nil, 0.8), ("complaints", nil, 0.6),
            ("housekeeping.towels", "pt-BR", 0.75), ("housekeeping.towels", "PT-PT", 0.7),
            ("housekeeping.towels", "xx", 0.6),
        ] as [(String, String?, Double)]
    )
    func mostSpecific(intent: String, language: String?, expected: Double) {
        var policy = EscalationPolicy()
        policy.threshold = 0.6
        var thresholds = EscalationPolicy.Thresholds()
        thresholds.byIntent = ["complaint": 0.8, "complaint.billing.dispute.*": 0.95]
        thresholds.byLanguage = ["ja": 0.9, "pt": 0.7, "pt-BR": 0.75]
        policy.thresholds = thresholds
        #expect(policy.threshold(intent: intent, language: language, isVIP: false) == expected)
    }

    @Test(
        "A guest's language is told without a country: what a hotel has for a country near it counts",
        arguments: [("pt", "pt-BR"), ("zh", "zh-TW"), ("en", "en-GB"), ("en-US", "en-GB"), ("pt_PT", "pt-BR")]
    )
    func near(language: String, key: String) {
        var policy = EscalationPolicy()
        var thresholds = EscalationPolicy.Thresholds()
        thresholds.byLanguage = [key: 0.9, "de": 0.1]
        policy.thresholds = thresholds
        policy.notices = ["guest_requested": [key: "near", "de": "fern"]]
        #expect(policy.threshold(intent: "x", language: language, isVIP: false) == 0.9)
        #expect(policy.notice(intent: "x", reason: .guestRequested, language: language) == "near")
        #expect(policy.notice(intent: "x", reason: .guestRequested, language: "fr") == nil)
    }

    @Test(
        "Without a word of the hotel's the usual thresholds count",
        arguments: [
            ("greeting", 0.5), ("feedback.praise", 0.6), ("other.human_request", 0.6), ("dining.table", 0.75),
            ("complaint.noise", 0.8),
            ("room.change", 0.85), ("room.extend", 0.85), ("question.knowledge", 0.7), ("", 0.7),
        ]
    )
    func usualThresholds(intent: String, expected: Double) {
        #expect(usual.threshold(intent: intent, language: "en", isVIP: false) == expected)
    }

    @Test("A threshold set for the whole hotel or program is meant for every intent")
    func ownThreshold() {
        #expect(usual.threshold(intent: "greeting", language: nil, isVIP: false, fallback: 0.9) == 0.9)
        var policy = EscalationPolicy()
        policy.threshold = 0.2
        #expect(policy.threshold(intent: "complaint.noise", language: nil, isVIP: false, fallback: 0.9) == 0.2)
    }

    @Test(
        "With a VIP an engine must be surer by 0.1, up to 0.95, and never less sure than the hotel asks",
        arguments: [(0.7, 0.8), (0.9, 0.95), (0.98, 0.98), (0.0, 0.1)]
    )
    func vip(base: Double, expected: Double) {
        var policy = EscalationPolicy()
        policy.threshold = base
        let found = policy.threshold(intent: "x", language: nil, isVIP: true)
        #expect(abs(found - expected) < 1e-9)
    }

    // MARK: Verdicts

    @Test("A sure answer is said, one at the threshold too")
    func sure() {
        #expect(usual.decide(turn()) == .answer)
        #expect(usual.decide(turn("x", 0.7)) == .answer)
    }

    @Test("An unsure answer is a draft for people")
    func unsure() {
        #expect(usual.decide(turn("x", 0.69)) == .escalate(.lowConfidence, says: false))
        #expect(usual.decide(turn("x", 0.4)) == .escalate(.lowConfidence, says: false))
    }

    @Test("Below 0.40 the guest is asked back, once; then people get it")
    func clarify() {
        #expect(usual.decide(turn("x", 0.39)) == .clarify)
        var again = turn("x", 0.39)
        again.wasClarified = true
        #expect(usual.decide(again) == .escalate(.lowConfidence, says: false))
        var never = EscalationPolicy()
        never.clarifyBelow = 0
        #expect(never.decide(turn("x", 0)) == .escalate(.lowConfidence, says: false))
    }

    @Test("Danger is answered with safe words however unsure they are, before anything else counts")
    func emergency() {
        var danger = turn("emergency.fire", 0, asked: .emergency)
        danger.sentiment = -1
        danger.timesReported = 9
        #expect(usual.decide(danger) == .escalate(.emergency, says: true))
    }

    @Test("Whom the engine calls for comes, with its words when it is sure of them")
    func asked() {
        #expect(usual.decide(turn("x", 0.9, asked: .engineRequested)) == .escalate(.engineRequested, says: true))
        #expect(usual.decide(turn("x", 0.1, asked: .engineRequested)) == .escalate(.engineRequested, says: false))
        #expect(
            usual.decide(turn("other.human_request", 0.65, asked: .guestRequested))
                == .escalate(.guestRequested, says: true)
        )
    }

    @Test(
        "Some matters are people's, and nothing is promised",
        arguments: [
            "booking.cancel", "booking.modify", "complaint.billing.dispute", "complaint.service.rude",
            "complaint.safety.lock", "other.legal_request",
        ]
    )
    func always(intent: String) {
        #expect(usual.decide(turn(intent, 1)) == .escalate(.alwaysEscalate, says: false))
    }

    @Test("A hotel's own list replaces the usual one")
    func ownList() {
        var policy = EscalationPolicy()
        policy.alwaysEscalate = ["spa.*"]
        #expect(policy.decide(turn("spa.booking", 1)) == .escalate(.alwaysEscalate, says: false))
        #expect(policy.decide(turn("spa", 1)) == .escalate(.alwaysEscalate, says: false))
        #expect(policy.decide(turn("space.walk", 1)) == .answer)
        #expect(policy.decide(turn("booking.cancel", 1)) == .answer)
    }

    @Test("The same trouble a second time goes to people, and the work is not ordered twice")
    func repeated() {
        var again = turn("maintenance.air_conditioning", 0.95)
        again.timesReported = 1
        #expect(usual.decide(again) == .answer)
        again.timesReported = 2
        #expect(usual.decide(again) == .escalate(.repeatedIssue, says: false))
        var patient = EscalationPolicy()
        patient.repeatedIssue = 3
        #expect(patient.decide(again) == .answer)
    }

    @Test("Anger below −0.5 goes to people, with the answer when it is sure")
    func anger() {
        var angry = turn()
        angry.sentiment = -0.5
        #expect(usual.decide(angry) == .answer)
        angry.sentiment = -0.51
        #expect(usual.decide(angry) == .escalate(.negativeSentiment, says: true))
        angry.confidence = 0.5
        #expect(usual.decide(angry) == .escalate(.negativeSentiment, says: false))
        var never = EscalationPolicy()
        never.sentiment = -1
        angry.sentiment = -1
        angry.confidence = 0.9
        #expect(never.decide(angry) == .answer)
    }

    @Test("The third attempt that does not help goes to people")
    func attempts() {
        var failing = turn("x", 0.3)
        failing.failuresBefore = 1
        #expect(usual.decide(failing) == .clarify)
        failing.failuresBefore = 2
        #expect(usual.decide(failing) == .escalate(.repeatedFailure, says: false))
        var asking = turn("x", 0.9)
        asking.failuresBefore = 2
        #expect(usual.decide(asking) == .answer, "a sure answer to something new ends the row")
        asking.isRepeated = true
        #expect(usual.decide(asking) == .escalate(.repeatedFailure, says: true))
    }

    @Test("Whatever happens there is a verdict, and only sure or safe words are said")
    func everyCombination() {
        for confidence in [0, 0.39, 0.4, 0.69, 0.7, 1] {
            for asked in [nil, .emergency, .engineRequested, .guestRequested] as [EscalationReason?] {
                for intent in ["x", "booking.cancel", "complaint.noise"] {
                    for sentiment in [-1, 0, 1.0] {
                        for reported in [0, 1, 2] {
                            for failures in [0, 2] {
                                var turn = turn(intent, confidence, asked: asked)
                                (turn.sentiment, turn.timesReported, turn.failuresBefore) = (
                                    sentiment, reported, failures
                                )
                                let verdict = usual.decide(turn)
                                let sure = confidence >= usual.threshold(intent: intent, language: nil, isVIP: false)
                                switch verdict {
                                case .answer: #expect(sure && asked == nil)
                                case .clarify: #expect(confidence < 0.4 && asked == nil)
                                case .escalate(let reason, let says): #expect(!says || sure || reason == .emergency)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    // MARK: Who, how soon, and in what words

    @Test(
        "Priorities and targets go by the intent, then by the reason, then by VIP",
        arguments: [
            ("emergency.fire", .emergency, false, .urgent, "security"),
            ("emergency.flood", .emergency, false, .urgent, "maintenance"),
            ("complaint.noise", .engineRequested, false, .high, "front_desk"),
            ("complaint.safety.lock", .alwaysEscalate, false, .urgent, "front_desk"),
            ("booking.cancel", .alwaysEscalate, false, .normal, "reservations"),
            ("x", .repeatedIssue, false, .high, "front_desk"),
            ("maintenance.tv", .repeatedIssue, false, .high, "maintenance"),
            ("x", .engineSilent, false, .high, "front_desk"),
            ("x", .guestRequested, false, .normal, "front_desk"), ("x", .guestRequested, true, .normal, "concierge"),
            (nil, .engineSilent, false, .high, "front_desk"), ("x", .negativeSentiment, false, .high, "front_desk"),
        ] as [(String?, EscalationReason, Bool, ConversationPriority, String)]
    )
    func whoAndHowSoon(
        intent: String?,
        reason: EscalationReason,
        isVIP: Bool,
        priority: ConversationPriority,
        department: String
    ) {
        #expect(usual.priority(intent: intent, reason: reason, isVIP: isVIP) == priority)
        #expect(usual.target(intent: intent, reason: reason, isVIP: isVIP)?.department == department)
    }

    @Test("A hotel's tables are asked before the usual ones, name by name")
    func ownTables() {
        var policy = EscalationPolicy()
        policy.priorities = ["low_confidence": .low]
        policy.targets = ["default": EscalationPolicy.Target("concierge")]
        #expect(policy.priority(intent: "question.knowledge", reason: .lowConfidence) == .low)
        #expect(
            policy.priority(intent: "complaint.noise", reason: .lowConfidence) == .high,
            "the intent is asked first"
        )
        #expect(policy.priority(intent: "complaint.noise", reason: .engineRequested) == .high)
        #expect(policy.target(intent: "x", reason: .guestRequested)?.department == "concierge")
        policy.minutes = ["urgent": 1]
        #expect(policy.minutes(.urgent) == 1)
        #expect(policy.minutes(.high) == 10)
    }

    @Test("What a hotel says of everything else is no word about what the program has a word for")
    func ownDefault() {
        var policy = EscalationPolicy()
        policy.priorities = ["default": .low]
        policy.targets = ["default": EscalationPolicy.Target("front_desk")]
        #expect(policy.priority(intent: "emergency.fire", reason: .emergency) == .urgent)
        #expect(policy.target(intent: "emergency.fire", reason: .emergency)?.department == "security")
        #expect(policy.priority(intent: "complaint.noise", reason: .engineRequested) == .high)
        #expect(policy.target(intent: "booking.cancel", reason: .alwaysEscalate)?.department == "reservations")
        #expect(policy.target(intent: "x", reason: .guestRequested, isVIP: true)?.department == "concierge")
        #expect(policy.priority(intent: "x", reason: .guestRequested) == .low)
        policy.targets?["emergency"] = EscalationPolicy.Target("night_watch")
        #expect(policy.target(intent: "emergency.fire", reason: .emergency)?.department == "night_watch")
    }

    @Test(
        "Danger is urgent whatever a document says",
        arguments: ["emergency", "emergency.*", "emergency.fire", "vip", "default", "always_escalate"]
    )
    func dangerIsUrgent(name: String) {
        var policy = EscalationPolicy()
        policy.priorities = [name: .low]
        for isVIP in [false, true] {
            #expect(policy.priority(intent: "emergency.fire", reason: .emergency, isVIP: isVIP) == .urgent)
            #expect(policy.priority(intent: nil, reason: .emergency, isVIP: isVIP) == .urgent)
            #expect(policy.priority(intent: "emergency.fire", reason: .alwaysEscalate, isVIP: isVIP) == .urgent)
        }
    }

    @Test("A document survives being stored, and an empty one is the usual")
    func coding() throws {
        var policy = EscalationPolicy()
        policy.thresholds = .init()
        policy.targets = ["x": .init("y", then: ["role:manager"])]
        policy.ladders = ["urgent": [.init(afterSeconds: 5, notify: .next, raisesPriority: true)]]
        policy.priorities = ["emergency": .urgent]
        #expect(try JSONDecoder().decode(EscalationPolicy.self, from: JSONEncoder().encode(policy)) == policy)
        #expect(try JSONDecoder().decode(EscalationPolicy.self, from: Data("{}".utf8)) == EscalationPolicy())
    }

    @Test(
        "Names of intents are words joined by dots",
        arguments: [
            ("a", true), ("a.b_c.*", true), ("a-1.b", true), ("", false), (".*", false), ("a..b", false), ("A", false),
            ("a.", false), ("*", false), ("a b", false),
        ]
    )
    func names(text: String, isValid: Bool) {
        #expect(IntentPattern.isValid(text) == isValid)
    }
}
