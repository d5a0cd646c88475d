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
