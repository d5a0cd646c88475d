import Domain
import Testing

/// Every status × step.
@Suite struct TaskMachineTests {
    /// The whole table, written out by hand: the status afterwards by its first letter, `!` when it is nobody's then.
    private static let table = """
        step      pending  assigned  in_progress  completed  cancelled
        assign    a        a         i            -          -
        unassign  -        p!        p!           -          -
        start     i        i         -            -          -
        complete  c        c         c            -          -
        cancel    x        x         x            -          -
        reopen    -        -         -            p!         p!
        """

    private static func letter(_ status: TaskStatus) -> String {
        status == .cancelled ? "x" : String(status.rawValue.prefix(1))
    }

    @Test func `each of the thirty cells does what the table says`() throws {
        var cells = 0
        for line in Self.table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ").map(String.init)
            let step = try #require(TaskStep(rawValue: fields[0]))
            for (status, expected) in zip(TaskStatus.allCases, fields.dropFirst()) {
                let outcome: String
                do {
                    let rule = try TaskMachine.rule(from: status, on: step)
                    outcome = Self.letter(rule.to) + (rule.clearsAssignee ? "!" : "")
                } catch {
                    outcome = "-"
                    #expect(error.code == "task_\(status.rawValue)")
                    #expect(!error.allowed.contains(step))
                }
                #expect(outcome == expected, "\(step) × \(status)")
                cells += 1
            }
        }
        #expect(cells == TaskStatus.allCases.count * TaskStep.allCases.count)
    }

    @Test func `a wish for a status is the one step that leads there, or none`() {
        for status in TaskStatus.allCases {
            for wish in TaskStatus.allCases {
                guard let step = TaskMachine.step(from: status, to: wish) else {
                    #expect(status == wish)
                    continue
                }
                if let rule = try? TaskMachine.rule(from: status, on: step),
                    !(status == .inProgress && wish == .assigned)
                {
                    #expect(rule.to == wish, "\(status) → \(wish)")
                }
            }
        }
    }
}
