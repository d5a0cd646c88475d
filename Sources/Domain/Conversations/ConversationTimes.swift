package import Foundation

extension ConversationTrigger {
    /// What a guest's message is to a conversation, by where it stands and how long ago it was resolved.
    ///
    /// - Parameters:
    ///   - state: where the guest's newest conversation stands; nil when there is none.
    ///   - resolvedAt: when it was resolved; unknown counts as too long ago.
    ///   - now: the moment of arrival, by the database's clock.
    ///   - reopenWindow: how long after its resolution a conversation goes on; the last moment counts.
    package static func guestWrote(
        in state: ConversationState?,
        resolvedAt: Date?,
        now: Date,
        reopenWindow: Duration = .seconds(4 * 3600)
    ) -> ConversationTrigger {
        guard state == .resolved else { return .guestMessage }
        guard let resolvedAt, now.timeIntervalSince(resolvedAt) <= reopenWindow.inSeconds else {
            return .guestMessageAfterReopenWindow
        }
        return .guestMessageWithinReopenWindow
    }
}

/// When a conversation closes by itself.
package struct IdleRule: Sendable, Hashable {
    /// How long nobody must have written.
    package let timeout: Duration

    /// Closes after `timeout`, by default a day.
    package init(timeout: Duration = .seconds(24 * 3600)) {
        self.timeout = timeout
    }

    /// Whether the idle sweep may resolve a conversation.
    ///
    /// An active one only if the last word was ours and no work is open: a guest who waits is never closed on. An
    /// escalated one never; it climbs a ladder of alerts.
    ///
    /// - Parameters:
    ///   - state: where it stands.
    ///   - lastAuthor: who wrote last; nil when nobody has.
    ///   - lastActivityAt: when the last message was stored, or when it was opened.
    ///   - hasOpenTask: whether a department still has work from it.
    ///   - now: the database's clock.
    package func closes(
        state: ConversationState,
        lastAuthor: Author?,
        lastActivityAt: Date,
        hasOpenTask: Bool,
        now: Date
    ) -> Bool {
        guard now.timeIntervalSince(lastActivityAt) >= timeout.inSeconds else { return false }
        return switch state {
        case .new: true
        case .active: lastAuthor != .guest && !hasOpenTask
        case .escalated, .resolved: false
        }
    }
}
