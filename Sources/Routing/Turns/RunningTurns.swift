import Domain
import Foundation
import Store
import Synchronization

/// The attempts at turns that this node makes now: how many are each hotel's, and how to stop one.
///
/// An attempt is known by its lease, for a turn may have two here: one whose lease ran out, and the one that took it up
/// again. What ends one must not end the other.
final class RunningTurns: Sendable {
    private struct Running {
        let turn: TurnID
        var stop: (@Sendable () -> Void)?
        var isStopped = false
    }

    private struct State {
        var attempts: [UUID: Running] = [:]
        var counts: [PropertyID: Int] = [:]

        /// Notes that an attempt is to be stopped. Returns how, when that is known already.
        mutating func stop(_ lease: UUID) -> (@Sendable () -> Void)? {
            attempts[lease]?.isStopped = true
            return attempts[lease]?.stop
        }
    }

    private let state = Mutex(State())

    /// Notes turns that were claimed.
    func begin(_ turns: [ClaimedTurn]) {
        state.withLock { state in
            for turn in turns {
                state.attempts[turn.lease] = Running(turn: turn.id)
                state.counts[turn.property, default: 0] += 1
            }
        }
    }

    /// Says how an attempt is stopped. What was to be stopped before that is stopped now.
    func set(_ lease: UUID, stop: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.attempts[lease]?.stop = stop
            return state.attempts[lease]?.isStopped ?? false
        }
        if isLate { stop() }
    }

    /// Stops an attempt whose lease is over, if this node makes it.
    func stop(_ lease: UUID) {
        let stop = state.withLock { $0.stop(lease) }
        stop?()
    }

    /// Stops every attempt at a turn that is over, whatever it is held by.
    func stop(_ turn: TurnID) {
        let stops = state.withLock { state in
            let leases = state.attempts.filter { $0.value.turn == turn }.keys
            return leases.compactMap { state.stop($0) }
        }
        for stop in stops { stop() }
    }

    /// Whether an attempt was to be stopped.
    func isStopped(_ lease: UUID) -> Bool {
        state.withLock { $0.attempts[lease]?.isStopped ?? false }
    }

    /// Gives back the place of an attempt whose engine was heard.
    ///
    /// - Returns: whether its hotel had all of its share, so that its other turns may be claimed now.
    func leave(_ turn: ClaimedTurn, share: Int) -> Bool {
        state.withLock { state in
            let count = state.counts[turn.property] ?? 0
            state.counts[turn.property] = count > 1 ? count - 1 : nil
            return count == share
        }
    }

    /// Forgets an attempt that ended.
    func end(_ turn: ClaimedTurn) {
        state.withLock { $0.attempts[turn.lease] = nil }
    }

    /// The hotels that have their share of this node.
    func crowded(from share: Int) -> [PropertyID] {
        state.withLock { state in state.counts.filter { $0.value >= share }.map(\.key) }
    }

    /// How many of one hotel to claim at once.
    func claimSize(least: Int, share: Int, room: Int) -> Int {
        state.withLock { ClaimSize.perHotel(least: least, share: share, taken: $0.counts.values, room: room) }
    }

    /// What is under way, with what it is held by.
    var leases: [(turn: TurnID, lease: UUID)] {
        state.withLock { state in
            state.attempts.filter { !$0.value.isStopped }.map { (turn: $0.value.turn, lease: $0.key) }
        }
    }
}
