import Domain
import Language
import Store

/// What a conversation's earlier turns say of the present one: whether the guest brings the same trouble up again, asks
/// the same again, or was asked back already. Pure.
struct Recurrence: Sendable, Hashable {
    /// How often this trouble was brought up, this time included; 0 when it is none.
    let timesReported: Int
    /// How many attempts in a row before this one did not help.
    let failuresBefore: Int
    /// Whether the guest asks what was asked before.
    let isRepeated: Bool
    /// Whether the last answer was a question back.
    let wasClarified: Bool

    /// How alike two messages must be, by the words they share, to be the same.
    private static let likeness = 0.7
    /// Fewer different words than this say too little: everybody writes "hi" twice.
    private static let fewestWords = 3
    /// How far back a question may have been asked.
    private static let reach = 5
    /// What goes wrong, and goes wrong again when nobody mended it.
    private static let troubles = [IntentPattern("maintenance"), IntentPattern("complaint"), IntentPattern("issue")]

    /// Looks back from a turn.
    ///
    /// - Parameters:
    ///   - words: what the guest wrote.
    ///   - intent: what the engine makes of it.
    ///   - past: the turns before, the newest first.
    ///   - threshold: how sure an engine must be of an intent.
    init(words: [GuestTokens.Token], intent: String, past: [ClaimedTurn.PastTurn], threshold: (String) -> Double) {
        let own = past.isEmpty ? [] : Set(words.map(\.text))
        let isTrouble = Self.isTrouble(intent)
        var (reported, failures, repeated) = (isTrouble ? 1 : 0, 0, false)
        var isUnbroken = true
        for (place, turn) in past.enumerated() {
            let isSame = place < Self.reach && Self.areAlike(own, turn.text ?? "")
            let before = turn.intent ?? ""
            if isTrouble, before == intent || (isSame && Self.isTrouble(before)) { reported += 1 }
            if isSame { repeated = true }
            let isUnsure =
                turn.outcome == TurnConclusion.Outcome.clarified.rawValue
                || (turn.confidence ?? 0) < threshold(before)
            isUnbroken = isUnbroken && (isSame || isUnsure)
            if isUnbroken { failures += 1 }
        }
        timesReported = reported
        failuresBefore = failures
        isRepeated = repeated
        wasClarified = past.first?.outcome == TurnConclusion.Outcome.clarified.rawValue
    }

    private static func isTrouble(_ intent: String) -> Bool {
        troubles.contains { $0.covers(intent) }
    }

    /// By Jaccard: the shared part of all words.
    private static func areAlike(_ one: Set<String>, _ text: String) -> Bool {
        guard one.count >= fewestWords else { return false }
        let other = Set(GuestTokens(text).tokens.map(\.text))
        guard other.count >= fewestWords else { return false }
        let shared = one.intersection(other).count
        return Double(shared) > likeness * Double(one.count + other.count - shared)
    }
}
