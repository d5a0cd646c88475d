import Domain
import Foundation
import Store
import Synchronization

/// The turns this node thinks about now: how many are each hotel's, and how to stop one.
final class RunningTurns: Sendable {
    private struct Running {
        let lease: UUID
        var stop: (@Sendable () -> Void)?
        var isStopped = false
    }

    private struct State {
        var turns: [TurnID: Running] = [:]
        var counts: [PropertyID: Int] = [:]
    }

    private let state = Mutex(State())

    /// Notes turns that were claimed.
    func begin(_ turns: [ClaimedTurn]) {
        state.withLock { state in
            for turn in turns {
                state.turns[turn.id] = Running(lease: turn.lease)
                state.counts[turn.property, default: 0] += 1
            }
        }
    }

    /// Says how a turn is stopped. Who was to be stopped before that is stopped now.
    func set(_ turn: TurnID, stop: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.turns[turn]?.stop = stop
            return state.turns[turn]?.isStopped ?? false
        }
        if isLate { stop() }
    }

    /// Stops thinking about a turn, if this node does.
    func stop(_ turn: TurnID) {
        let stop = state.withLock { state -> (@Sendable () -> Void)? in
            state.turns[turn]?.isStopped = true
            return state.turns[turn]?.stop
        }
        stop?()
    }

    /// Whether a turn was to be stopped.
    func isStopped(_ turn: TurnID) -> Bool {
        state.withLock { $0.turns[turn]?.isStopped ?? false }
    }

    /// Forgets a turn that ended.
    ///
    /// - Returns: whether its hotel had all of its share, so that its other turns may be claimed now.
    func end(_ turn: ClaimedTurn, share: Int) -> Bool {
        state.withLock { state in
            // The same turn may have been claimed once more meanwhile, its lease having run out.
            if state.turns[turn.id]?.lease == turn.lease { state.turns[turn.id] = nil }
            let count = state.counts[turn.property] ?? 0
            state.counts[turn.property] = count > 1 ? count - 1 : nil
            return count == share
        }
    }

    /// The hotels that have their share of this node.
    func crowded(from share: Int) -> [PropertyID] {
        state.withLock { state in state.counts.filter { $0.value >= share }.map(\.key) }
    }

    /// What is under way, with what it is held by.
    var leases: [(turn: TurnID, lease: UUID)] {
        state.withLock { state in
            state.turns.filter { !$0.value.isStopped }.map { (turn: $0.key, lease: $0.value.lease) }
        }
    }
}
