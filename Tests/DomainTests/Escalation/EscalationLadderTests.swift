import Domain
import Testing

@Suite("Who is called while nobody answers")
struct EscalationLadderTests {
    private let usual = EscalationPolicy()

    private func waiting(_ ladder: ConversationPriority, step: Int, age: Double, department: String? = "security")
        -> WaitingConversation
    {
        WaitingConversation(
            step: step,
            ladder: ladder,
            priority: ladder,
            department: department,
            intent: "emergency.fire",
            reason: .emergency,
            age: age
        )
    }

    @Test(
        "The first call comes after 2, 10, 30 and 120 minutes",
        arguments: [(ConversationPriority.urgent, 120.0), (.high, 600), (.normal, 1800), (.low, 7200)]
    )
    func first(priority: ConversationPriority, seconds: Double) {
        #expect(usual.look(at: waiting(priority, step: 0, age: seconds - 1)) == LadderLook(next: seconds))
        let look = usual.look(at: waiting(priority, step: 0, age: seconds))
        #expect(look.call?.notify == "department")
        #expect(look.call?.department == "security")
        #expect(look.call?.waitedSeconds == Int(seconds))
        #expect(look.priority == priority.raised)
        #expect(look.next == 2 * seconds)
    }

    @Test("Then the next in line, then everybody, then there is nobody left to call")
    func further() {
        let second = usual.look(at: waiting(.urgent, step: 1, age: 500))
        #expect([second.call?.notify, second.call?.department] == ["department", "front_desk"])
        #expect(second.priority == nil, "nothing is more than urgent")
        let third = usual.look(at: waiting(.urgent, step: 2, age: 500))
        #expect(third.call?.notify == "everyone")
        #expect(third.next == nil)
        #expect(usual.look(at: waiting(.urgent, step: 3, age: 500)) == LadderLook())
    }

    @Test("A line of further departments and roles is gone through in its order, then managers are called")
    func line() {
        var policy = EscalationPolicy()
        for name in ["default", "emergency"] {
            policy.targets = (policy.targets ?? [:]).merging([name: .init("spa", then: ["concierge", "role:admin"])]) {
                $1
            }
        }
        policy.ladders = ["urgent": [1, 2, 3, 4].map { .init(afterSeconds: $0, notify: .next) }]
        let called = (0..<4).map { step in
            let call = policy.look(at: waiting(.urgent, step: step, age: 9)).call
            return call?.department ?? call?.role ?? "-"
        }
        #expect(called == ["concierge", "admin", "manager", "manager"])
    }

    @Test("Rungs count in the order of their times, however they were written, and an empty ladder calls nobody")
    func order() {
        var policy = EscalationPolicy()
        policy.ladders = [
            "normal": [.init(afterSeconds: 60, notify: .everyone), .init(afterSeconds: 5, notify: .department)],
            "low": [],
        ]
        #expect(policy.look(at: waiting(.normal, step: 0, age: 5)).call?.notify == "department")
        #expect(policy.look(at: waiting(.normal, step: 1, age: 60)).call?.notify == "everyone")
        #expect(policy.look(at: waiting(.low, step: 0, age: 1e9)) == LadderLook())
    }

    @Test("A department that is nobody's calls everybody")
    func nobody() {
        var policy = EscalationPolicy()
        policy.ladders = ["urgent": [.init(afterSeconds: 1, notify: .department)]]
        #expect(
            policy.look(at: waiting(.urgent, step: 0, age: 1, department: nil)).call?.department == "security",
            "the target's"
        )
        #expect(
            policy.look(at: waiting(.urgent, step: 0, age: 1, department: "spa")).call?.department == "spa",
            "whoever has it now"
        )
    }
}
