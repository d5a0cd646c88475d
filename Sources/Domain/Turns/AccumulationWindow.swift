package import Foundation

/// How long a turn waits for the rest of a burst before the engine is asked.
package struct AccumulationWindow: Sendable, Hashable {
    /// No turn waits longer than this after it was opened, however long the guest keeps writing.
    package static let longest = Duration.milliseconds(3000)

    /// How long after the guest's last message the turn is due.
    package let length: Duration

    /// A configured window: zero or less means not to wait; anything else is held between 200 and 3000 ms.
    package init(milliseconds: Int) {
        length = milliseconds <= 0 ? .zero : .milliseconds(min(max(milliseconds, 200), 3000))
    }

    /// The window a channel has unless configured: as long as its guests tend to pause within one thought.
    package init(for channel: ChannelKind) {
        switch channel {
        case .whatsapp: self.init(milliseconds: 1200)
        case .sms: self.init(milliseconds: 800)
        case .web: self.init(milliseconds: 600)
        case .email, .relay: self.init(milliseconds: 0)
        }
    }

    /// How many of a guest's pauses must be known before they count.
    package static let pausesThatTell = 5

    /// How long to wait for more after a message, in milliseconds; `accumulation_window_ms` in SQL is the same.
    ///
    /// Blended six to four with the guest's own pauses once enough are known, a fifth shorter with every message that was
    /// gathered before, and held between 200 and 3000 ms. A window of zero does not wait, whatever was written.
    ///
    /// - Parameters:
    ///   - shift: by how much longer than usual the message makes more likely, in milliseconds.
    ///   - pause: how long the guest pauses within one train of thought, on average, in milliseconds.
    ///   - samples: how many pauses that was learned from.
    ///   - gathered: how many messages the turn had before this one.
    package func adapted(shift: Int, pause: Double?, samples: Int, gathered: Int) -> Double {
        guard length > .zero else { return 0 }
        let usual = max(200, length.inSeconds * 1000 + Double(shift))
        let isKnown = samples >= Self.pausesThatTell
        let blended = isKnown ? pause.map { 0.6 * usual + 0.4 * $0 } ?? usual : usual
        return max(200, min(3000, blended * pow(0.8, Double(min(gathered, 10)))))
    }

    /// When a turn is due; each message it absorbs moves that, but never beyond ``longest`` after it was opened.
    ///
    /// - Parameters:
    ///   - openedAt: when the turn was opened.
    ///   - lastMessageAt: when its last message was stored, by the same clock.
    package func due(openedAt: Date, lastMessageAt: Date) -> Date {
        let latest = openedAt.addingTimeInterval(Self.longest.inSeconds)
        return min(max(openedAt, lastMessageAt).addingTimeInterval(length.inSeconds), latest)
    }

    /// Whether a turn is due at `now`.
    package func isDue(openedAt: Date, lastMessageAt: Date, now: Date) -> Bool {
        due(openedAt: openedAt, lastMessageAt: lastMessageAt) <= now
    }
}
