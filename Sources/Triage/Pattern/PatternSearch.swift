/// The working space of searches, kept from one pattern to the next.
struct PatternScratch {
    fileprivate var present: [Int32] = []
    fileprivate var coming: [Int32] = []
    /// In which round each step was last reached; a round is one list at one place.
    fileprivate var reached: [UInt32] = []
    fileprivate var round: UInt32 = 0
    fileprivate var open: [Int32] = []
    /// How many steps were taken since somebody looked at the clock.
    fileprivate var work = 0

    fileprivate mutating func prepare(_ length: Int) {
        if reached.count < length { reached += Array(repeating: 0, count: length - reached.count) }
        present.removeAll(keepingCapacity: true)
        coming.removeAll(keepingCapacity: true)
    }

    /// A round that no step has been reached in.
    fileprivate mutating func nextRound() {
        if round == .max {
            for index in reached.indices { reached[index] = 0 }
            round = 0
        }
        round += 1
    }
}

extension PatternProgram {
    private static let workBetweenLooks = 2048

    /// Whether it fits somewhere in a text: every scalar is looked at once, and with it each step at most once.
    ///
    /// - Parameters:
    ///   - opening: what may stand first in a fitting stretch.
    ///   - isOver: whether the time is up; asked now and then.
    /// - Returns: nil when the time was up first.
    func fits(
        _ text: [UInt32],
        opening: PatternOpening,
        scratch: inout PatternScratch,
        isOver: () -> Bool
    ) -> Bool? {
        scratch.prepare(steps.count)
        var index = 0
        while true {
            if scratch.present.isEmpty, let filter = opening.scalars {
                let start = index
                while index < text.count, !filter.contains(text[index]) { index += 1 }
                // Passing over is much less work than a step.
                scratch.work += 1 + (index - start) / 8
            }
            let before = index > 0 ? text[index - 1] : nil
            let after = index < text.count ? text[index] : nil
            // What goes on from the scalar before was gathered in this round: a stretch that begins here joins it.
            if scratch.present.isEmpty { scratch.nextRound() }
            if index == 0 || !opening.isAtStart {
                if follow(0, before, after, in: &scratch, coming: false) { return true }
            }
            guard let after else { return false }
            let following = index + 1 < text.count ? text[index + 1] : nil
            scratch.nextRound()
            for place in scratch.present.indices {
                let step = Int(scratch.present[place])
                guard takes(step, after) else { continue }
                if follow(step + 1, after, following, in: &scratch, coming: true) { return true }
            }
            scratch.work += scratch.present.count + 1
            swap(&scratch.present, &scratch.coming)
            scratch.coming.removeAll(keepingCapacity: true)
            index += 1
            if scratch.present.isEmpty, opening.isAtStart { return false }
            if scratch.work >= Self.workBetweenLooks {
                scratch.work = 0
                if isOver() { return nil }
            }
        }
    }

    private func takes(_ step: Int, _ scalar: UInt32) -> Bool {
        switch steps[step] {
        case .scalar(let own): own == scalar
        case .any: scalar != 0x0A
        case .set(let set): sets[set].contains(scalar)
        case .place, .split, .jump, .match: false
        }
    }

    /// Walks on from a step without taking a scalar; true when that is the end of the pattern.
    private func follow(
        _ first: Int,
        _ before: UInt32?,
        _ after: UInt32?,
        in scratch: inout PatternScratch,
        coming: Bool
    ) -> Bool {
        scratch.open.removeAll(keepingCapacity: true)
        scratch.open.append(Int32(truncatingIfNeeded: first))
        while let place = scratch.open.popLast() {
            let step = Int(place)
            guard scratch.reached[step] != scratch.round else { continue }
            scratch.reached[step] = scratch.round
            scratch.work += 1
            switch steps[step] {
            case .match: return true
            case .jump(let target): scratch.open.append(Int32(truncatingIfNeeded: target))
            case .split(let one, let other):
                scratch.open.append(Int32(truncatingIfNeeded: other))
                scratch.open.append(Int32(truncatingIfNeeded: one))
            case .place(let place):
                if place.holds(between: before, and: after) {
                    scratch.open.append(Int32(truncatingIfNeeded: step + 1))
                }
            case .scalar, .any, .set:
                if coming { scratch.coming.append(place) } else { scratch.present.append(place) }
            }
        }
        return false
    }
}
