package import Foundation

/// The time in which a channel lets the hotel write freely to a guest.
///
/// WhatsApp: 24 hours from the guest's last message, by that message's own timestamp. Other channels are always open.
package struct MessagingWindow: Sendable, Hashable {
    /// How long WhatsApp lets us write after a guest's message.
    package static let length = Duration.seconds(24 * 3600)
    /// How long before its end we stop, because a message takes time to reach the provider.
    package static let safetyMargin = Duration.seconds(60)

    /// Whether the hotel may write.
    package enum State: Sendable, Hashable {
        /// It may, until that moment; nil means without end.
        case open(until: Date?)
        /// It may not write freely.
        case closed
    }

    /// Which channel's rule holds.
    package let channel: ChannelKind
    /// When the provider closes the window; nil when no guest message ever opened it. Meaningless where always open.
    package let expiresAt: Date?

    /// The window a lane row stores.
    package init(channel: ChannelKind, expiresAt: Date?) {
        self.channel = channel
        self.expiresAt = expiresAt
    }

    /// Whether guests must write before the hotel may.
    package static func isLimited(_ channel: ChannelKind) -> Bool { channel == .whatsapp }

    /// Whether something a provider reports is a guest's own message. Its notices, and statuses, open nothing.
    package static func isOpened(by kind: ContentKind) -> Bool { kind != .system }

    /// The window after a guest's message.
    ///
    /// A message that arrives late never shortens it, and a timestamp from the future counts as `now`.
    ///
    /// - Parameters:
    ///   - kind: what the message carried.
    ///   - sentAt: its own timestamp; `now` when it has none.
    ///   - now: when it arrived.
    package func extended(by kind: ContentKind, sentAt: Date?, now: Date) -> MessagingWindow {
        guard Self.isLimited(channel), Self.isOpened(by: kind) else { return self }
        let end = min(sentAt ?? now, now).addingTimeInterval(Self.length.inSeconds)
        return MessagingWindow(channel: channel, expiresAt: max(expiresAt ?? end, end))
    }

    /// Whether the hotel may write at `now`, the margin kept.
    package func state(at now: Date) -> State {
        guard Self.isLimited(channel) else { return .open(until: nil) }
        guard let expiresAt else { return .closed }
        let end = expiresAt.addingTimeInterval(-Self.safetyMargin.inSeconds)
        return now < end ? .open(until: end) : .closed
    }
}
