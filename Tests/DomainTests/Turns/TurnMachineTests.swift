import Domain
import Testing

/// Every state × trigger.
@Suite struct TurnMachineTests {
    /// The whole table, written out by hand. `running` stands at its first attempt, `last` at its third of three.
    ///
    /// A cell is the state afterwards by its first two letters and its attempt, then the effects: t take lease,
    /// x expire lease, r release lease, p make pending due, e escalate. `-` is refused.
    private static let table = """
        trigger        absent  accumulating  running   last      done  superseded  discarded  failed
        open           ac0     -             -         -         -     -           -          -
        absorb         -       ac0           -         -         -     -           -          -
        claim          -       ru1:t         -         -         -     -           -          -
        commit         -       -             do1:rp    do3:rp    -     -           -          -
        fenced         -       -             di1:r     di3:r     -     su1         di1        -
        owner_changed  -       di0           di1:r     di3:r     -     -           di1        -
        lease_expired  -       -             ru2:t     fa3:re    -     -           -          -
        engine_failed  -       -             fa1:re    fa3:re    -     -           -          -
        supersede      -       -             su1:rp    su3:rp    -     -           -          -
        hand_back      -       -             ru0:x     ru2:x     -     -           -          -
        """

    private static let columns: [TurnProgress?] = [
        nil, TurnProgress(state: .accumulating, attempt: 0), TurnProgress(state: .running, attempt: 1),
        TurnProgress(state: .running, attempt: 3), TurnProgress(state: .done, attempt: 1),
        TurnProgress(state: .superseded, attempt: 1), TurnProgress(state: .discarded, attempt: 1),
        TurnProgress(state: .failed, attempt: 1),
    ]

    @Test func `each cell of state and trigger does what the table says`() throws {
        let rows = Self.table.split(separator: "\n").dropFirst().map { $0.split(separator: " ").map(String.init) }
        #expect(rows.map { $0[0] } == TurnTrigger.allCases.map(\.name))
        for (row, trigger) in zip(rows, TurnTrigger.allCases) {
            try #require(row.count == 1 + Self.columns.count)
            for (expected, progress) in zip(row.dropFirst(), Self.columns) {
                #expect(Self.outcome(progress, trigger) == expected, "\(String(describing: progress)) × \(trigger)")
            }
        }
    }

    @Test func `a turn handed back by a node that stops has lost nothing of its chances`() throws {
        var progress = try TurnMachine.transition(from: TurnProgress(state: .running, attempt: 3), on: .handBack).to
        progress = try TurnMachine.transition(from: progress, on: .leaseExpired).to
        #expect(progress == TurnProgress(state: .running, attempt: 3))
    }

    @Test func `why it failed decides why people are called`() throws {
        let running = TurnProgress(state: .running, attempt: 3)
        let silent = try TurnMachine.transition(from: running, on: .engineFailed)
        #expect(silent.effects.contains(.escalate(.engineSilent)))
        let deadly = try TurnMachine.transition(from: running, on: .leaseExpired)
        #expect(deadly.effects.contains(.escalate(.repeatedFailure)))
    }

    @Test func `a refusal says where the turn stands`() {
        let error = #expect(throws: InvalidTurnTransition.self) {
            try TurnMachine.transition(from: TurnProgress(state: .done, attempt: 1), on: .commit)
        }
        #expect(error?.code == "turn_done")
    }

    /// What the machine does, in the notation of the table.
    private static func outcome(_ progress: TurnProgress?, _ trigger: TurnTrigger) -> String {
        guard let step = try? TurnMachine.transition(from: progress, on: trigger, maximumAttempts: 3) else {
            return "-"
        }
        let letters: [(TurnEffect, String)] = [
            (.takeLease, "t"), (.expireLease, "x"), (.releaseLease, "r"), (.makePendingDue, "p"),
            (.escalate(.engineSilent), "e"), (.escalate(.repeatedFailure), "e"),
        ]
        let effects = letters.filter { step.effects.contains($0.0) }.map(\.1).joined()
        return "\(step.to.state.rawValue.prefix(2))\(step.to.attempt)" + (effects.isEmpty ? "" : ":" + effects)
    }
}
